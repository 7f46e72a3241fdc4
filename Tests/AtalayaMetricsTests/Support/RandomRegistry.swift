import AtalayaMetrics

/// Registries of every instrument with names, labels and values that try the escapes and the numbers.
struct RandomRegistry {
    private var generator: SeededGenerator

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    private static let fragments = [
        "a", "B", "0", "\"", "\\", "\n", "\\n", "{", "}", ",", "=", " ", "#", "é", "e\u{301}", "🚀", "日", "\u{0}", "\t",
        "\r", "_", "\u{FEFF}", "\u{2028}",
    ]

    private mutating func text(upTo length: Int) -> String {
        (0..<Int.random(in: 0...length, using: &generator)).map { _ in
            Self.fragments.randomElement(using: &generator) ?? ""
        }.joined()
    }

    private mutating func number() -> Double {
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: Double(Int.random(in: -1000...1000, using: &generator))
        case 1: Double(Int64(bitPattern: generator.next()))
        case 2: Double(bitPattern: generator.next())
        case 3: [.nan, .infinity, -.infinity, 0, -0.0].randomElement(using: &generator) ?? 0
        case 4: Double.random(in: -1...1, using: &generator)
        default: Double(Int.random(in: 0...1_000_000_000, using: &generator)) / 1000
        }
    }

    mutating func make() throws -> MetricsRegistry {
        let registry = MetricsRegistry(configuration: .bare)
        for index in 0..<Int.random(in: 0...6, using: &generator) {
            let labels = try (0..<Int.random(in: 0...3, using: &generator)).map { try LabelDescriptor("label_\($0)") }
            let help = text(upTo: 6)
            switch Int.random(in: 0..<3, using: &generator) {
            case 0:
                let family = try registry.makeCounterFamily(
                    .counter("c\(index)_seconds_total", help: help, unit: .seconds, labels: labels))
                for _ in 0..<4 { family.with(values: labels.map { _ in text(upTo: 4) }).increment(by: abs(number())) }
            case 1:
                let family = try registry.makeGaugeFamily(.gauge("g\(index)", help: help, labels: labels))
                for _ in 0..<4 { family.with(values: labels.map { _ in text(upTo: 4) }).set(number()) }
            default:
                var bounds = Set(
                    (0..<Int.random(in: 0...8, using: &generator)).map { _ in number() }.filter {
                        $0.isFinite && $0 >= 0
                    })
                bounds.remove(0)
                let buckets = try HistogramBuckets(bounds.sorted())
                let family = try registry.makeHistogramFamily(
                    .histogram("h\(index)", help: help, labels: labels, buckets: buckets))
                for _ in 0..<10 { family.with(values: labels.map { _ in text(upTo: 4) }).observe(number().magnitude) }
            }
        }
        return registry
    }
}
