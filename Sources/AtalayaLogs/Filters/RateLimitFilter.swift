public import AtalayaModel

/// Drops what comes faster than allowed: a bucket that holds as many tokens as may come at once, and that fills at the
/// rate.
///
/// With `by`, each combination of values has a bucket of its own, up to ``bucketsMax``; those beyond share one.
public struct RateLimitFilter: RecordFilter {
    public static let kind = LogFilterKind.rateLimit

    /// The most combinations of values that are told apart at a time.
    public static let bucketsMax = 10_000

    private struct Bucket: Sendable {
        var tokens: Double
        var filledAt: Duration
    }

    private let selector: RecordSelector
    private let by: [RecordPath]
    private let tokensPerSecond: Double
    private let burst: Double
    private var buckets: [[LogValue?]: Bucket] = [:]

    public init(_ declaration: LogFilter) throws(LogsError) {
        guard let records = declaration.number("records"), records > 0 else { throw declaration.missing("records") }
        selector = try RecordSelector(declaration)
        by = declaration.paths("by")
        tokensPerSecond = records / (declaration.duration("per") ?? .seconds(1)).seconds
        burst = max(1, declaration.number("burst") ?? records)
    }

    public mutating func apply(to record: inout LogRecord, at now: Duration) -> DropReason? {
        guard selector.selects(record) else { return nil }
        var key = by.map { $0.value(in: record) }
        if buckets[key] == nil, buckets.count >= Self.bucketsMax {
            // A bucket that is full again says nothing that a new one would not.
            buckets = buckets.filter { $0.key.isEmpty || level(of: $0.value, at: now) < burst }
            if buckets.count >= Self.bucketsMax { key = [] }
        }
        var bucket = buckets[key] ?? Bucket(tokens: burst, filledAt: now)
        bucket = Bucket(tokens: level(of: bucket, at: now), filledAt: max(now, bucket.filledAt))
        defer { buckets[key] = bucket }
        guard bucket.tokens >= 1 else { return .rateLimited }
        bucket.tokens -= 1
        return nil
    }

    private func level(of bucket: Bucket, at now: Duration) -> Double {
        min(burst, bucket.tokens + max(.zero, now - bucket.filledAt).seconds * tokensPerSecond)
    }
}

extension Duration {
    /// As a floating-point number of seconds.
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
