/// One observation, picked to stand for others: its value, and labels that lead to the trace it was made in.
public struct Exemplar: Hashable, Sendable {
    /// Such as `trace_id` and `span_id`. They do not belong to the series.
    public let labels: LabelSet
    /// What was observed, or by how much a counter was incremented.
    public let value: Double
    /// When. Protobuf wants it; the text formats can do without.
    public let timestamp: UnixTime?

    /// The most Unicode code points that names and values of the labels may have together: OpenMetrics 1.0's rule.
    public static let codePointsMax = 128

    /// Throws ``RejectionReason/exemplarTooLong`` for labels of more than ``codePointsMax`` code points.
    public init(labels: LabelSet, value: Double, timestamp: UnixTime? = nil) throws(MetricsError) {
        let length = labels.pairs.reduce(0) { $0 + $1.name.unicodeScalars.count + $1.value.unicodeScalars.count }
        guard length <= Self.codePointsMax else {
            throw MetricsError(
                .exemplarTooLong, "the labels of an exemplar have \(length) characters, at most \(Self.codePointsMax)")
        }
        self.labels = labels
        self.value = value
        self.timestamp = timestamp
    }
}
