import Synchronization

/// Observations counted in buckets, whose bounds the descriptor gives, or native ones, or both.
///
/// An observation is a bucket search and three relaxed or releasing atomic additions; it never waits, not even for a
/// scrape. Every reading is exact: the `+Inf` bucket equals the count, and the sum is that of the counted observations.
///
/// How: observations go to one of two shards, the hot one. A reader takes both (`HistogramShard`). If writers are so
/// busy that the hot shard never stands still, the reader makes the other one hot and waits for the few writers that are
/// still in the old one. Nothing is ever moved between the shards: what a histogram holds is the sum of both, and each
/// of them only grows, so that counts never fall.
public final class Histogram: Instrument, ExemplarHolder {
    public static let kind = MetricKind.histogram

    private struct ReaderState {
        /// The last consistent reading of each shard.
        var readings: (HistogramReading, HistogramReading)
    }

    let context: InstrumentContext
    private let upperBounds: [Double]
    /// Counts everything, instead of the shards, where the metric has native buckets.
    private let native: NativeHistogram
    private let exemplars: ExemplarStore
    private let isSampled: Bool
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
        exemplars = ExemplarStore(slotCount: bucketCount == 1 && native.isEnabled ? Self.slotsOfNative : bucketCount)
        isSampled = context.sampler != nil
        let empty = HistogramReading(emptyWithBuckets: bucketCount)
        readerState = Mutex(ReaderState(readings: (empty, empty)))
    }

    /// Counts an observation. NaN and infinities are dropped and counted, since they would spoil the sum for ever.
    ///
    /// With native buckets they are observations like others, as Prometheus' specification has it: infinities have a
    /// bucket, NaN is in the count only.
    public func observe(_ value: Double) {
        guard let bucket = count(value) else { return }
        if isSampled { sample(value, bucket: bucket) }
    }

    /// Counts an observation and gives its bucket, nil if it was refused.
    @inline(__always)
    private func count(_ value: Double) -> Int? {
        if native.isEnabled {
            let bucket = upperBounds.isEmpty ? 0 : BucketSearch.index(of: value, in: upperBounds)
            native.observe(value, classicBucket: bucket)
            return bucket
        }
        guard value.isFinite else {
            context.reject(value.isNaN ? .notANumber : .notFinite, "a histogram cannot observe \(value)")
            return nil
        }
        let bucket = BucketSearch.index(of: value, in: upperBounds)
        // Relaxed: a writer that sees an old value writes to the colder shard, which is read too.
        if isSecondHot.load(ordering: .relaxed) {
            second.observe(value, bucket: bucket)
        } else {
            first.observe(value, bucket: bucket)
        }
        return bucket
    }

    /// Counts a duration, in seconds.
    public func observe(_ duration: Duration) {
        observe(duration.inSeconds)
    }

    // MARK: Exemplars

    /// Counts an observation and keeps it as the exemplar of its bucket, with labels that lead to what it stands for:
    /// `["trace_id": id]`. Labels that are illegal or have more than ``Exemplar/codePointsMax`` code points are dropped and
    /// counted, and the observation counts without.
    public func observe(_ value: Double, exemplar labels: [String: String]) {
        guard let bucket = count(value) else { return }
        exemplars.put(value, labels, slot: slot(of: value, bucket: bucket), context)
    }

    /// As above, for a duration in seconds.
    public func observe(_ duration: Duration, exemplar labels: [String: String]) {
        observe(duration.inSeconds, exemplar: labels)
    }

    func exemplars(at now: UnixTime?) -> [Int: Exemplar] { exemplars.exemplars(context, at: now) }

    @inline(never)
    private func sample(_ value: Double, bucket: Int) {
        exemplars.sample(value, slot: slot(of: value, bucket: bucket), context)
    }

    /// With native buckets only there are so many exemplars: eight powers of two in a row have one each.
    private static let slotsOfNative = 8

    private func slot(of value: Double, bucket: Int) -> Int {
        guard upperBounds.isEmpty, native.isEnabled else { return bucket }
        return Int(truncatingIfNeeded: value.exponentBitPattern) & (Self.slotsOfNative - 1)
    }

    // MARK: Reading

    public func read() -> SeriesValue {
        .histogram(snapshot())
    }

    public static func read(_ instruments: [Histogram]) -> SeriesColumn {
        // One metric, so all of them have the same buckets.
        var column = HistogramColumn(upperBounds: instruments.first?.upperBounds ?? [], count: instruments.count)
        var startTimes: [UnixTime] = []
        let exemplars = exemplars(of: instruments)
        for (index, histogram) in instruments.enumerated() {
            let (value, startTime) = histogram.reading(exemplars: exemplars[index] ?? [:])
            column.append(value)
            if let startTime { startTimes.append(startTime) }
        }
        // With native buckets only, an exemplar is at the position of no bucket; the native histogram has it.
        let isInBuckets = !column.upperBounds.isEmpty || column.natives.isEmpty
        return SeriesColumn(.histograms(column), exemplars: isInBuckets ? exemplars : [:], startTimes: startTimes)
    }

    /// Buckets, count and sum of one set of observations.
    public func snapshot() -> HistogramValue {
        reading(exemplars: exemplars(at: context.time)).value
    }

    private func reading(exemplars: [Int: Exemplar]) -> (value: HistogramValue, startTime: UnixTime?) {
        if native.isEnabled {
            let (totals, startTime) = native.read()
            return (totals.value(upperBounds: upperBounds, exemplars: exemplars), startTime)
        }
        let reading = readerState.withLock { state in
            update(&state.readings.0, from: first, isHot: !isSecondHot.load(ordering: .relaxed), swapTo: true)
            update(&state.readings.1, from: second, isHot: isSecondHot.load(ordering: .relaxed), swapTo: false)
            return state.readings.0 + state.readings.1
        }
        let value = HistogramValue(
            upperBounds: upperBounds, bucketCounts: reading.bucketCounts, sum: reading.sum,
            exemplars: exemplars)
        return (value, nil)
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
