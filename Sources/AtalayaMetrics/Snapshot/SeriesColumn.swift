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

    /// A number for each instrument, in the memory of a column that nobody needs any more.
    ///
    /// `read` gets the number that was at the position before, zero where there was none.
    @inline(__always)
    static func numbers<Child: Instrument>(
        reusing spare: consuming SeriesColumn?, of instruments: [Child],
        read: (borrowing Child, _ last: MetricNumber) -> MetricNumber
    ) -> [MetricNumber] {
        var numbers: [MetricNumber] = []
        if let spare, case .numbers(let last) = spare.values { numbers = last }
        spare = nil
        if numbers.count != instruments.count {
            numbers = Array(repeating: .integer(0), count: instruments.count)
        }
        // Spans, since arrays would ask for each element whether they are shared, and retain each instrument.
        let instruments = instruments.span
        var span = numbers.mutableSpan
        for index in instruments.indices { span[index] = read(instruments[index], span[index]) }
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
