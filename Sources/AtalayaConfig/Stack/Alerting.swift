/// How urgent an alert is, which decides where it goes.
public struct AlertSeverity: Hashable, Sendable, CustomStringConvertible {
    /// The value of the label `severity`.
    public let name: String

    private init(name: String) { self.name = name }

    /// Somebody has to act now.
    public static let page = AlertSeverity(name: "page")
    /// Somebody has to act in working hours.
    public static let ticket = AlertSeverity(name: "ticket")
    /// Nobody has to act.
    public static let info = AlertSeverity(name: "info")

    /// From the most urgent to the least.
    public static let all: [AlertSeverity] = [.page, .ticket, .info]

    /// - Throws: `ConfigError.Code.invalidChoice` for a name that is not in `all`.
    public init(_ name: String) throws(ConfigError) {
        guard let severity = Self.all.first(where: { $0.name == name }) else {
            let names = Self.all.map(\.name).joined(separator: ", ")
            throw ConfigError(.invalidChoice, "'\(name)' is not a severity; choose one of \(names)")
        }
        self = severity
    }

    public var description: String { name }
}

/// Alertmanager: who is told about an alert.
public struct AlertmanagerServer: Hashable, Sendable {
    /// Where Prometheus reaches it.
    public var address: Endpoint
    public var image: String
    public var receivers: [Receiver]
    /// Which receiver gets which severity. Without a route an alert goes to `defaultReceiver`.
    public var routes: [SeverityRoute]
    /// The name of a receiver, or `nil` for one that tells nobody: alerts are then only shown.
    public var defaultReceiver: String?
    /// The receiver of the alert that always fires; a service that misses it knows that alerting is broken.
    public var watchdogReceiver: String?
    /// Address on the host in compose; `nil`: only inside of the network.
    public var published: Endpoint?

    public init(
        address: Endpoint = Endpoint(host: "alertmanager", port: 9093),
        image: String = "prom/alertmanager:v0.34.0",
        receivers: [Receiver] = [],
        routes: [SeverityRoute] = [],
        defaultReceiver: String? = nil,
        watchdogReceiver: String? = nil,
        published: Endpoint? = nil
    ) {
        self.address = address
        self.image = image
        self.receivers = receivers
        self.routes = routes
        self.defaultReceiver = defaultReceiver
        self.watchdogReceiver = watchdogReceiver
        self.published = published
    }

    /// Every secret that Alertmanager reads, each file once, in order.
    public var secretFiles: [SecretFile] {
        var files: [SecretFile] = []
        for receiver in receivers {
            for file in receiver.secretFiles where !files.contains(file) { files.append(file) }
        }
        return files
    }
}

/// Alerts of one severity go to one receiver.
public struct SeverityRoute: Hashable, Sendable {
    public var severity: AlertSeverity
    public var receiver: String
    /// After how long an alert that still fires is sent again.
    public var repeatInterval: PrometheusDuration

    public init(_ severity: AlertSeverity, to receiver: String, repeatInterval: PrometheusDuration = .hours(4)) {
        self.severity = severity
        self.receiver = receiver
        self.repeatInterval = repeatInterval
    }
}

/// Somebody who is told about alerts, by one or more channels. Secrets are named by file, never written here.
public struct Receiver: Hashable, Sendable {
    public var name: String
    public var webhooks: [WebhookChannel]
    public var emails: [EmailChannel]
    public var pagerDuties: [PagerDutyChannel]
    public var slacks: [SlackChannel]

    public init(
        name: String,
        webhooks: [WebhookChannel] = [],
        emails: [EmailChannel] = [],
        pagerDuties: [PagerDutyChannel] = [],
        slacks: [SlackChannel] = []
    ) {
        self.name = name
        self.webhooks = webhooks
        self.emails = emails
        self.pagerDuties = pagerDuties
        self.slacks = slacks
    }

    public var secretFiles: [SecretFile] {
        webhooks.compactMap(\.urlFile) + emails.compactMap(\.passwordFile) + pagerDuties.map(\.routingKeyFile)
            + slacks.map(\.urlFile)
    }

    public var hasChannels: Bool {
        !(webhooks.isEmpty && emails.isEmpty && pagerDuties.isEmpty && slacks.isEmpty)
    }
}

/// An HTTP POST with Alertmanager's JSON.
public struct WebhookChannel: Hashable, Sendable {
    /// An URL without a secret in it. Either this or `urlFile`.
    public var url: String?
    public var urlFile: SecretFile?
    /// Also tell when the alert is over.
    public var sendsResolved: Bool

    public init(url: String? = nil, urlFile: SecretFile? = nil, sendsResolved: Bool = true) {
        self.url = url
        self.urlFile = urlFile
        self.sendsResolved = sendsResolved
    }
}

public struct EmailChannel: Hashable, Sendable {
    public var to: NotificationTemplate
    public var from: NotificationTemplate
    /// The mail server.
    public var smarthost: Endpoint
    public var username: String?
    public var passwordFile: SecretFile?
    public var sendsResolved: Bool

    public init(
        to: NotificationTemplate,
        from: NotificationTemplate,
        smarthost: Endpoint,
        username: String? = nil,
        passwordFile: SecretFile? = nil,
        sendsResolved: Bool = true
    ) {
        self.to = to
        self.from = from
        self.smarthost = smarthost
        self.username = username
        self.passwordFile = passwordFile
        self.sendsResolved = sendsResolved
    }
}

/// PagerDuty's Events API v2.
public struct PagerDutyChannel: Hashable, Sendable {
    public var routingKeyFile: SecretFile
    public var sendsResolved: Bool

    public init(routingKeyFile: SecretFile, sendsResolved: Bool = true) {
        self.routingKeyFile = routingKeyFile
        self.sendsResolved = sendsResolved
    }
}

/// A Slack channel by an incoming webhook.
public struct SlackChannel: Hashable, Sendable {
    public var urlFile: SecretFile
    /// `#channel` or `@user`.
    public var channel: NotificationTemplate
    public var sendsResolved: Bool

    public init(urlFile: SecretFile, channel: NotificationTemplate, sendsResolved: Bool = true) {
        self.urlFile = urlFile
        self.channel = channel
        self.sendsResolved = sendsResolved
    }
}
