/// Observations counted in buckets, whose bounds the descriptor gives, or native ones, or both.
///
/// An observation is a bucket search and one atomic exchange; it never waits, neither for another thread nor for a
/// scrape. Every reading is exact: the `+Inf` bucket equals the count, and the sum is that of the counted observations.
/// `HistogramStripes` says how; where the metric has native buckets, `NativeHistogram` does.
public final class Histogram: Instrument, ExemplarHolder {
    public static let kind = MetricKind.histogram

    let context: InstrumentContext
    private let bounds: BucketSearch
    /// Counts everything, instead of the shards, where the metric has native buckets.
    private let native: NativeHistogram
    private let exemplars = ExemplarStore()
    private let isSampled: Bool
    private let stripes: HistogramStripes

    public init(context: InstrumentContext) {
        self.context = context
        bounds = BucketSearch(context.descriptor.buckets?.upperBounds ?? [])
        let bucketCount = bounds.bucketCount
        if let options = context.descriptor.native {
            native = NativeHistogram(options, classicCount: bucketCount == 1 ? 0 : bucketCount, now: context.now)
        } else {
            native = .disabled()
        }
        isSampled = context.sampler != nil
        stripes = HistogramStripes(bucketCount: native.isEnabled ? 0 : bucketCount)
    }

    private var upperBounds: [Double] { bounds.upperBounds }

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
            let bucket = upperBounds.isEmpty ? 0 : bounds.bucket(of: value)
            native.observe(value, classicBucket: bucket)
            return bucket
        }
        guard value.isFinite else {
            context.reject(value.isNaN ? .notANumber : .notFinite, "a histogram cannot observe \(value)")
            return nil
        }
        let bucket = bounds.bucket(of: value)
        stripes.add(value, bucket: bucket)
        return bucket
    }

    /// Counts a duration, in seconds.
    public func observe(_ duration: Duration) {
        observe(duration.inSeconds)
    }

    /// Adds what an earlier process has counted: how many in each bucket (not cumulative, `+Inf` last), and their sum.
    ///
    /// - Returns: false, and nothing has changed, where the metric has other buckets now, or native ones.
    package func add(bucketCounts: [UInt64], sum: Double) -> Bool {
        guard !native.isEnabled, bucketCounts.count == bounds.bucketCount, sum.isFinite else { return false }
        stripes.add(counts: bucketCounts, sum: sum)
        return true
    }

    // MARK: Exemplars

    /// Counts an observation and keeps it as the exemplar of its bucket, with labels that lead to what it stands for:
    /// `["trace_id": id]`. Labels that are illegal or have more than ``Exemplar/codePointsMax`` code points are dropped and
    /// counted, and the observation counts without.
    public func observe(_ value: Double, exemplar labels: [String: String]) {
        guard let bucket = count(value) else { return }
        exemplars.put(value, labels, slot: slot(of: value, bucket: bucket), of: slotCount, context)
    }

    /// As above, for a duration in seconds.
    public func observe(_ duration: Duration, exemplar labels: [String: String]) {
        observe(duration.inSeconds, exemplar: labels)
    }

    func exemplars(at now: UnixTime?) -> [Int: Exemplar] { exemplars.exemplars(context, at: now) }

    @inline(never)
    private func sample(_ value: Double, bucket: Int) {
        exemplars.sample(value, slot: slot(of: value, bucket: bucket), of: slotCount, context)
    }

    /// With native buckets only there are so many exemplars: eight powers of two in a row have one each.
    private static let slotsOfNative = 8

    private var hasOnlyNative: Bool { upperBounds.isEmpty && native.isEnabled }

    private var slotCount: Int { hasOnlyNative ? Self.slotsOfNative : bounds.bucketCount }

    private func slot(of value: Double, bucket: Int) -> Int {
        guard hasOnlyNative else { return bucket }
        return Int(truncatingIfNeeded: value.exponentBitPattern) & (Self.slotsOfNative - 1)
    }

    // MARK: Reading

    public func read() -> SeriesValue {
        .histogram(snapshot())
    }

    public static func read(
        _ instruments: [Histogram], at places: [UInt32], reusing spare: consuming SeriesColumn?
    ) -> SeriesColumn {
        // One metric, so all of them have the same buckets.
        let upperBounds = instruments.first?.upperBounds ?? []
        var column = HistogramColumn(reusing: spare, upperBounds: upperBounds, count: instruments.count)
        let exemplars = exemplars(of: instruments, at: places)
        guard instruments.first?.native.isEnabled == true else {
            for (index, place) in places.enumerated() {
                instruments[index].stripes.read { column.set($0, sum: $1, at: Int(place)) }
            }
            return SeriesColumn(.histograms(column), exemplars: exemplars)
        }
        var startTimes = Array(repeating: UnixTime?.none, count: instruments.count)
        for (histogram, place) in zip(instruments, places.lazy.map { Int($0) }) {
            let (totals, startTime) = histogram.native.read()
            column.set(totals.value(upperBounds: upperBounds, exemplars: exemplars[place] ?? [:]), at: place)
            startTimes[place] = startTime
        }
        // With native buckets only, an exemplar is at the position of no bucket; the native histogram has it.
        return SeriesColumn(
            .histograms(column), exemplars: upperBounds.isEmpty ? [:] : exemplars,
            startTimes: startTimes.compactMap(\.self))
    }

    /// Buckets, count and sum of one set of observations.
    public func snapshot() -> HistogramValue {
        let exemplars = exemplars(at: context.time)
        if native.isEnabled { return native.read().0.value(upperBounds: upperBounds, exemplars: exemplars) }
        var counts: [UInt64] = []
        var total = 0.0
        stripes.read { bucketCounts, sum in
            counts = Array(bucketCounts)
            total = sum
        }
        return HistogramValue(upperBounds: upperBounds, bucketCounts: counts, sum: total, exemplars: exemplars)
    }
}
