/// The name of a label: `[a-zA-Z_][a-zA-Z0-9_]*`, not starting with `__`, which Prometheus keeps for itself.
///
/// `le` and `quantile` are legal names; whether a metric may use them depends on its kind, so ``MetricDescriptor`` decides.
public struct LabelName: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let rawValue: String

    /// Checks and wraps a name. Throws `invalidLabelName` or `reservedLabelName`.
    public init(_ name: String) throws(ModelError) {
        guard let first = name.utf8.first, first.isNameStart, name.utf8.allSatisfy(\.isNameContinuation) else {
            throw ModelError(
                .invalidLabelName,
                "\(name.quotedForMessage) is not a label name: letters, digits and \"_\" only, no digit first"
            )
        }
        guard !name.utf8.starts(with: "__".utf8) else {
            throw ModelError(
                .reservedLabelName, "\(name.quotedForMessage): names starting with \"__\" are internal to Prometheus")
        }
        rawValue = name
    }

    public var description: String { rawValue }
    public static func < (left: LabelName, right: LabelName) -> Bool { left.rawValue < right.rawValue }
}
