/// The buckets of a native histogram: exponential ones, of which only those are there that have observations.
///
/// With schema n there are 2^n buckets between a power of two and the next: bucket i counts what is above
/// `2^((i-1)·2^-n)` and not above `2^(i·2^-n)`. Negative observations have buckets of their own, mirrored, and what is
/// closest to zero is in the zero bucket. The rules are those of Prometheus' native histogram specification.
public struct NativeHistogramValue: Hashable, Sendable {
    /// One bucket and how many observations it has, itself and not cumulative.
    public struct Bucket: Hashable, Sendable {
        public let index: Int32
        public let count: UInt64

        public init(index: Int32, count: UInt64) {
            self.index = index
            self.count = count
        }
    }

    /// From -4, each bucket 65,536 times as wide as the one before, to 8, 0.27 %.
    public static let schemas = -4...8

    public let schema: Int
    /// Observations up to this, and down to its negative, are in the zero bucket. Not negative, finite.
    public let zeroThreshold: Double
    public let zeroCount: UInt64
    /// By index, upwards; none is empty.
    public let positive: [Bucket]
    /// By index, away from zero; none is empty.
    public let negative: [Bucket]
    /// By time; any of the observations, from any bucket.
    public let exemplars: [Exemplar]
    /// How many observations are in buckets, the zero bucket included: all of them but NaN.
    public let bucketedCount: UInt64

    /// Buckets must be in order and not empty.
    init(
        schema: Int, zeroThreshold: Double, zeroCount: UInt64, sortedPositive positive: [Bucket],
        sortedNegative negative: [Bucket], exemplars: [Exemplar] = []
    ) {
        self.schema = schema
        self.zeroThreshold = zeroThreshold
        self.zeroCount = zeroCount
        self.positive = positive
        self.negative = negative
        self.exemplars = exemplars
        bucketedCount = (positive + negative).reduce(zeroCount) { $0 &+ $1.count }
    }

    /// For collectors. Buckets may come in any order; empty ones are left out.
    ///
    /// Throws ``RejectionReason/invalidValue`` for a schema outside ``schemas``, a zero threshold that is negative, NaN or
    /// infinite, a bucket given twice or beyond the range of doubles, and counts whose sum overflows.
    public init(
        schema: Int, zeroThreshold: Double, zeroCount: UInt64, positive: [Bucket] = [], negative: [Bucket] = [],
        exemplars: [Exemplar] = []
    ) throws(MetricsError) {
        guard Self.schemas.contains(schema) else {
            throw MetricsError(.invalidValue, "schema \(schema) is not between -4 and 8")
        }
        guard zeroThreshold >= 0, zeroThreshold.isFinite else {
            throw MetricsError(.invalidValue, "a zero threshold cannot be \(zeroThreshold)")
        }
        let sorted = (try Self.checked(positive, schema: schema), try Self.checked(negative, schema: schema))
        var total = zeroCount
        for bucket in sorted.0 + sorted.1 {
            let (sum, overflow) = total.addingReportingOverflow(bucket.count)
            guard !overflow else { throw MetricsError(.invalidValue, "the count of a native histogram overflows") }
            total = sum
        }
        self.init(
            schema: schema, zeroThreshold: zeroThreshold, zeroCount: zeroCount, sortedPositive: sorted.0,
            sortedNegative: sorted.1, exemplars: exemplars)
    }

    private static func checked(_ buckets: [Bucket], schema: Int) throws(MetricsError) -> [Bucket] {
        let legal = NativeBuckets.indices(schema: schema)
        let sorted = buckets.filter { $0.count > 0 }.sorted { $0.index < $1.index }
        for bucket in sorted where !legal.contains(Int(bucket.index)) {
            throw MetricsError(.invalidValue, "there is no bucket \(bucket.index) of schema \(schema)")
        }
        for (bucket, next) in zip(sorted, sorted.dropFirst()) where bucket.index == next.index {
            throw MetricsError(.invalidValue, "bucket \(bucket.index) is given twice")
        }
        return sorted
    }

    /// The upper bound of a positive bucket, which is the lower bound of the negative one with its sign changed.
    /// Infinite for the bucket beyond the last, which holds infinities.
    public func upperBound(ofBucket index: Int32) -> Double {
        NativeBuckets.upperBound(of: Int(index), schema: schema)
    }
}
