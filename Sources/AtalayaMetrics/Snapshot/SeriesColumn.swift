/// The values of all series of a metric, in the form in which they take the least room and the fewest references.
///
/// Instruments read themselves into it, many at once; what is in it is this module's own business.
public struct SeriesColumn: Sendable {
    enum Values: Sendable {
        case numbers([MetricNumber])
        case histograms(HistogramColumn)
        case others([SeriesValue])
    }

    let values: Values
    /// By the position of the series and that of the bucket, which is 0 for counters. Empty for nearly all metrics, so
    /// that who writes them asks once.
    let exemplars: [Int: [Int: Exemplar]]
    /// Since when each series has counted; empty where nobody knows.
    let startTimes: [UnixTime]

    init(_ values: Values, exemplars: [Int: [Int: Exemplar]] = [:], startTimes: [UnixTime] = []) {
        self.values = values
        self.exemplars = exemplars
        self.startTimes = startTimes
    }

    /// So many numbers, to be overwritten, in the memory of a column that nobody needs any more: those of the column, or
    /// zeros where it has not so many.
    static func numbers(reusing spare: consuming SeriesColumn?, count: Int) -> [MetricNumber] {
        guard let spare, case .numbers(let numbers) = spare.values, numbers.count == count else {
            return Array(repeating: .integer(0), count: count)
        }
        return numbers
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
    private(set) var bucketCounts: [UInt64] = []
    private(set) var sums: [Double] = []
    /// The native buckets of each histogram; empty for metrics without.
    private(set) var natives: [NativeHistogramValue] = []

    init(upperBounds: [Double], count: Int) {
        self.upperBounds = upperBounds
        bucketCounts.reserveCapacity(count * (upperBounds.count + 1))
        sums.reserveCapacity(count)
    }

    mutating func append(_ value: HistogramValue) {
        bucketCounts += value.bucketCounts
        sums.append(value.sum)
        if let native = value.native { natives.append(native) }
    }

    /// Adds a histogram without native buckets.
    mutating func append(_ counts: ArraySlice<UInt64>, sum: Double) {
        bucketCounts += counts
        sums.append(sum)
    }

    func value(at index: Int, exemplars: [Int: Exemplar] = [:]) -> HistogramValue {
        let width = upperBounds.count + 1
        return HistogramValue(
            upperBounds: upperBounds, bucketCounts: Array(bucketCounts[index * width..<(index + 1) * width]),
            sum: sums[index], native: natives.isEmpty ? nil : natives[index], exemplars: exemplars)
    }
}
