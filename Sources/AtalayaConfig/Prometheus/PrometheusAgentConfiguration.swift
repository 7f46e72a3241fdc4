/// prometheus.yml of `prometheus --agent`: it scrapes and writes to others, and has no rules, no alerts and nothing to
/// read from others.
public struct PrometheusAgentConfiguration: ConfigSection {
    public var source = SectionSource()
    public var global: PrometheusGlobal?
    /// Since 2.53.
    public var runtime: PrometheusRuntime?
    /// Since 2.43.
    public var scrapeConfigFiles: [String] = []
    /// At least one.
    public var remoteWrite: [RemoteWrite]
    public var storage: StorageConfig?
    public var tracing: TracingConfig?
    /// Since 2.55.
    public var otlp: OTLPConfig?
    public var scrapeConfigs: [ScrapeConfig]

    public init(remoteWrite: [RemoteWrite], scrapeConfigs: [ScrapeConfig] = [], global: PrometheusGlobal? = nil) {
        self.remoteWrite = remoteWrite
        self.scrapeConfigs = scrapeConfigs
        self.global = global
    }

    public static let schema = SectionSchema<Self>(
        "the configuration of an agent", { PrometheusAgentConfiguration(remoteWrite: []) }
    ) {
        $0.key("global", \.global, .section)
        $0.key("runtime", \.runtime, .section, since: (2, 53), isApart: true)
        $0.list("scrape_config_files", \.scrapeConfigFiles, .list(.text), since: (2, 43), isApart: true)
        $0.required("remote_write", \.remoteWrite, .list(.section))
        $0.key("storage", \.storage, .section, isApart: true)
        $0.key("tracing", \.tracing, .section, isApart: true)
        $0.key("otlp", \.otlp, .section, since: (2, 55), isApart: true)
        $0.list("scrape_configs", \.scrapeConfigs, .list(.section, isSpaced: true), isApart: true)
    }

    /// Every rule of `atalaya check --kind prometheus-agent`, held against this configuration.
    public func problems(for targets: Targets = Targets()) -> [Diagnostic] {
        PrometheusCheck(isAgent: true).check(DocumentNode(document()), file: "prometheus.yml", targets: targets)
    }
}
