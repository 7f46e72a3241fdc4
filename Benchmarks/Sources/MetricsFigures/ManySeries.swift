package import AtalayaMetrics

/// A registry with a hundred thousand counter series of three labels each.
package enum ManySeries {
    package static let count = 100_000

    static var descriptor: MetricDescriptor {
        get throws {
            try .counter(
                "http_requests_total", help: "Requests answered.",
                labels: [LabelDescriptor("method"), LabelDescriptor("route"), LabelDescriptor("status")])
        }
    }

    /// Made anew at each call, so that who keeps them pays for them.
    static func labelValues(_ index: Int) -> [String] {
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

    package static func filledRegistry() throws -> MetricsRegistry {
        let registry = emptyRegistry()
        let family = try registry.makeCounterFamily(descriptor)
        for index in 0..<count { family.with(values: labelValues(index)).increment(by: value(of: index)) }
        return registry
    }

    /// What does not change of each line, and what does.
    static func lines() -> (prefixes: [[UInt8]], values: [UInt64]) {
        let prefixes = (0..<count).map { index in
            let values = labelValues(index)
            return Array(
                "http_requests_total{method=\"\(values[0])\",route=\"\(values[1])\",status=\"\(values[2])\"} ".utf8)
        }
        return (prefixes, (0..<count).map { UInt64(value(of: $0)) })
    }
}
