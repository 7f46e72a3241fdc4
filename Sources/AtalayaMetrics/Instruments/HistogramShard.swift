import Synchronization

/// One half of a histogram: buckets, sum and count, written without a lock and read exactly.
///
/// A writer touches three cells in this order: bucket, sum (releasing), count (releasing). A reader takes them in the
/// opposite order: count (acquiring), sum (acquiring), buckets. So whoever is in the count is in the sum that was read,
/// and whoever is in the sum is in the buckets that were read. When the buckets add up to the count, then nobody was
/// in between, and the three belong to the same set of observations. When they do not, the reader tries again.
///
/// The idea of reading a histogram in the opposite order of writing is that of wyfo's split-histogram.
struct HistogramShard: ~Copyable, Sendable {
    private static let inlineCount = 16

    /// The first buckets lie in the histogram itself: enough for the default ones, and reached without following a
    /// reference, whose counting would cost more than the observation.
    private let inlineBuckets = InlineArray<16, Atomic<UInt64>> { _ in Atomic(0) }
    /// The buckets beyond, if there are any.
    private let moreBuckets: CellBlocks
    private let bucketCount: Int
    private let sum = AtomicDouble()
    private let count = Atomic<UInt64>(0)

    /// `bucketCount` includes the `+Inf` bucket.
    init(bucketCount: Int) {
        self.bucketCount = bucketCount
        moreBuckets = CellBlocks(count: max(0, bucketCount - Self.inlineCount))
    }

    func observe(_ value: Double, bucket: Int) {
        begin(bucket: bucket)
        finish(value)
    }

    /// The two halves of an observation; apart only for the tests, which stand for a writer suspended between them.
    ///
    /// Relaxed: the releasing steps that follow publish the bucket.
    func begin(bucket: Int) {
        if bucket < Self.inlineCount {
            inlineBuckets[bucket].wrappingAdd(1, ordering: .relaxed)
        } else {
            moreBuckets.add(1, at: bucket - Self.inlineCount)
        }
    }

    func finish(_ value: Double) {
        sum.addReleasing(value)
        count.wrappingAdd(1, ordering: .releasing)
    }

    /// A consistent reading, or nil when a writer was between its first and its last step.
    func read() -> HistogramReading? {
        let count = count.load(ordering: .acquiring)
        let sum = sum.acquiredValue
        var counts: [UInt64] = []
        counts.reserveCapacity(bucketCount)
        var total: UInt64 = 0
        for index in 0..<bucketCount {
            let bucket =
                index < Self.inlineCount
                ? inlineBuckets[index].load(ordering: .relaxed) : moreBuckets.load(at: index - Self.inlineCount)
            counts.append(bucket)
            total &+= bucket
        }
        return total == count ? HistogramReading(bucketCounts: counts, sum: sum) : nil
    }
}

/// Bucket counts (not cumulative, `+Inf` last) and the sum of the same observations.
struct HistogramReading: Sendable {
    var bucketCounts: [UInt64]
    var sum: Double

    init(bucketCounts: [UInt64], sum: Double) {
        self.bucketCounts = bucketCounts
        self.sum = sum
    }

    init(emptyWithBuckets count: Int) {
        self.init(bucketCounts: Array(repeating: 0, count: count), sum: 0)
    }

    static func + (left: HistogramReading, right: HistogramReading) -> HistogramReading {
        HistogramReading(
            bucketCounts: zip(left.bucketCounts, right.bucketCounts).map { $0 &+ $1 },
            sum: left.sum + right.sum
        )
    }
}
