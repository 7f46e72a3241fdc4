/// Something the registry refused, dropped or moved to an overflow series, and how often.
public struct MetricsDiagnostic: Hashable, Sendable, CustomStringConvertible {
    public let reason: RejectionReason
    /// The metric it happened to, or empty when it has none.
    public let metric: String
    /// The first such occurrence, in a sentence.
    public let message: String
    /// How often this reason was met for this metric.
    public internal(set) var count: UInt64

    public var description: String { "\(message) [\(reason), \(count) times]" }
}
