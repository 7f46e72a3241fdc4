/// An AnalysisTemplate of Argo Rollouts (`argoproj.io/v1alpha1`): what has to hold for a new version to go on.
public struct AnalysisTemplate: KubernetesManifest, Hashable {
    /// One query of Prometheus, asked several times.
    public struct Metric: Hashable, Sendable {
        public var name: String
        /// Comment lines above the metric.
        public var comments: [String]
        /// Upstream `initialDelay`; `nil`: at once.
        public var delay: PrometheusDuration?
        /// Between two measurements.
        public var interval: PrometheusDuration
        /// How many measurements are taken; 1 by default upstream.
        public var count: Int
        /// An expression about `result`, the list of the values that the query gives: empty where there is nothing.
        public var successCondition: String
        /// Neither success nor failure is inconclusive.
        public var failureCondition: String
        /// More failed measurements than these fail the analysis; 0 by default upstream.
        public var failuresMax: Int
        /// More inconclusive measurements than these pause the rollout for a person to decide; 0 by default upstream.
        public var inconclusiveMax: Int
        /// `http://host:port`, reached from where Argo's controller runs.
        public var address: String
        public var query: AnalysisQuery

        public init(
            name: String, comments: [String] = [], delay: PrometheusDuration? = nil, interval: PrometheusDuration,
            count: Int, successCondition: String, failureCondition: String, failuresMax: Int = 0,
            inconclusiveMax: Int = 0, address: String, query: AnalysisQuery
        ) {
            self.name = name
            self.comments = comments
            self.delay = delay
            self.interval = interval
            self.count = count
            self.successCondition = successCondition
            self.failureCondition = failureCondition
            self.failuresMax = failuresMax
            self.inconclusiveMax = inconclusiveMax
            self.address = address
            self.query = query
        }

        func document() -> Document {
            let document = Document.fields {
                $0.set("name", string: name)
                $0.set("initialDelay", string: delay?.description)
                $0.set("interval", string: interval.description)
                $0.set("count", int: count)
                $0.set("failureLimit", int: failuresMax)
                $0.set("inconclusiveLimit", int: inconclusiveMax)
                $0.set("successCondition", string: successCondition)
                $0.set("failureCondition", string: failureCondition)
                $0.set(
                    "provider",
                    ["prometheus": ["address": .string(address), "query": RuleText.expression(query.text)]])
            }
            return comments.isEmpty ? document : .styled(.init(comments: comments), document)
        }
    }

    public var metadata: KubernetesMetadata
    /// The names of arguments that a rollout gives.
    public var arguments: [String]
    public var metrics: [Metric]

    public init(_ metadata: KubernetesMetadata, arguments: [String] = [], metrics: [Metric]) {
        self.metadata = metadata
        self.arguments = arguments
        self.metrics = metrics
    }

    public var apiVersion: String { "argoproj.io/v1alpha1" }
    public var kind: String { "AnalysisTemplate" }

    public func set(in fields: inout Document.Fields) {
        fields.set(
            "spec",
            .fields {
                $0.set("args", nonEmpty: arguments.map { ["name": .string($0)] })
                $0.set("metrics", .sequence(metrics.map { $0.document() }))
            })
    }
}
