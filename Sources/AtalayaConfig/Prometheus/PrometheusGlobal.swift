/// The section `global`: what holds for every job that says nothing else.
public struct PrometheusGlobal: ConfigSection {
    public var source = SectionSource()
    /// Default 1m.
    public var scrapeInterval: PrometheusDuration?
    /// Default 10s, or the interval if that is shorter.
    public var scrapeTimeout: PrometheusDuration?
    /// Default 1m.
    public var evaluationInterval: PrometheusDuration?
    /// How far in the past rules look, so that late samples are in. Since 2.53.
    public var ruleQueryOffset: PrometheusDuration?
    /// On every series and alert that leaves this Prometheus. Prometheus 3 replaces `$name` and `${name}` in the values
    /// by the environment, and `$$` by `$`: see ``literal(_:for:)``.
    public var externalLabels: [StackLabel]
    /// Where queries are logged to.
    public var queryLogFile: String?
    /// Where failed scrapes are written to. Since 2.55.
    public var scrapeFailureLogFile: String?
    /// Since 2.45.
    public var limits = ScrapeLimits()
    /// How many dropped targets are kept to be shown; 0: all. Since 2.47.
    public var keepDroppedTargets: Int?
    /// Formats in the order of liking; none: Prometheus' own order. Since 2.49.
    public var scrapeProtocols: [ScrapeProtocol] = []
    /// Default utf8. Since 2.55.
    public var metricNameValidationScheme: NameValidationScheme?
    /// Since 3.4.
    public var metricNameEscapingScheme: NameEscapingScheme?
    /// Default false. Since 3.8.
    public var scrapeNativeHistograms: Bool?
    /// Stores classic histograms as native ones with custom buckets. Since 3.4.
    public var convertClassicHistogramsToNHCB: Bool?
    /// Since 3.5.
    public var alwaysScrapeClassicHistograms: Bool?
    /// Since 3.10.
    public var extraScrapeMetrics: Bool?

    public init(
        scrapeInterval: PrometheusDuration? = nil,
        scrapeTimeout: PrometheusDuration? = nil,
        evaluationInterval: PrometheusDuration? = nil,
        externalLabels: [StackLabel] = []
    ) {
        self.scrapeInterval = scrapeInterval
        self.scrapeTimeout = scrapeTimeout
        self.evaluationInterval = evaluationInterval
        self.externalLabels = externalLabels
    }

    /// A label whose value is meant as it stands. Prometheus 3 expands variables in external labels, so `$` is written
    /// twice for it; Prometheus 2 expands them only when told to.
    public static func literal(_ label: StackLabel, for version: TargetVersion) -> StackLabel {
        guard version >= TargetVersion(3, 0) else { return label }
        return StackLabel(label.name, ExternalLabelText(label.value).text)
    }

    public static let schema = SectionSchema<Self>("global", { PrometheusGlobal() }) {
        $0.key("scrape_interval", \.scrapeInterval, .duration)
        $0.key("scrape_timeout", \.scrapeTimeout, .duration)
        $0.key("evaluation_interval", \.evaluationInterval, .duration)
        $0.key("rule_query_offset", \.ruleQueryOffset, .duration, since: (2, 53))
        $0.list(
            "external_labels", \.externalLabels, .labels,
            comment: "On every series and alert that leaves this Prometheus.")
        $0.key("query_log_file", \.queryLogFile, .text)
        $0.key("scrape_failure_log_file", \.scrapeFailureLogFile, .text, since: (2, 55))
        $0.inline("limits", \.limits, since: (2, 45))
        $0.key("keep_dropped_targets", \.keepDroppedTargets, .natural, since: (2, 47))
        $0.list("scrape_protocols", \.scrapeProtocols, .list(.choice, isFlow: true), since: (2, 49))
        $0.key("metric_name_validation_scheme", \.metricNameValidationScheme, .choice, since: (2, 55))
        $0.key("metric_name_escaping_scheme", \.metricNameEscapingScheme, .choice, since: (3, 4))
        $0.key("scrape_native_histograms", \.scrapeNativeHistograms, .bool, since: (3, 8))
        $0.key("convert_classic_histograms_to_nhcb", \.convertClassicHistogramsToNHCB, .bool, since: (3, 4))
        $0.key("always_scrape_classic_histograms", \.alwaysScrapeClassicHistograms, .bool, since: (3, 5))
        $0.key("extra_scrape_metrics", \.extraScrapeMetrics, .bool, since: (3, 10))
    }
}

/// The section `runtime`.
public struct PrometheusRuntime: ConfigSection {
    public var source = SectionSource()
    /// In per cent: how much memory may grow between collections of Go's garbage collector. Default 75.
    public var gogc: Int?

    public init(gogc: Int? = nil) { self.gogc = gogc }

    public static let schema = SectionSchema<Self>("runtime", { PrometheusRuntime() }) {
        $0.key("gogc", \.gogc, .int)
    }
}
