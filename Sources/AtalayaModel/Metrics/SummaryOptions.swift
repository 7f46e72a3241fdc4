/// Which quantiles a summary tells, and of which time.
///
/// Quantiles of a summary are computed where it is observed: they cannot be added up over instances. Where that matters,
/// take a histogram.
public struct SummaryOptions: Hashable, Sendable {
    /// Between 0 and 1, upwards, at most ``quantilesMax``.
    public let quantiles: [Double]
    /// How far back the quantiles look. Count and sum are those of all time.
    public let window: Duration
    /// In how many steps the window moves on: what is forgotten at once is this part of it.
    public let steps: Int

    /// Count and sum only.
    public static let countAndSum = SummaryOptions(checkedQuantiles: [], window: .seconds(600), steps: 5)

    /// The most quantiles: every one is a series in Prometheus, for every label set.
    public static let quantilesMax = 50
    /// The most steps: each keeps its own buckets.
    public static let stepsMax = 60

    /// Throws `invalidQuantiles` for quantiles that are not between 0 and 1, given twice or too many, a window that is
    /// not longer than nothing, and steps that are not between 1 and ``stepsMax``.
    public init(
        quantiles: [Double], window: Duration = .seconds(600), steps: Int = 5
    ) throws(ModelError) {
        guard quantiles.count <= Self.quantilesMax else {
            throw ModelError(
                .invalidQuantiles, "\(quantiles.count) quantiles, at most \(Self.quantilesMax) are allowed")
        }
        for quantile in quantiles where !(0...1).contains(quantile) {
            throw ModelError(.invalidQuantiles, "quantile \(quantile) is not between 0 and 1")
        }
        let sorted = quantiles.sorted()
        for (quantile, next) in zip(sorted, sorted.dropFirst()) where quantile == next {
            throw ModelError(.invalidQuantiles, "quantile \(quantile) is given twice")
        }
        guard window > .zero else {
            throw ModelError(.invalidQuantiles, "a window of \(window) holds nothing")
        }
        guard (1...Self.stepsMax).contains(steps) else {
            throw ModelError(.invalidQuantiles, "\(steps) steps; between 1 and \(Self.stepsMax) are allowed")
        }
        // Minus zero equals zero but prints differently, and the printed quantile is a series' identity.
        self.init(checkedQuantiles: sorted.map { $0 == 0 ? 0 : $0 }, window: window, steps: steps)
    }

    private init(checkedQuantiles: [Double], window: Duration, steps: Int) {
        quantiles = checkedQuantiles
        self.window = window
        self.steps = steps
    }
}
