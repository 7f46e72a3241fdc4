public import AtalayaModel

/// A histogram: how many observations each bucket got, and their sum. Its buckets are classic, native, or both.
///
/// The `+Inf` bucket is always there. A histogram that is only native has no bounds and all its observations in that
/// bucket, which is what formats without native buckets say of it.
public struct HistogramValue: Hashable, Sendable {
    /// Of the classic buckets; strictly increasing and finite.
    public let upperBounds: [Double]
    /// Not cumulative; one more than bounds, the last being `+Inf`, in which NaN is counted too.
    public let bucketCounts: [UInt64]
    public let sum: Double
    /// The native buckets, if it has them: the same observations, NaN excepted.
    public let native: NativeHistogramValue?
    /// Exemplars of classic buckets, by the position of the bucket; few buckets have one, none has two.
    public let exemplars: [Int: Exemplar]

    /// Every observation is in exactly one bucket, so the count cannot differ from `+Inf`.
    public var count: UInt64 { bucketCounts.reduce(0, &+) }

    init(
        upperBounds: [Double], bucketCounts: [UInt64], sum: Double, native: NativeHistogramValue? = nil,
        exemplars: [Int: Exemplar] = [:]
    ) {
        self.upperBounds = upperBounds
        self.bucketCounts = bucketCounts
        self.sum = sum
        self.native = native
        self.exemplars = exemplars
    }

    /// For collectors. Throws ``RejectionReason/invalidValue`` unless there is one count more than buckets, if the native
    /// buckets hold more than the classic ones, and for exemplars that are not in their bucket.
    public init(
        buckets: HistogramBuckets, bucketCounts: [UInt64], sum: Double, native: NativeHistogramValue? = nil,
        exemplars: [Int: Exemplar] = [:]
    ) throws(MetricsError) {
        let bounds = buckets.upperBounds
        guard bucketCounts.count == bounds.count + 1 else {
            throw MetricsError(
                .invalidValue,
                "\(bucketCounts.count) bucket counts for \(bounds.count) bounds; +Inf needs one more"
            )
        }
        for (index, exemplar) in exemplars {
            guard bucketCounts.indices.contains(index), index == BucketSearch.index(of: exemplar.value, in: bounds)
            else {
                throw MetricsError(.invalidValue, "an exemplar of \(exemplar.value) is not in bucket \(index)")
            }
        }
        self.init(upperBounds: bounds, bucketCounts: bucketCounts, sum: sum, native: native, exemplars: exemplars)
        if let native, native.bucketedCount > count {
            throw MetricsError(.invalidValue, "\(native.bucketedCount) in native buckets, \(count) in classic ones")
        }
    }

    /// For collectors of a histogram that is only native. `nanCount` is how many observations were NaN and so are in the
    /// count but in no bucket. Throws ``RejectionReason/invalidValue`` when the count does not fit.
    public init(native: NativeHistogramValue, sum: Double, nanCount: UInt64 = 0) throws(MetricsError) {
        let (count, overflow) = native.bucketedCount.addingReportingOverflow(nanCount)
        guard !overflow else { throw MetricsError(.invalidValue, "the count of a native histogram overflows") }
        self.init(upperBounds: [], bucketCounts: [count], sum: sum, native: native)
    }
}
