import AtalayaModel

/// A service that is monitored.
public struct Service: Hashable, Sendable {
    /// Lower case letters, digits and `-`: the value of the label `service`, the name of the container, part of file
    /// names.
    public var name: String
    /// For people; the name unless given.
    public var title: String
    /// Where the sidecar and Prometheus reach it.
    public var address: Endpoint
    /// How to ask the service whether it is well. The sidecar does it and exports `atalaya_probe_success`.
    public var health: HealthCheck?
    /// The log file of the service. The sidecar reads and ships it.
    public var logs: LogSource?
    /// The endpoint of metrics which the service has itself. Prometheus scrapes it as a job with the name of the
    /// service, or the sidecar does.
    public var exposition: Exposition?
    /// Every metric of the service, whether read from its log by the sidecar or exposed by itself.
    public var metrics: [MetricDeclaration]
    public var objectives: [Objective]
    /// How compose runs it; `nil` if it runs elsewhere.
    public var container: Container?
    /// How Kubernetes runs it, if the stack runs there.
    public var deployment: ServiceDeployment

    public init(
        name: String,
        title: String? = nil,
        address: Endpoint,
        health: HealthCheck? = nil,
        logs: LogSource? = nil,
        exposition: Exposition? = nil,
        metrics: [MetricDeclaration] = [],
        objectives: [Objective] = [],
        container: Container? = nil,
        deployment: ServiceDeployment = ServiceDeployment()
    ) {
        self.name = name
        self.title = title ?? name
        self.address = address
        self.health = health
        self.logs = logs
        self.exposition = exposition
        self.metrics = metrics
        self.objectives = objectives
        self.container = container
        self.deployment = deployment
    }
}

extension Service {
    /// Its own endpoint of metrics, where Prometheus asks for it.
    var job: Exposition? { exposition.flatMap { $0.scraper == .prometheus ? $0 : nil } }

    /// Whether a metric of this service comes with a scrape of the sidecar, which puts the label `service` on it; it
    /// has the service's own job otherwise.
    func isServedBySidecar(_ metric: MetricDeclaration) -> Bool { metric.fromLog != nil || job == nil }
}

/// An HTTP request that a healthy service answers with a status from 200 to 299.
public struct HealthCheck: Hashable, Sendable {
    public var path: String
    public var interval: PrometheusDuration
    /// Not longer than `interval`.
    public var timeout: PrometheusDuration

    public init(
        path: String = "/health",
        interval: PrometheusDuration = .seconds(5),
        timeout: PrometheusDuration = .seconds(2)
    ) {
        self.path = path
        self.interval = interval
        self.timeout = timeout
    }
}

/// Metrics exposed by the service itself, on its `address`.
public struct Exposition: Hashable, Sendable {
    public var path: String
    /// The answers are taken for the classic text format if the service names no format; Prometheus 3 refuses them
    /// otherwise.
    public var isTextAssumed: Bool
    public var scraper: Scraper

    /// Who asks for the metrics.
    public enum Scraper: String, CaseIterable, Hashable, Sendable {
        /// As a job with the name of the service.
        case prometheus
        /// When Prometheus scrapes the sidecar, which serves them with its own: for a service that Prometheus does not
        /// reach. Their series carry the label `service`.
        case sidecar
    }

    public init(path: String = "/metrics", isTextAssumed: Bool = false, scraper: Scraper = .prometheus) {
        self.path = path
        self.isTextAssumed = isTextAssumed
        self.scraper = scraper
    }
}

/// The log of a service: which file, what a line is, and which of its fields matter.
public struct LogSource: Hashable, Sendable {
    /// Path with wildcards, as the sidecar sees it: `/var/log/orchestrator/*.log`. Also `unix:PATH` for a socket that the
    /// sidecar makes and the service sends lines to, `unix-datagram:PATH` for one of datagrams, `-` for the sidecar's
    /// standard input.
    public var path: String
    /// The name of a `LogFormat`: `json` (an object in each line), `none` (the line as it is, in the field `message`),
    /// `cri` …
    public var format: String
    /// The tag of the records on their way; Fluentd routes by it.
    public var tag: String
    /// The field with the time of the event, RFC 3339 or seconds; `nil`: the time of reading.
    public var timeField: String?
    /// The field with the severity.
    public var levelField: String?
    /// The field with the text for people.
    public var messageField: String?
    /// What else happens to the lines.
    public var processing: LogProcessing
    /// Whether what was read of files goes into the sidecar's spool, so that they may vanish before it is delivered.
    /// Sockets and standard input always do where there is one.
    public var isSpooled: Bool

    public init(
        path: String,
        format: String = "json",
        tag: String,
        timeField: String? = nil,
        levelField: String? = nil,
        messageField: String? = nil,
        processing: LogProcessing = LogProcessing(),
        isSpooled: Bool = false
    ) {
        self.path = path
        self.format = format
        self.tag = tag
        self.timeField = timeField
        self.levelField = levelField
        self.messageField = messageField
        self.processing = processing
        self.isSpooled = isSpooled
    }

    /// What ``path`` says.
    var input: SidecarConfiguration.Tail.Input { SidecarConfiguration.Tail.Input(path: path) }

    /// The formats in which the sidecar can read lines.
    public static let formats = LogFormat.all.map(\.name)
}

/// How compose runs a service.
public struct Container: Hashable, Sendable {
    /// The image, with a tag; or the image to build.
    public var image: String?
    /// The directory with the Dockerfile, relative to the directory that the files are rendered into.
    public var build: String?
    /// Replaces the command of the image.
    public var command: [String]
    public var environment: [StackLabel]
    /// Volumes besides the one for the log: `name:/path` or `./directory:/path`.
    public var volumes: [String]
    /// `user` or `uid:gid`; the image's own unless given.
    public var user: String?
    /// The address on the host under which the service's port is reachable; `nil`: only inside of the compose network.
    public var published: Endpoint?
    /// Whether the container's own file system is read only; volumes, the log's among them, and `/tmp` can be written
    /// to anyway.
    public var isReadOnly: Bool

    public init(
        image: String? = nil,
        build: String? = nil,
        command: [String] = [],
        environment: [StackLabel] = [],
        volumes: [String] = [],
        user: String? = nil,
        published: Endpoint? = nil,
        isReadOnly: Bool = true
    ) {
        self.image = image
        self.build = build
        self.command = command
        self.environment = environment
        self.volumes = volumes
        self.user = user
        self.published = published
        self.isReadOnly = isReadOnly
    }
}
