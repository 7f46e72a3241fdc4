/// The name of a metric, as it is queried: `http_requests_total`.
///
/// Valid names are `[a-zA-Z_:][a-zA-Z0-9_:]*` (Prometheus' data model). Colons are legal but meant for recording rules;
/// ``MetricDescriptor/lint()`` says so.
public struct MetricName: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let rawValue: String

    /// Checks and wraps a name. Throws `invalidMetricName`.
    public init(_ name: String) throws(ModelError) {
        guard Self.isValid(name) else {
            throw ModelError(
                .invalidMetricName,
                "\(name.quotedForMessage) is not a metric name: letters, digits, \"_\" and \":\" only, no digit first"
            )
        }
        rawValue = name
    }

    private static func isValid(_ name: String) -> Bool {
        let colon = UInt8(ascii: ":")
        guard let first = name.utf8.first, first.isNameStart || first == colon else { return false }
        return name.utf8.allSatisfy { $0.isNameContinuation || $0 == colon }
    }

    public var description: String { rawValue }
    public static func < (left: MetricName, right: MetricName) -> Bool { left.rawValue < right.rawValue }
}
