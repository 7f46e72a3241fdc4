/// alertmanager.yml. Unset settings are `nil`: Alertmanager's own default holds.
public struct AlertmanagerConfiguration: AlertmanagerSection {
    public var source = SectionSource()
    public var global: AlertmanagerGlobal?
    /// The root of the tree: it takes every alert that no route below it does.
    public var route: AlertmanagerRoute
    public var inhibitRules: [AlertmanagerInhibitRule]
    public var receivers: [AlertmanagerReceiver]
    /// Files of templates, relative to the file itself; `*` in the last part.
    public var templates: [String] = []
    public var timeIntervals: [NamedTimeIntervals] = []
    /// Upstream `mute_time_intervals`, the old name of ``timeIntervals``; both are one list of names.
    public var muteTimeIntervals: [NamedTimeIntervals] = []
    /// Since 0.30.
    public var tracing: AlertmanagerTracing?
    /// Since 0.33.
    public var eventRecorder: Document?

    public init(
        route: AlertmanagerRoute, inhibitRules: [AlertmanagerInhibitRule] = [], receivers: [AlertmanagerReceiver]
    ) {
        self.route = route
        self.inhibitRules = inhibitRules
        self.receivers = receivers
    }

    private init() { self.init(route: AlertmanagerRoute(), receivers: []) }

    public static let schema = SectionSchema<Self>("the configuration", { AlertmanagerConfiguration() }) {
        $0.key("global", \.global, .section)
        $0.list("templates", \.templates, .list(.text), isApart: true)
        $0.required("route", \.route, .section)
        $0.list("inhibit_rules", \.inhibitRules, .list(.section), isApart: true)
        $0.list("receivers", \.receivers, .list(.section), isApart: true, isArgument: true)
        $0.list("time_intervals", \.timeIntervals, .list(.section), isApart: true)
        $0.list("mute_time_intervals", \.muteTimeIntervals, .list(.section), isApart: true)
        $0.key("tracing", \.tracing, .section, since: (0, 30), isApart: true)
        $0.key("event_recorder", \.eventRecorder, .anything, since: (0, 33), isApart: true)
    }
}

extension AlertmanagerConfiguration {
    /// Every rule of `atalaya check` for alertmanager.yml, held against this configuration: receivers and time intervals
    /// that nobody has, routes that no alert reaches …
    public func problems(for targets: Targets = Targets()) -> [Diagnostic] {
        AlertmanagerCheck().check(DocumentNode(document()), file: "alertmanager.yml", targets: targets)
    }
}

/// The section `tracing` of alertmanager.yml: as in Prometheus, but for its headers. Since 0.30.
public struct AlertmanagerTracing: AlertmanagerSection {
    public var source = SectionSource()
    /// `host:port`, or for HTTP also a URL.
    public var endpoint: String
    /// Default grpc.
    public var clientType: TracingConfig.ClientType?
    /// The share of traces, 0 to 1. Default 0: none.
    public var samplingFraction: Double?
    /// Without TLS. Default false.
    public var insecure: Bool?
    public var tlsConfig: TLSConfig?
    /// Names, with `values`, `secrets` or `files`.
    public var headers: Document?
    public var compression: TracingConfig.Compression?
    /// Default 10s.
    public var timeout: PrometheusDuration?

    public init(endpoint: String, samplingFraction: Double? = nil) {
        self.endpoint = endpoint
        self.samplingFraction = samplingFraction
    }

    public static let schema = SectionSchema<Self>("tracing", { AlertmanagerTracing(endpoint: "") }) {
        $0.key("client_type", \.clientType, .choice)
        $0.required("endpoint", \.endpoint, .text)
        $0.key("sampling_fraction", \.samplingFraction, .number)
        $0.key("insecure", \.insecure, .bool)
        $0.key("tls_config", \.tlsConfig, .ofPrometheus())
        $0.key("headers", \.headers, .tracingHeaders)
        $0.key("compression", \.compression, .choice([""]))
        $0.key("timeout", \.timeout, .duration)
    }
}

extension SettingForm where Value == Document {
    fileprivate static var tracingHeaders: Self {
        var form = Self.anything
        form.kind = .keyed(ReservedHeaders.form, .anything)
        return form
    }
}
