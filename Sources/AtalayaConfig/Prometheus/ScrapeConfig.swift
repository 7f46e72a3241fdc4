/// One entry of `scrape_configs`: a job. Unset settings are `nil`.
public struct ScrapeConfig: Hashable, Sendable {
    /// Comment lines above the job.
    public var comments: [String]
    public var jobName: String
    public var scrapeInterval: PrometheusDuration?
    public var scrapeTimeout: PrometheusDuration?
    public var metricsPath: String?
    public var scheme: String?
    /// Labels of the series win over those of the target.
    public var honorLabels: Bool?
    /// A scrape with more samples fails as a whole.
    public var sampleLimit: Int?
    /// What an answer without a known content type is taken for, since 3.0; older versions always take the classic
    /// text format.
    public var fallbackScrapeProtocol: String?
    /// Takes native histograms, by protobuf; since 3.8, older versions have a feature flag for all jobs.
    public var scrapeNativeHistograms: Bool?
    /// Unset outside of Kubernetes.
    public var podDiscovery: PodDiscovery?
    public var staticConfigs: [StaticConfig]
    public var relabelConfigs: [RelabelConfig]
    public var metricRelabelConfigs: [RelabelConfig]

    public init(
        comments: [String] = [],
        jobName: String,
        scrapeInterval: PrometheusDuration? = nil,
        scrapeTimeout: PrometheusDuration? = nil,
        metricsPath: String? = nil,
        scheme: String? = nil,
        honorLabels: Bool? = nil,
        sampleLimit: Int? = nil,
        fallbackScrapeProtocol: String? = nil,
        scrapeNativeHistograms: Bool? = nil,
        podDiscovery: PodDiscovery? = nil,
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
        self.sampleLimit = sampleLimit
        self.fallbackScrapeProtocol = fallbackScrapeProtocol
        self.scrapeNativeHistograms = scrapeNativeHistograms
        self.podDiscovery = podDiscovery
        self.staticConfigs = staticConfigs
        self.relabelConfigs = relabelConfigs
        self.metricRelabelConfigs = metricRelabelConfigs
    }

    /// The pods of Prometheus' own namespace that have a label; each port of each container is a target.
    public struct PodDiscovery: Hashable, Sendable {
        public var label: StackLabel

        public init(label: StackLabel) { self.label = label }

        fileprivate func document() -> Document {
            let selector = Document.mapping([
                .init("role", "pod"), .init("label", .string("\(label.name)=\(label.value)")),
            ])
            return [
                "role": "pod", "namespaces": ["own_namespace": true], "selectors": [selector],
            ]
        }
    }

    /// Targets that do not change, with labels of their own.
    public struct StaticConfig: Hashable, Sendable {
        public var targets: [Endpoint]
        public var labels: [StackLabel]

        public init(targets: [Endpoint], labels: [StackLabel] = []) {
            self.targets = targets
            self.labels = labels
        }

        fileprivate func document() -> Document {
            .fields {
                $0.set("targets", .flowStrings(targets.map(\.description)))
                if !labels.isEmpty { $0.set("labels", .strings(labels.map { (key: $0.name, value: $0.value) })) }
            }
        }
    }

    /// Upstream's order of keys.
    public func document(for version: TargetVersion) -> Document {
        let document = Document.fields {
            $0.set("job_name", string: jobName)
            $0.set("honor_labels", bool: honorLabels)
            $0.set("scrape_interval", string: scrapeInterval?.description)
            $0.set("scrape_timeout", string: scrapeTimeout?.description)
            if supports("fallback_scrape_protocol", in: version) {
                $0.set(
                    "fallback_scrape_protocol", string: fallbackScrapeProtocol,
                    comment: "The target does not name its format; without this Prometheus 3 refuses the answer.")
            }
            if supports("scrape_native_histograms", in: version) {
                $0.set("scrape_native_histograms", bool: scrapeNativeHistograms)
            }
            $0.set("metrics_path", string: metricsPath)
            $0.set("scheme", string: scheme)
            $0.set("sample_limit", int: sampleLimit, comment: "A scrape with more samples fails as a whole.")
            $0.set("kubernetes_sd_configs", podDiscovery.map { [$0.document()] })
            $0.set("static_configs", nonEmpty: staticConfigs.map { $0.document() })
            $0.set("relabel_configs", nonEmpty: relabelConfigs.map { $0.document() })
            $0.set("metric_relabel_configs", nonEmpty: metricRelabelConfigs.map { $0.document() })
        }
        return .styled(Document.Style(comments: comments), document)
    }

    func unsupported(in version: TargetVersion) -> [Finding] {
        var findings: [Finding] = []
        func report(_ message: String) {
            findings.append(
                Finding(path: "scrape_configs.\(jobName)", rule: "target-lacks-setting", message: message))
        }
        if fallbackScrapeProtocol != nil,
            version >= TargetVersion(3, 0) || fallbackScrapeProtocol != "PrometheusText0.0.4",
            !supports("fallback_scrape_protocol", in: version)
        {
            report(
                "fallback_scrape_protocol needs Prometheus 3.0; \(version) takes every answer for the classic text format"
            )
        }
        if scrapeNativeHistograms == true, !supports("scrape_native_histograms", in: version) {
            report(
                "scrape_native_histograms needs Prometheus 3.8; \(version) takes native histograms only when it is started with --enable-feature=native-histograms"
            )
        }
        return findings
    }

    private func supports(_ key: String, in version: TargetVersion) -> Bool {
        PrometheusKeys.scrapeConfig.supports(key, in: version)
    }
}
