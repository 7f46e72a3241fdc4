/// prometheus.yml, as far as this project writes it. Unset settings are `nil`: Prometheus' own default holds.
public struct PrometheusConfiguration: Hashable, Sendable {
    public var global: Global
    /// Paths relative to the file itself, with one `*` at most, in the last part.
    public var ruleFiles: [String]
    public var alertmanagers: [Endpoint]
    public var scrapeConfigs: [ScrapeConfig]

    public init(
        global: Global = Global(),
        ruleFiles: [String] = [],
        alertmanagers: [Endpoint] = [],
        scrapeConfigs: [ScrapeConfig] = []
    ) {
        self.global = global
        self.ruleFiles = ruleFiles
        self.alertmanagers = alertmanagers
        self.scrapeConfigs = scrapeConfigs
    }

    /// The section `global`: what holds for every job that says nothing else.
    public struct Global: Hashable, Sendable {
        public var scrapeInterval: PrometheusDuration?
        public var scrapeTimeout: PrometheusDuration?
        public var evaluationInterval: PrometheusDuration?
        /// Added to everything that leaves this Prometheus. `$` is escaped when written: Prometheus 3 expands
        /// variables here.
        public var externalLabels: [StackLabel]

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
    }

    /// The document for one version of Prometheus. What that version does not know is left out; `unsupported(in:)`
    /// names it.
    public func document(for version: TargetVersion) -> Document {
        .fields {
            $0.set("global", global.document(for: version))
            $0.set(
                "rule_files",
                ruleFiles.isEmpty ? nil : Document.sequence(ruleFiles.map(Document.string)).afterBlankLine())
            if !alertmanagers.isEmpty {
                let alerting: Document = [
                    "alertmanagers": [["static_configs": [["targets": .flowStrings(alertmanagers.map(\.description))]]]]
                ]
                $0.set("alerting", alerting.afterBlankLine())
            }
            let jobs = scrapeConfigs.enumerated().map { index, job in
                index == 0 ? job.document(for: version) : job.document(for: version).afterBlankLine()
            }
            $0.set("scrape_configs", Document.sequence(jobs).afterBlankLine())
        }
    }

    /// Settings that are made but do not exist in the version.
    public func unsupported(in version: TargetVersion) -> [Finding] {
        scrapeConfigs.flatMap { $0.unsupported(in: version) }
    }
}

extension PrometheusConfiguration.Global {
    fileprivate func document(for version: TargetVersion) -> Document {
        .fields {
            $0.set("scrape_interval", string: scrapeInterval?.description)
            $0.set("scrape_timeout", string: scrapeTimeout?.description)
            $0.set("evaluation_interval", string: evaluationInterval?.description)
            if !externalLabels.isEmpty {
                $0.set(
                    "external_labels",
                    .strings(externalLabels.map { (key: $0.name, value: Self.text($0.value, for: version)) }),
                    comment: "On every series and alert that leaves this Prometheus.")
            }
        }
    }

    /// Prometheus 2 fills nothing in unless it is told to.
    private static func text(_ value: String, for version: TargetVersion) -> String {
        version >= TargetVersion(3, 0) ? ExternalLabelText(value).text : value
    }
}
