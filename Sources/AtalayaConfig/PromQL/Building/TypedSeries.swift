public import AtalayaModel

/// A metric whose kind and labels the compiler knows: the rate of a gauge, or a sum by a label nobody declared, does not
/// compile.
///
/// ```swift
/// let requests = try CounterSeries<RequestLabel>("http_requests_total", help: "Requests answered.")
/// let errors = requests.where(.status, .matches("5..")).over(.minutes(5)).rate().sum(by: .route)
/// let ratio = errors / requests.over(.minutes(5)).rate().sum(by: .route)
/// AlertingRule("Errors", expression: (ratio > 0.05).text, …)
/// ```
///
/// The same value declares the metric: ``descriptor`` makes the instrument.
public struct TypedSeries<Kind: SeriesKind, Label: SeriesLabel>: Hashable, Sendable {
    public let descriptor: MetricDescriptor
    private let matchers: [PromQLMatcher]

    /// - Parameter buckets: Of a histogram; ignored by other kinds.
    /// - Throws: What ``MetricDescriptor`` refuses.
    public init(_ name: String, help: String, unit: MetricUnit = .none, buckets: HistogramBuckets? = nil)
        throws(ModelError)
    {
        var labels: [LabelDescriptor] = []
        for label in Label.allCases { labels.append(try LabelDescriptor(label.rawValue)) }
        descriptor = try MetricDescriptor(
            name, kind: Kind.kind, help: help, unit: unit, labels: labels,
            buckets: Kind.kind.hasBuckets ? buckets : nil)
        matchers = []
    }

    private init(_ descriptor: MetricDescriptor, _ matchers: [PromQLMatcher]) {
        self.descriptor = descriptor
        self.matchers = matchers
    }

    /// What the value of a label must be.
    public struct Condition: Hashable, Sendable {
        let comparison: LabelMatcher.Operator
        let value: PromQLString

        public static func equals(_ value: String) -> Condition { Condition(.equal, PromQLString(value)) }
        public static func differs(from value: String) -> Condition { Condition(.notEqual, PromQLString(value)) }
        /// The whole value matches this regular expression (RE2).
        public static func matches(_ expression: String) -> Condition { Condition(.matches, PromQLString(expression)) }
        public static func matchesNot(_ expression: String) -> Condition {
            Condition(.doesNotMatch, PromQLString(expression))
        }
        /// One of the values chosen in a variable of the dashboard.
        public static func variable(_ name: String) -> Condition {
            Condition(.matches, PromQLString("$\(name)", literal: "\"$\(name)\""))
        }

        private init(_ comparison: LabelMatcher.Operator, _ value: PromQLString) {
            self.comparison = comparison
            self.value = value
        }
    }

    /// The series for which a label of the metric is so.
    public func `where`(_ label: Label, _ condition: Condition) -> TypedSeries { adding(label.rawValue, condition) }

    /// The series for which a label of their target is so.
    public func `where`(target label: TargetLabel, _ condition: Condition) -> TypedSeries {
        adding(label.rawValue, condition)
    }

    private func adding(_ label: String, _ condition: Condition) -> TypedSeries {
        let matcher = PromQLCondition(PromQLLabel(label), condition.comparison, condition.value)
        return TypedSeries(descriptor, matchers + [.condition(matcher)])
    }

    /// The values of a stretch of time.
    public func over(_ duration: PrometheusDuration) -> RangeVector<Kind, Label> {
        RangeVector(selector: selector(), range: .fixed(duration))
    }

    /// The values of a stretch of time that Grafana knows, such as `$__rate_interval`.
    public func over(variable: String) -> RangeVector<Kind, Label> {
        RangeVector(selector: selector(), range: .variable("$\(variable)"))
    }

    func selector() -> PromQLSelector { PromQLSelector(descriptor.name.rawValue, matchers) }
}

extension TypedSeries where Kind == GaugeKind {
    /// The values now.
    public var value: InstantVector<Label> { InstantVector(PromQLExpression(.selector(selector()))) }
}
