import AtalayaLogs
import AtalayaMetrics
import AtalayaModel

/// What a rule does to its metric.
struct MetricChange: Sendable {
    private enum Family: Sendable {
        case counter(CounterFamily)
        case gauge(GaugeFamily)
        case histogram(HistogramFamily)
    }

    let metric: String
    private let family: Family
    private let upperBounds: [Double]

    /// - Throws: `MetricsError` when the registry refuses the metric, or for a kind that no log record can change.
    init(_ descriptor: MetricDescriptor, _ registry: MetricsRegistry) throws {
        self.metric = descriptor.name.rawValue
        self.upperBounds = descriptor.buckets?.upperBounds ?? []
        switch descriptor.kind {
        case .gauge: self.family = .gauge(try registry.makeGaugeFamily(descriptor))
        case .histogram: self.family = .histogram(try registry.makeHistogramFamily(descriptor))
        default: self.family = .counter(try registry.makeCounterFamily(descriptor))
        }
    }

    /// - Parameter amount: The rule's value; nil where the rule has none, which only a counter can do something with.
    func apply(_ amount: Double?, labels: [String], to tallies: inout LogTallies) {
        switch self.family {
        case .counter(let family):
            let amount = amount ?? 1
            family.with(values: labels).increment(by: amount)
            // What the counter refuses is not counted here either.
            if amount >= 0, amount.isFinite { tallies.add(amount, to: self.metric, labels) }
        case .gauge(let family):
            guard let amount else { return }
            family.with(values: labels).set(amount)
            tallies.set(amount, self.metric, labels)
        case .histogram(let family):
            guard let amount else { return }
            family.with(values: labels).observe(amount)
            if amount.isFinite { tallies.observe(amount, self.metric, labels, upperBounds: self.upperBounds) }
        }
    }

    /// Goes on where an earlier process has left off.
    ///
    /// - Returns: false where the metric is another one now, so that the tally means nothing.
    func restore(_ tally: Checkpoint.Tally) -> Bool {
        switch (self.family, tally.value) {
        case (.counter(let family), .counter(let total)): family.with(values: tally.labels).increment(by: total)
        case (.gauge(let family), .gauge(let value)): family.with(values: tally.labels).set(value)
        case (.histogram(let family), .histogram(let counts, let sum)):
            return family.with(values: tally.labels).add(bucketCounts: counts, sum: sum)
        default: return false
        }
        return true
    }
}
