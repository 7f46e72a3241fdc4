/// What the buckets, sum and count of each histogram must be to each other.
enum HistogramRules {
    private struct Bucket {
        let bound: Double
        let count: Double
        let line: Int
    }

    private struct Histogram {
        var line: Int
        var buckets: [Bucket] = []
        var sum: Double?
        var count: Double?
    }

    /// `isStrict` adds what OpenMetrics demands and text 0.0.4 does not: sum and count together or not at all, and
    /// neither where a bound is negative.
    static func check(
        _ family: ParsedFamily, sumSuffix: String, countSuffix: String, isStrict: Bool
    ) -> [ExpositionProblem] {
        var problems: [ExpositionProblem] = []
        var histograms: [[ParsedSample.Label]: Histogram] = [:]
        // Native buckets say nothing of classic ones, which need not be there.
        for sample in family.samples where sample.native == nil {
            let key = sample.labels(without: "le")
            // In place: a copy of a histogram would be one of all its buckets, for each of them.
            let first = Histogram(line: sample.line)
            if sample.name == family.name + "_bucket" {
                guard let bound = sample["le"], let number = ScannedNumber.parse(Array(bound.utf8)[...]), !number.isNaN
                else {
                    problems.append(
                        ExpositionProblem(line: sample.line, .histogram, "a bucket needs a label le with a number"))
                    continue
                }
                histograms[key, default: first].buckets.append(
                    Bucket(bound: number, count: sample.value, line: sample.line))
            } else if sample.name == family.name + sumSuffix {
                histograms[key, default: first].sum = sample.value
            } else if sample.name == family.name + countSuffix {
                histograms[key, default: first].count = sample.value
            } else {
                // Nothing of a histogram; but where it is all there is, the rest is missing.
                histograms[key, default: first].line = histograms[key]?.line ?? sample.line
            }
        }
        for histogram in histograms.values {
            problems += check(histogram, isStrict: isStrict, isGauge: sumSuffix == "_gsum")
        }
        return problems
    }

    private static func check(_ histogram: Histogram, isStrict: Bool, isGauge: Bool) -> [ExpositionProblem] {
        var problems: [ExpositionProblem] = []
        func report(_ message: String, _ line: Int) {
            problems.append(ExpositionProblem(line: line, .histogram, message))
        }
        for (bucket, next) in zip(histogram.buckets, histogram.buckets.dropFirst()) {
            if next.bound <= bucket.bound { report("buckets must come in the order of their bounds", next.line) }
            if next.count < bucket.count {
                report("a bucket counts what the ones below it count and cannot be less", next.line)
            }
        }
        guard let last = histogram.buckets.last, last.bound == .infinity else {
            report("the +Inf bucket is missing", histogram.buckets.last?.line ?? histogram.line)
            return problems
        }
        if let count = histogram.count, count != last.count {
            report("the +Inf bucket has \(last.count), the count is \(count)", last.line)
        }
        guard isStrict else { return problems }
        if (histogram.sum == nil) != (histogram.count == nil) {
            report("sum and count come together or not at all", last.line)
        }
        let hasNegativeBounds = histogram.buckets.contains { $0.bound < 0 }
        if hasNegativeBounds, !isGauge, histogram.sum != nil {
            report("with a negative bound there is no sum", last.line)
        }
        if !hasNegativeBounds, isGauge, let sum = histogram.sum, sum < 0 {
            report("a sum cannot be negative without a negative bound", last.line)
        }
        return problems
    }
}
