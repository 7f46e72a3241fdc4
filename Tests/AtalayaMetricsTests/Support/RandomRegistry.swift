import AtalayaMetrics

/// Registries of every instrument with names, labels and values that try the escapes and the numbers.
struct RandomRegistry {
    private var generator: SeededGenerator

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    mutating func make() throws -> MetricsRegistry {
        let registry = MetricsRegistry(configuration: .bare)
        for index in 0..<Int.random(in: 0...6, using: &generator) {
            let labels = try (0..<Int.random(in: 0...3, using: &generator)).map { try LabelDescriptor("label_\($0)") }
            let help = generator.text(upTo: 6)
            switch Int.random(in: 0..<3, using: &generator) {
            case 0:
                let family = try registry.makeCounterFamily(
                    .counter("c\(index)_seconds_total", help: help, unit: .seconds, labels: labels))
                for _ in 0..<4 {
                    family.with(values: labels.map { _ in generator.text(upTo: 4) }).increment(
                        by: abs(generator.number()))
                }
            case 1:
                let family = try registry.makeGaugeFamily(.gauge("g\(index)", help: help, labels: labels))
                for _ in 0..<4 {
                    family.with(values: labels.map { _ in generator.text(upTo: 4) }).set(generator.number())
                }
            default:
                var bounds = Set(
                    (0..<Int.random(in: 0...8, using: &generator)).map { _ in generator.number() }.filter {
                        $0.isFinite && $0 >= 0
                    })
                bounds.remove(0)
                let buckets = try HistogramBuckets(bounds.sorted())
                let family = try registry.makeHistogramFamily(
                    .histogram("h\(index)", help: help, labels: labels, buckets: buckets))
                for _ in 0..<10 {
                    family.with(values: labels.map { _ in generator.text(upTo: 4) }).observe(
                        generator.number().magnitude)
                }
            }
        }
        return registry
    }
}
