/// Makes a histogram from its lines: cumulative buckets become single ones.
struct HistogramReader {
    let lines: FamilyReader.Lines

    /// Throws ``RejectionReason/invalidValue`` where buckets, count and native buckets contradict each other, and for
    /// counts that are not whole.
    func value(
        exemplar: (ParsedSample.Exemplar) -> Exemplar?, misplaced: () -> Void
    ) throws(MetricsError) -> HistogramValue {
        var buckets: [(bound: Double, sample: ParsedSample)] = []
        for part in lines.parts {
            guard let bound = ScannedNumber.parse(Array(part.key.utf8)[...]), !bound.isNaN else {
                throw MetricsError(.invalidValue, "\"\(part.key.prefix(40))\" is no bound of a bucket")
            }
            buckets.append((bound, part.sample))
        }
        buckets.sort { $0.bound < $1.bound }
        for (bucket, next) in zip(buckets, buckets.dropFirst()) where bucket.bound == next.bound {
            throw MetricsError(.invalidValue, "the bucket \(bucket.bound) comes twice")
        }
        let total = try self.total(buckets.last)
        if buckets.last?.bound == .infinity { buckets.removeLast() }
        guard buckets.first?.bound != -.infinity else {
            throw MetricsError(.invalidValue, "a bucket cannot end at -Inf")
        }
        let bounds = buckets.map(\.bound)
        var counts: [UInt64] = []
        var below: UInt64 = 0
        for cumulative in try buckets.map({ bucket throws(MetricsError) in try whole(bucket.sample.value) }) + [total] {
            guard cumulative >= below else {
                throw MetricsError(.invalidValue, "a bucket counts less than the ones below it")
            }
            counts.append(cumulative - below)
            below = cumulative
        }
        if let native = lines.native?.native, native.bucketedCount > total {
            throw MetricsError(.invalidValue, "\(native.bucketedCount) in native buckets, \(total) in all")
        }
        return HistogramValue(
            upperBounds: bounds, bucketCounts: counts, sum: lines.sum ?? lines.native?.nativeSum ?? .nan,
            native: lines.native?.native, exemplars: exemplars(bounds, exemplar, misplaced))
    }

    /// The count, which the last bucket is where it has no bound.
    private func total(_ last: (bound: Double, sample: ParsedSample)?) throws(MetricsError) -> UInt64 {
        let counts = [
            last?.bound == .infinity ? last?.sample.value : nil, lines.count, lines.native?.value,
        ].compactMap(\.self)
        guard let first = counts.first else { throw MetricsError(.invalidValue, "a histogram needs a count") }
        guard counts.allSatisfy({ $0 == first }) else {
            throw MetricsError(.invalidValue, "the counts of a histogram differ: \(counts)")
        }
        return try whole(first)
    }

    private func whole(_ count: Double) throws(MetricsError) -> UInt64 {
        guard let whole = UInt64(exactly: count) else {
            throw MetricsError(.invalidValue, "\(count) is no count of observations")
        }
        return whole
    }

    private func exemplars(
        _ bounds: [Double], _ read: (ParsedSample.Exemplar) -> Exemplar?, _ misplaced: () -> Void
    ) -> [Int: Exemplar] {
        var exemplars: [Int: Exemplar] = [:]
        for part in lines.parts {
            guard let exemplar = part.sample.exemplar.flatMap(read) else { continue }
            let index = BucketSearch.index(of: exemplar.value, in: bounds)
            let bound = index < bounds.count ? bounds[index] : .infinity
            if ScannedNumber.parse(Array(part.key.utf8)[...]) == bound {
                exemplars[index] = exemplar
            } else {
                misplaced()
            }
        }
        return exemplars
    }
}
