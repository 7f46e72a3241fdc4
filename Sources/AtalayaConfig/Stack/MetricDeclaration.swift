public import AtalayaModel

/// A metric of a service: what it is, and, if the sidecar is to read it from the log, how.
public struct MetricDeclaration: Hashable, Sendable {
    public var descriptor: MetricDescriptor
    /// `nil`: the service exposes the metric itself.
    public var fromLog: LogDerivation?

    /// A label of the descriptor for which `fromLog` names no field takes the field of the same name.
    public init(_ descriptor: MetricDescriptor, fromLog: LogDerivation? = nil) {
        self.descriptor = descriptor
        self.fromLog = fromLog?.completed(for: descriptor.labels)
    }
}

extension LogDerivation {
    fileprivate func completed(for labels: [LabelDescriptor]) -> LogDerivation {
        var result = self
        for label in labels where !result.labels.contains(where: { $0.label == label.name.rawValue }) {
            result.labels.append(LabelField(label.name.rawValue, from: label.name.rawValue))
        }
        return result
    }
}

/// How a log record changes a metric.
///
/// A record that meets every condition of `when` counts: a counter grows by 1 or by the number in `value`, a gauge is
/// set to that number, a histogram observes it. Nested fields are named with dots: `http.status`.
public struct LogDerivation: Hashable, Sendable {
    /// Conditions, all of which must hold; none: every record counts.
    public var when: [FieldCondition]
    /// A pattern that must match a field. Its named captures are fields of the record for `value` and `labels`.
    public var pattern: String?
    /// The field that the pattern looks at; `nil`: `message`.
    public var field: String?
    /// The field with the number. Needed for gauges and histograms.
    public var value: String?
    /// Which field gives which label its value. Every declared label stands here exactly once. A record without the
    /// field gives the label an empty value; a value outside of a declared domain becomes `other`.
    public var labels: [LabelField]

    public init(
        when: [FieldCondition] = [], pattern: String? = nil, field: String? = nil, value: String? = nil,
        labels: [LabelField] = []
    ) {
        self.when = when
        self.pattern = pattern
        self.field = field
        self.value = value
        self.labels = labels
    }
}

/// A field must have one of these values. Numbers and booleans are compared by their JSON text.
public typealias FieldCondition = LogCondition

extension LogCondition {
    public init(_ field: String, is value: String) {
        self.init(field, isOneOf: [value])
    }
}

/// A label that takes its value from a field of the record.
public struct LabelField: Hashable, Sendable {
    public var label: String
    public var field: String

    public init(_ label: String, from field: String) {
        self.label = label
        self.field = field
    }
}
