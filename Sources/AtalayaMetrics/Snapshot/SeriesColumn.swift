/// The values of all series of a metric, in the form in which they take the least room and the fewest references.
///
/// Instruments read themselves into it, many at once; what is in it is this module's own business.
public struct SeriesColumn: Sendable {
    enum Values: Sendable {
        case numbers(NumberColumn)
        /// Info metrics: a one for each, which is how formats write them.
        case infos(NumberColumn)
        case histograms(HistogramColumn)
        case others([SeriesValue])
    }

    let values: Values
    /// By the position of the series and that of the bucket, which is 0 for counters. Empty for nearly all metrics, so
    /// that who writes them asks once.
    let exemplars: [Int: [Int: Exemplar]]
    /// Since when each series has counted; empty where nobody knows.
    var startTimes: [UnixTime]

    init(_ values: Values, exemplars: [Int: [Int: Exemplar]] = [:], startTimes: [UnixTime] = []) {
        self.values = values
        self.exemplars = exemplars
        self.startTimes = startTimes
    }

    /// So many values, to be overwritten, in the memory of a column that nobody needs any more.
    static func values(reusing spare: consuming SeriesColumn?, count: Int) -> [SeriesValue] {
        if let spare, case .others(let values) = spare.values, values.count == count { return values }
        return Array(repeating: .info, count: count)
    }

    /// The series at a position, put together from its columns.
    func series(at index: Int, labels: LabelSet) -> MetricSeries {
        let startTime = startTimes.isEmpty ? nil : startTimes[index]
        let value: SeriesValue
        switch values {
        case .numbers(let numbers):
            return MetricSeries(
                labels: labels, value: .number(numbers[index]), exemplar: exemplars[index]?[0], startTime: startTime)
        case .histograms(let histograms):
            value = .histogram(histograms.value(at: index, exemplars: exemplars[index] ?? [:]))
        case .infos:
            value = .info
        case .others(let values):
            value = values[index]
        }
        return MetricSeries(labels: labels, value: value, startTime: startTime)
    }
}

/// Histograms of the same buckets: their counts one behind the other.
struct HistogramColumn: Sendable {
    let upperBounds: [Double]
    /// As many for each histogram as there are bounds, and one for `+Inf`; not cumulative.
    private(set) var bucketCounts: [UInt64]
    private(set) var sums: [Double]
    /// The native buckets of each histogram; empty for metrics without.
    private(set) var natives: [NativeHistogramValue?] = []

    /// So many histograms, to be overwritten, in the memory of a column that nobody needs any more.
    init(reusing spare: consuming SeriesColumn?, upperBounds: [Double], count: Int) {
        self.upperBounds = upperBounds
        let width = upperBounds.count + 1
        if let spare, case .histograms(let histograms) = spare.values, histograms.sums.count == count,
            histograms.bucketCounts.count == count * width
        {
            bucketCounts = histograms.bucketCounts
            sums = histograms.sums
        } else {
            bucketCounts = Array(repeating: 0, count: count * width)
            sums = Array(repeating: 0, count: count)
        }
    }

    mutating func set(_ value: HistogramValue, at index: Int) {
        set(value.bucketCounts[...], sum: value.sum, at: index)
        if natives.isEmpty { natives = Array(repeating: nil, count: sums.count) }
        natives[index] = value.native
    }

    /// Puts a histogram without native buckets.
    mutating func set(_ counts: ArraySlice<UInt64>, sum: Double, at index: Int) {
        sums[index] = sum
        var place = index * counts.count
        for count in counts {
            bucketCounts[place] = count
            place += 1
        }
    }

    func value(at index: Int, exemplars: [Int: Exemplar] = [:]) -> HistogramValue {
        let width = upperBounds.count + 1
        return HistogramValue(
            upperBounds: upperBounds, bucketCounts: Array(bucketCounts[index * width..<(index + 1) * width]),
            sum: sums[index], native: natives.isEmpty ? nil : natives[index], exemplars: exemplars)
    }
}
