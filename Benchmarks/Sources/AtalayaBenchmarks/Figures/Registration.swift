import AtalayaMetrics

/// A hundred thousand series made from nothing.
struct Registration: Figure {
    let name = "registering 100,000 series, for each"
    let limit = "an object for each string in a Dictionary"
    let target = Target.nanoseconds(atMost: 1_000)

    func prepare() throws -> Contest {
        let labels = ManySeries.labelValues
        let keys = labels.map { $0.joined(separator: "\u{0}") }
        return Contest(
            ours: {
                let registry = ManySeries.emptyRegistry()
                let family = try registry.makeCounterFamily(DynamicLabels.descriptor)
                return Cost.measure(operations: labels.count) {
                    for values in labels { blackHole(family.with(values: values)) }
                }
            },
            limit: {
                var series: [String: BareCounter] = [:]
                let cost = Cost.measure(operations: keys.count) {
                    for key in keys { series[key] = BareCounter() }
                }
                blackHole(series)
                return cost
            })
    }
}

/// A registry with a hundred thousand counter series of three labels each.
enum ManySeries {
    static let count = 100_000

    static let labelValues: [[String]] = (0..<count).map { index in
        [
            ["GET", "POST", "PUT", "DELETE"][index % 4], "/deployments/\(index / 16)",
            ["200", "201", "404", "500"][index / 4 % 4],
        ]
    }

    static func emptyRegistry() -> MetricsRegistry {
        var configuration = RegistryConfiguration()
        configuration.seriesPerFamilyMax = 2 * count
        configuration.seriesMax = 2 * count
        configuration.exportsSelfMetrics = false
        return MetricsRegistry(configuration: configuration)
    }

    /// The value of each series, of the lengths that counters have.
    static func value(of index: Int) -> Int64 { Int64(index) * 7919 % 1_000_003 }

    static func filledRegistry() throws -> MetricsRegistry {
        let registry = emptyRegistry()
        let family = try registry.makeCounterFamily(DynamicLabels.descriptor)
        for (index, values) in labelValues.enumerated() {
            family.with(values: values).increment(by: value(of: index))
        }
        return registry
    }

    /// What does not change of each line, and what does.
    static func lines() -> (prefixes: [[UInt8]], values: [UInt64]) {
        let prefixes = labelValues.map { values in
            Array("http_requests_total{method=\"\(values[0])\",route=\"\(values[1])\",status=\"\(values[2])\"} ".utf8)
        }
        return (prefixes, (0..<count).map { UInt64(value(of: $0)) })
    }
}
