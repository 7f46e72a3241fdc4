import AtalayaModel

/// All that a native histogram has counted, and how coarse it has become: what the lock guards.
struct NativeTotals: Sendable {
    private(set) var schema: Int
    private(set) var zeroThreshold: Double
    var zeroCount: UInt64 = 0
    /// Observations that are in no bucket.
    var notANumberCount: UInt64 = 0
    var sum = 0.0
    /// The classic buckets, not cumulative; empty for a histogram without.
    var classic: [UInt64]
    private(set) var buckets: [NativeKey: UInt64] = [:]

    init(_ options: NativeHistogramOptions, classicCount: Int) {
        schema = options.schema
        zeroThreshold = options.zeroThreshold
        classic = Array(repeating: 0, count: classicCount)
    }

    var count: UInt64 { buckets.values.reduce(zeroCount &+ notANumberCount, &+) }

    /// The bucket of a value that is not NaN, nil for the zero bucket.
    func key(of value: Double) -> NativeKey? {
        let magnitude = value.magnitude
        if magnitude <= zeroThreshold { return nil }
        return NativeKey(index: NativeBuckets.index(of: magnitude, schema: schema), isNegative: value < 0)
    }

    /// One observation.
    mutating func observe(_ value: Double) {
        sum += value
        if value.isNaN {
            notANumberCount &+= 1
        } else if let key = key(of: value) {
            buckets[key, default: 0] &+= 1
        } else {
            zeroCount &+= 1
        }
    }

    /// Observations counted in a bucket of this schema or a finer one.
    mutating func add(_ count: UInt64, to key: NativeKey, schema finer: Int) {
        let key = finer == schema ? key : key.coarser(by: finer - schema)
        if isInZeroBucket(key) {
            zeroCount &+= count
        } else {
            buckets[key, default: 0] &+= count
        }
    }

    /// What another has counted, which is as coarse as this one or finer.
    mutating func add(_ other: NativeTotals) {
        sum += other.sum
        zeroCount &+= other.zeroCount
        notANumberCount &+= other.notANumberCount
        for (index, count) in other.classic.enumerated() { classic[index] &+= count }
        for (key, count) in other.buckets { add(count, to: key, schema: other.schema) }
    }

    /// A bucket that the zero bucket was widened over.
    private func isInZeroBucket(_ key: NativeKey) -> Bool {
        zeroThreshold > 0 && NativeBuckets.upperBound(of: key.index, schema: schema) <= zeroThreshold
    }

    // MARK: Becoming coarser

    /// Keeps at most `bucketsMax` buckets: widens the zero bucket as far as it may be, then joins every two buckets to one.
    /// At the coarsest schema there are no more than a few hundred buckets, and there it ends.
    mutating func reduce(to options: NativeHistogramOptions) {
        while buckets.count > options.bucketsMax {
            if !widenZeroBucket(to: options.zeroThresholdMax), !halveSchema() { return }
        }
    }

    /// Takes the buckets next to zero into the zero bucket.
    private mutating func widenZeroBucket(to zeroThresholdMax: Double) -> Bool {
        guard zeroThreshold < zeroThresholdMax, let nearest = buckets.keys.map(\.index).min() else { return false }
        let threshold = NativeBuckets.upperBound(of: nearest, schema: schema)
        guard threshold <= zeroThresholdMax else { return false }
        zeroThreshold = max(threshold, zeroThreshold)
        for isNegative in [false, true] {
            zeroCount &+= buckets.removeValue(forKey: NativeKey(index: nearest, isNegative: isNegative)) ?? 0
        }
        return true
    }

    private mutating func halveSchema() -> Bool {
        guard let coarsest = NativeHistogramValue.schemas.first, schema > coarsest else { return false }
        coarsen(to: schema - 1)
        return true
    }

    /// Joins buckets until the schema is no finer than this one.
    mutating func coarsen(to coarser: Int) {
        guard coarser < schema else { return }
        let finer = (schema: schema, buckets: buckets)
        schema = coarser
        buckets.removeAll(keepingCapacity: true)
        for (key, count) in finer.buckets { add(count, to: key, schema: finer.schema) }
    }

    // MARK: As a value

    /// `upperBounds` are those of the classic buckets; `exemplars` are by bucket, if there are such.
    func value(upperBounds: [Double], exemplars: [Int: Exemplar]) -> HistogramValue {
        func side(_ isNegative: Bool) -> [NativeHistogramValue.Bucket] {
            buckets.filter { $0.key.isNegative == isNegative && $0.value > 0 }
                .map { .init(index: Int32(truncatingIfNeeded: $0.key.index), count: $0.value) }
                .sorted { $0.index < $1.index }
        }
        let byTime = exemplars.values.sorted {
            ($0.timestamp ?? UnixTime(nanoseconds: .min)) < ($1.timestamp ?? UnixTime(nanoseconds: .min))
        }
        return HistogramValue(
            upperBounds: upperBounds, bucketCounts: classic.isEmpty ? [count] : classic, sum: sum,
            native: NativeHistogramValue(
                schema: schema, zeroThreshold: zeroThreshold, zeroCount: zeroCount, sortedPositive: side(false),
                sortedNegative: side(true), exemplars: byTime),
            exemplars: upperBounds.isEmpty ? [:] : exemplars)
    }
}
