/// prometheus.yml. Unset settings are `nil`: Prometheus' own default holds.
public struct PrometheusConfiguration: ConfigSection {
    public var source = SectionSource()
    public var global: PrometheusGlobal?
    /// Since 2.53.
    public var runtime: PrometheusRuntime?
    /// Paths relative to the file itself, with one `*` at most, in the last part.
    public var ruleFiles: [String]
    /// Files with `scrape_configs` of their own. Since 2.43.
    public var scrapeConfigFiles: [String] = []
    public var alerting: AlertingConfig?
    public var remoteWrite: [RemoteWrite] = []
    public var remoteRead: [RemoteRead] = []
    public var storage: StorageConfig?
    public var tracing: TracingConfig?
    /// Since 2.55.
    public var otlp: OTLPConfig?
    public var scrapeConfigs: [ScrapeConfig]

    public init(
        global: PrometheusGlobal? = nil,
        ruleFiles: [String] = [],
        alertmanagers: [Endpoint] = [],
        scrapeConfigs: [ScrapeConfig] = []
    ) {
        self.global = global
        self.ruleFiles = ruleFiles
        self.scrapeConfigs = scrapeConfigs
        if !alertmanagers.isEmpty {
            alerting = AlertingConfig(
                alertmanagers: [AlertmanagerConfig(staticConfigs: [StaticConfig(targets: alertmanagers)])])
        }
    }

    public static let schema = SectionSchema<Self>("the configuration", { PrometheusConfiguration() }) {
        $0.key("global", \.global, .section)
        $0.key("runtime", \.runtime, .section, since: (2, 53), isApart: true)
        $0.list("rule_files", \.ruleFiles, .list(.text), isApart: true)
        $0.list("scrape_config_files", \.scrapeConfigFiles, .list(.text), since: (2, 43), isApart: true)
        $0.key("alerting", \.alerting, .section, isApart: true)
        $0.list("remote_write", \.remoteWrite, .list(.section), isApart: true)
        $0.list("remote_read", \.remoteRead, .list(.section), isApart: true)
        $0.key("storage", \.storage, .section, isApart: true)
        $0.key("tracing", \.tracing, .section, isApart: true)
        $0.key("otlp", \.otlp, .section, since: (2, 55), isApart: true)
        $0.list("scrape_configs", \.scrapeConfigs, .list(.section, isSpaced: true), isApart: true)
    }
}

extension PrometheusConfiguration {
    /// Every rule of `atalaya check` for prometheus.yml, held against this configuration: references between its
    /// sections, relabelling, limits …
    public func problems(for targets: Targets = Targets()) -> [Diagnostic] {
        PrometheusCheck().check(DocumentNode(document()), file: "prometheus.yml", targets: targets)
    }
}
