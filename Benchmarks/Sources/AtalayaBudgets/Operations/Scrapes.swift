import AtalayaMetrics

extension Operations {
    /// The whole answer, for each of a thousand series; the second scrape and those after it.
    static let scrapes = [
        Operation("scrape as text, each of 1,000 counters", times: 20_000) {
            let registry = MetricsRegistry()
            let requests = try Operations.requests(in: registry)
            for index in 0..<1000 { requests.with("GET", "/deployments/\(index)", "200").increment(by: index * 7919) }
            let endpoint = MetricsEndpoint(registry: registry)
            _ = endpoint.respond(accept: nil, acceptEncoding: nil)
            return { times in
                for _ in 0..<times / 1000 { _ = endpoint.respond(accept: nil, acceptEncoding: nil) }
            }
        },
        Operation("scrape as text, each of 1,000 histograms", times: 5_000) {
            let registry = MetricsRegistry()
            let durations = try registry.makeHistogramFamily(
                .histogram(
                    "request_duration_seconds", help: "Latency.", unit: .seconds, labels: [LabelDescriptor("route")]))
            for index in 0..<1000 { durations.with("/deployments/\(index)").observe(Double(index) / 100) }
            let endpoint = MetricsEndpoint(registry: registry)
            _ = endpoint.respond(accept: nil, acceptEncoding: nil)
            return { times in
                for _ in 0..<times / 1000 { _ = endpoint.respond(accept: nil, acceptEncoding: nil) }
            }
        },
    ]
}
