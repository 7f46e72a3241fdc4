/// One entry of `scrape_configs`: a job. Unset settings are `nil`, and hold as `global` says.
public struct ScrapeConfig: ConfigSection {
    public var source = SectionSource()
    /// Comment lines above the job.
    public var comments: [String]
    /// The label `job` of every series; unique in the configuration and in `scrape_config_files`.
    public var jobName: String
    /// Labels of the series win over those of the target. Default false.
    public var honorLabels: Bool?
    /// Times in the answer are taken. Default true.
    public var honorTimestamps: Bool?
    /// Series with times of their own are marked stale too. Default false. Since 2.48.
    public var trackTimestampsStaleness: Bool?
    /// The parameters of the URL.
    public var params: [NamedValues] = []
    public var scrapeInterval: PrometheusDuration?
    /// Not above the interval. Default 10s.
    public var scrapeTimeout: PrometheusDuration?
    /// Formats in the order of liking; nil or none: Prometheus' own order. Since 2.49.
    public var scrapeProtocols: [ScrapeProtocol] = []
    /// What an answer without a known content type is taken for, since 3.0; older versions always take the classic
    /// text format.
    public var fallbackScrapeProtocol: ScrapeProtocol?
    /// Takes native histograms, by protobuf; since 3.8, older versions have a feature flag for all jobs.
    public var scrapeNativeHistograms: Bool?
    /// Since 2.45, gone in 3.0.
    public var scrapeClassicHistograms: Bool?
    /// Classic histograms too, where a target has native ones of the same name. Since 3.0.
    public var alwaysScrapeClassicHistograms: Bool?
    /// Stores classic histograms as native ones with custom buckets. Since 3.0.
    public var convertClassicHistogramsToNHCB: Bool?
    /// The most buckets of a native histogram, which is made coarser until it fits; 0: no limit. Since 2.45.
    public var nativeHistogramBucketLimit: Int?
    /// How much a bucket must be wider than the one before, at least. Since 2.50.
    public var nativeHistogramMinBucketFactor: Double?
    /// Since 2.55.
    public var metricNameValidationScheme: NameValidationScheme?
    /// Since 3.4.
    public var metricNameEscapingScheme: NameEscapingScheme?
    /// Default `/metrics`.
    public var metricsPath: String?
    /// Default http.
    public var scheme: HTTPScheme?
    /// Asks for gzip. Default true. Since 2.49.
    public var enableCompression: Bool?
    public var limits = ScrapeLimits()
    /// How many dropped targets are kept to be shown; 0: all. Since 2.47.
    public var keepDroppedTargets: Int?
    /// Where failed scrapes are written to. Since 2.55.
    public var scrapeFailureLogFile: String?
    /// More series about each scrape. Since 3.10.
    public var extraScrapeMetrics: Bool?
    public var authentication: HTTPAuthentication?
    public var http = HTTPConnection()
    /// Where the targets come from.
    public var discovery = ServiceDiscovery()
    /// Of targets, before the scrape.
    public var relabelConfigs: [RelabelConfig]
    /// Of samples, before they are stored.
    public var metricRelabelConfigs: [RelabelConfig]

    public init(
        comments: [String] = [],
        jobName: String,
        scrapeInterval: PrometheusDuration? = nil,
        scrapeTimeout: PrometheusDuration? = nil,
        metricsPath: String? = nil,
        scheme: HTTPScheme? = nil,
        honorLabels: Bool? = nil,
        sampleLimit: Int? = nil,
        fallbackScrapeProtocol: ScrapeProtocol? = nil,
        scrapeNativeHistograms: Bool? = nil,
        staticConfigs: [StaticConfig] = [],
        relabelConfigs: [RelabelConfig] = [],
        metricRelabelConfigs: [RelabelConfig] = []
    ) {
        self.comments = comments
        self.jobName = jobName
        self.scrapeInterval = scrapeInterval
        self.scrapeTimeout = scrapeTimeout
        self.metricsPath = metricsPath
        self.scheme = scheme
        self.honorLabels = honorLabels
        self.fallbackScrapeProtocol = fallbackScrapeProtocol
        self.scrapeNativeHistograms = scrapeNativeHistograms
        self.relabelConfigs = relabelConfigs
        self.metricRelabelConfigs = metricRelabelConfigs
        limits.sampleLimit = sampleLimit
        discovery.staticConfigs = staticConfigs
    }

    /// Upstream's order of keys.
    public static let schema = SectionSchema<Self>(
        "a scrape config", { ScrapeConfig(jobName: "") }, identity: { $0.jobName }, comments: { $0.comments }
    ) {
        $0.required("job_name", \.jobName, .text)
        $0.key("honor_labels", \.honorLabels, .bool)
        $0.key("honor_timestamps", \.honorTimestamps, .bool)
        $0.key("track_timestamps_staleness", \.trackTimestampsStaleness, .bool, since: (2, 48))
        $0.list("params", \.params, .namedValues)
        $0.key("scrape_interval", \.scrapeInterval, .duration)
        $0.key("scrape_timeout", \.scrapeTimeout, .duration)
        $0.list("scrape_protocols", \.scrapeProtocols, .list(.choice, isFlow: true), since: (2, 49))
        $0.key(
            "fallback_scrape_protocol", \.fallbackScrapeProtocol, .choice, since: (3, 0),
            comment: "The target does not name its format; without this Prometheus 3 refuses the answer."
        ) { format, version in
            format == .text004
                ? nil
                : "fallback_scrape_protocol needs Prometheus 3.0; \(version) takes every answer for the classic text format"
        }
        $0.key("scrape_native_histograms", \.scrapeNativeHistograms, .bool, since: (3, 8)) { isOn, version in
            isOn
                ? "scrape_native_histograms needs Prometheus 3.8; \(version) takes native histograms only when it is started with --enable-feature=native-histograms"
                : nil
        }
        $0.key(
            "scrape_classic_histograms", \.scrapeClassicHistograms, .bool, since: (2, 45), removed: (3, 0))
        $0.key("always_scrape_classic_histograms", \.alwaysScrapeClassicHistograms, .bool, since: (3, 0))
        $0.key("convert_classic_histograms_to_nhcb", \.convertClassicHistogramsToNHCB, .bool, since: (3, 0))
        $0.key("native_histogram_bucket_limit", \.nativeHistogramBucketLimit, .natural, since: (2, 45))
        $0.key("native_histogram_min_bucket_factor", \.nativeHistogramMinBucketFactor, .number, since: (2, 50))
        $0.key("metric_name_validation_scheme", \.metricNameValidationScheme, .choice, since: (2, 55))
        $0.key("metric_name_escaping_scheme", \.metricNameEscapingScheme, .choice, since: (3, 4))
        $0.key("metrics_path", \.metricsPath, .text)
        $0.key("scheme", \.scheme, .choice)
        $0.key("enable_compression", \.enableCompression, .bool, since: (2, 49))
        $0.inline("limits", \.limits)
        $0.key("keep_dropped_targets", \.keepDroppedTargets, .natural, since: (2, 47))
        $0.key("scrape_failure_log_file", \.scrapeFailureLogFile, .text, since: (2, 55))
        $0.key("extra_scrape_metrics", \.extraScrapeMetrics, .bool, since: (3, 10))
        $0.authentication(\.authentication)
        $0.inline("http", \.http)
        $0.inline("discovery", \.discovery)
        $0.list("relabel_configs", \.relabelConfigs, .list(.section))
        $0.list("metric_relabel_configs", \.metricRelabelConfigs, .list(.section))
    }
}
