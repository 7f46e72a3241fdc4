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

    init(_ values: Values) {
        self.values = values
    }

    func value(at index: Int) -> SeriesValue {
        switch values {
        case .numbers(let numbers): .number(numbers[index])
        case .histograms(let histograms): .histogram(histograms.value(at: index))
        case .others(let values): values[index]
        }
    }
}

/// Histograms of the same buckets: their counts one behind the other.
struct HistogramColumn: Sendable {
    let upperBounds: [Double]
    /// As many for each histogram as there are bounds, and one for `+Inf`; not cumulative.
    private(set) var bucketCounts: [UInt64] = []
    private(set) var sums: [Double] = []

    init(upperBounds: [Double], count: Int) {
        self.upperBounds = upperBounds
        bucketCounts.reserveCapacity(count * (upperBounds.count + 1))
        sums.reserveCapacity(count)
    }

    mutating func append(_ value: HistogramValue) {
        bucketCounts += value.bucketCounts
        sums.append(value.sum)
    }

    func value(at index: Int) -> HistogramValue {
        let width = upperBounds.count + 1
        return HistogramValue(
            upperBounds: upperBounds, bucketCounts: Array(bucketCounts[index * width..<(index + 1) * width]),
            sum: sums[index])
    }
}
