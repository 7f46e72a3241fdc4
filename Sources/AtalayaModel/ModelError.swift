/// Why a name, a unit, a bucket list or a descriptor was refused.
///
/// Two errors are equal when their codes are: the message is for people and may change.
public struct ModelError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kind of mistake; new kinds may be added.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String, Sendable {
            case invalidMetricName = "invalid_metric_name"
            case invalidLabelName = "invalid_label_name"
            case reservedLabelName = "reserved_label_name"
            case duplicateLabel = "duplicate_label"
            case invalidLabelDomain = "invalid_label_domain"
            case invalidUnit = "invalid_unit"
            case unitNotInName = "unit_not_in_name"
            case missingSuffix = "missing_suffix"
            case reservedSuffix = "reserved_suffix"
            case invalidBuckets = "invalid_buckets"
            case bucketsNotAllowed = "buckets_not_allowed"
            case invalidQuantiles = "invalid_quantiles"
            case quantilesNotAllowed = "quantiles_not_allowed"
            case invalidStates = "invalid_states"
        }

        private let value: Value
        private init(_ value: Value) { self.value = value }

        /// A metric name with characters outside `[a-zA-Z_:][a-zA-Z0-9_:]*`, or an empty one.
        public static let invalidMetricName = Code(.invalidMetricName)
        /// A label name with characters outside `[a-zA-Z_][a-zA-Z0-9_]*`, or an empty one.
        public static let invalidLabelName = Code(.invalidLabelName)
        /// A label name that Prometheus keeps for itself: `__…`, `le` on histograms, `quantile` on summaries.
        public static let reservedLabelName = Code(.reservedLabelName)
        /// The same label declared twice on one metric.
        public static let duplicateLabel = Code(.duplicateLabel)
        /// A closed label domain that is empty or names a value twice.
        public static let invalidLabelDomain = Code(.invalidLabelDomain)
        /// A unit with characters outside `[a-zA-Z0-9_]`, or one on a kind that has no unit.
        public static let invalidUnit = Code(.invalidUnit)
        /// A unit that is not the suffix of the metric's name.
        public static let unitNotInName = Code(.unitNotInName)
        /// A counter without `_total`, or an info metric without `_info`.
        public static let missingSuffix = Code(.missingSuffix)
        /// A name whose suffix belongs to the samples of another kind, such as a gauge named `…_total`.
        public static let reservedSuffix = Code(.reservedSuffix)
        /// Bucket bounds that are not finite, not strictly increasing, or too many; native buckets that cannot be.
        public static let invalidBuckets = Code(.invalidBuckets)
        /// Buckets given to a kind that has none.
        public static let bucketsNotAllowed = Code(.bucketsNotAllowed)
        /// Quantiles that are not between 0 and 1, given twice or too many, or a window that cannot be.
        public static let invalidQuantiles = Code(.invalidQuantiles)
        /// Quantiles given to another kind than a summary.
        public static let quantilesNotAllowed = Code(.quantilesNotAllowed)
        /// States given to another kind than a state set, an empty one, or one named twice.
        public static let invalidStates = Code(.invalidStates)

        public var description: String { value.rawValue }
    }

    /// The kind of mistake.
    public let code: Code
    /// A sentence for people, with the offending value and, where there is one, a hint.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The code alone: free of user values, so it may be the value of a `reason` label.
    public var shortDescription: String { code.description }
    public var description: String { "\(code): \(message)" }

    public static func == (left: ModelError, right: ModelError) -> Bool { left.code == right.code }
}
