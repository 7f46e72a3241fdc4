import AtalayaMetrics
import AtalayaModel

/// What a rule does to its metric.
struct MetricChange: Sendable {
    private enum Family: Sendable {
        case counter(CounterFamily)
        case gauge(GaugeFamily)
        case histogram(HistogramFamily)
    }

    private let family: Family

    /// - Throws: `MetricsError` when the registry refuses the metric, or for a kind that no log record can change.
    init(_ descriptor: MetricDescriptor, _ registry: MetricsRegistry) throws {
        switch descriptor.kind {
        case .gauge: self.family = .gauge(try registry.makeGaugeFamily(descriptor))
        case .histogram: self.family = .histogram(try registry.makeHistogramFamily(descriptor))
        default: self.family = .counter(try registry.makeCounterFamily(descriptor))
        }
    }

    /// - Parameter amount: The rule's value; nil where the rule has none, which only a counter can do something with.
    func apply(_ amount: Double?, labels: [String]) {
        switch self.family {
        case .counter(let family): family.with(values: labels).increment(by: amount ?? 1)
        case .gauge(let family): if let amount { family.with(values: labels).set(amount) }
        case .histogram(let family): if let amount { family.with(values: labels).observe(amount) }
        }
    }
}
