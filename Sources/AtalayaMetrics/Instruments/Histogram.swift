import Synchronization

/// Observations counted in buckets: a classic Prometheus histogram.
///
/// An observation is a bucket search and three relaxed or releasing atomic additions; it never waits, not even for a
/// scrape. Every reading is exact: the `+Inf` bucket equals the count, and the sum is that of the counted observations.
///
/// How: observations go to one of two shards, the hot one. A reader takes both (`HistogramShard`). If writers are so
/// busy that the hot shard never stands still, the reader makes the other one hot and waits for the few writers that are
/// still in the old one. Nothing is ever moved between the shards: what a histogram holds is the sum of both, and each
/// of them only grows, so that counts never fall.
public final class Histogram: Instrument {
    public static let kind = MetricKind.histogram

    private struct ReaderState {
        /// The last consistent reading of each shard.
        var readings: (HistogramReading, HistogramReading)
    }

    private let context: InstrumentContext
    private let upperBounds: [Double]
    /// Counts everything, instead of the shards, where the metric has native buckets.
    private let native: NativeHistogram
    private let first: HistogramShard
    private let second: HistogramShard
    private let isSecondHot = Atomic<Bool>(false)
    /// Readers exclude each other; writers never come here.
    private let readerState: Mutex<ReaderState>

    /// How often a reader tries while writers come and go, before it sends them to the other shard.
    private static let attemptsBeforeSwap = 8
    /// How often it then looks whether the last writers have left. One that was suspended in the middle of an
    /// observation would hold it up; then the scrape gets the shard's last exact reading instead.
    private static let attemptsAfterSwap = 20_000

    public init(context: InstrumentContext) {
        self.context = context
        upperBounds = context.descriptor.buckets?.upperBounds ?? []
        let bucketCount = upperBounds.count + 1
        first = HistogramShard(bucketCount: bucketCount)
        second = HistogramShard(bucketCount: bucketCount)
        if let options = context.descriptor.native {
            native = NativeHistogram(options, classicCount: bucketCount == 1 ? 0 : bucketCount, now: context.now)
        } else {
            native = .disabled()
        }
        let empty = HistogramReading(emptyWithBuckets: bucketCount)
        readerState = Mutex(ReaderState(readings: (empty, empty)))
    }

    /// Counts an observation. NaN and infinities are dropped and counted, since they would spoil the sum for ever.
    ///
    /// With native buckets they are observations like others, as Prometheus' specification has it: infinities have a
    /// bucket, NaN is in the count only.
    public func observe(_ value: Double) {
        if native.isEnabled {
            let bucket = upperBounds.isEmpty ? 0 : BucketSearch.index(of: value, in: upperBounds)
            native.observe(value, classicBucket: bucket)
            return
        }
        guard value.isFinite else {
            context.reject(value.isNaN ? .notANumber : .notFinite, "a histogram cannot observe \(value)")
            return
        }
        let bucket = BucketSearch.index(of: value, in: upperBounds)
        // Relaxed: a writer that sees an old value writes to the colder shard, which is read too.
        if isSecondHot.load(ordering: .relaxed) {
            second.observe(value, bucket: bucket)
        } else {
            first.observe(value, bucket: bucket)
        }
    }

    /// Counts a duration, in seconds.
    public func observe(_ duration: Duration) {
        observe(duration.inSeconds)
    }

    public func read() -> SeriesValue {
        .histogram(snapshot())
    }

    public static func read(_ instruments: [Histogram]) -> SeriesColumn {
        // One metric, so all of them have the same buckets.
        var column = HistogramColumn(upperBounds: instruments.first?.upperBounds ?? [], count: instruments.count)
        var startTimes: [UnixTime] = []
        for histogram in instruments {
            let (value, startTime) = histogram.reading()
            column.append(value)
            if let startTime { startTimes.append(startTime) }
        }
        return SeriesColumn(.histograms(column), startTimes: startTimes)
    }

    /// Buckets, count and sum of one set of observations.
    public func snapshot() -> HistogramValue { reading().value }

    private func reading() -> (value: HistogramValue, startTime: UnixTime?) {
        if native.isEnabled {
            let (totals, startTime) = native.read()
            return (totals.value(upperBounds: upperBounds), startTime)
        }
        let reading = readerState.withLock { state in
            update(&state.readings.0, from: first, isHot: !isSecondHot.load(ordering: .relaxed), swapTo: true)
            update(&state.readings.1, from: second, isHot: isSecondHot.load(ordering: .relaxed), swapTo: false)
            return state.readings.0 + state.readings.1
        }
        return (HistogramValue(upperBounds: upperBounds, bucketCounts: reading.bucketCounts, sum: reading.sum), nil)
    }

    private func update(
        _ reading: inout HistogramReading, from shard: borrowing HistogramShard, isHot: Bool, swapTo second: Bool
    ) {
        for _ in 0..<Self.attemptsBeforeSwap {
            if let fresh = shard.read() {
                reading = fresh
                return
            }
        }
        if isHot { isSecondHot.store(second, ordering: .relaxed) }
        for _ in 0..<Self.attemptsAfterSwap {
            if let fresh = shard.read() {
                reading = fresh
                return
            }
        }
    }
}
