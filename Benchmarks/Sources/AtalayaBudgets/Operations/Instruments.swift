import AtalayaMetrics

extension Operations {
    static let instruments = [
        Operation("counter.increment") {
            let counter = try MetricsRegistry().makeCounter(.counter("jobs_total", help: "Jobs."))
            return { times in for _ in 0..<times { counter.increment() } }
        },
        Operation("counter.increment(by: Double)") {
            let counter = try MetricsRegistry().makeCounter(.counter("jobs_total", help: "Jobs."))
            return { times in for _ in 0..<times { counter.increment(by: 0.25) } }
        },
        Operation("gauge.set") {
            let gauge = try MetricsRegistry().makeGauge(.gauge("jobs", help: "Jobs."))
            return { times in for index in 0..<times { gauge.set(Double(index)) } }
        },
        Operation("histogram.observe, 11 buckets") {
            let histogram = try MetricsRegistry().makeHistogram(
                .histogram("request_duration_seconds", help: "Latency.", unit: .seconds))
            return { times in for index in 0..<times { histogram.observe(Double(index & 15)) } }
        },
        Operation("histogram.observe, native buckets") {
            let histogram = try MetricsRegistry().makeHistogram(
                MetricDescriptor(
                    "request_duration_seconds", kind: .histogram, help: "Latency.", unit: .seconds, native: .default))
            for index in 0..<16 { histogram.observe(Double(index)) }
            return { times in for index in 0..<times { histogram.observe(Double(index & 15)) } }
        },
        Operation("typed labels, and increment") {
            let requests = try MetricsRegistry().makeCounter(
                .counter("http_requests_total", help: "Requests answered."), labels: CachedLabels.self)
            requests.increment(for: CachedLabels(isCached: true))
            return { times in
                for index in 0..<times { requests.increment(for: CachedLabels(isCached: index & 1 == 0)) }
            }
        },
        Operation("family.with three labels, and increment") {
            let requests = try Operations.requests(in: MetricsRegistry())
            let routes = (0..<16).map { "/deployments/\($0)" }
            for route in routes { requests.with("GET", route, "200").increment() }
            return { times in for index in 0..<times { requests.with("GET", routes[index & 15], "200").increment() } }
        },
        Operation("family.with three new labels", times: 10_000) {
            let requests = try Operations.requests(in: MetricsRegistry(configuration: Operations.roomy))
            let routes = (0..<10_000).map { "/deployments/\($0)" }
            return { times in for index in 0..<times { _ = requests.with("GET", routes[index], "200") } }
        },
    ]

    private struct CachedLabels: TypedLabels {
        var isCached: Bool
        static let labels = [LabelField("cached", \CachedLabels.isCached)]
    }

    static func requests(in registry: MetricsRegistry) throws -> CounterFamily {
        try registry.makeCounterFamily(
            .counter(
                "http_requests_total", help: "Requests answered.",
                labels: [LabelDescriptor("method"), LabelDescriptor("route"), LabelDescriptor("status")]))
    }

    static var roomy: RegistryConfiguration {
        var configuration = RegistryConfiguration()
        configuration.seriesPerFamilyMax = 20_000
        return configuration
    }
}
