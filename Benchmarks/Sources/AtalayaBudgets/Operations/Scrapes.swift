import AtalayaMetrics

extension Operations {
    /// The whole answer: for each of a thousand series, and for each scrape; the second one and those after it.
    static let scrapes =
        [
            Operation("scrape as text, each of 1,000 counters", times: 20_000) {
                let registry = MetricsRegistry()
                let requests = try Operations.requests(in: registry)
                for index in 0..<1000 {
                    requests.with("GET", "/deployments/\(index)", "200").increment(by: index * 7919)
                }
                return scraping(registry, as: PlainTextFormat(), operationsOfScrape: 1000)
            },
            Operation("scrape as text, each of 1,000 histograms", times: 10_000) {
                let registry = MetricsRegistry()
                let durations = try Operations.durations(in: registry)
                for index in 0..<1000 { durations.with("/deployments/\(index)").observe(Double(index) / 100) }
                return scraping(registry, as: PlainTextFormat(), operationsOfScrape: 1000)
            },
        ]
        + ExpositionFormats.all.map { format in
            Operation("a whole scrape of a mixed registry, \(format.contentType)", times: 20) {
                scraping(try mixedRegistry(), as: format, operationsOfScrape: 1)
            }
        }

    /// Ten series of each kind that a scrape can read without making anything.
    private static func mixedRegistry() throws -> MetricsRegistry {
        let registry = MetricsRegistry()
        let requests = try Operations.requests(in: registry)
        let durations = try Operations.durations(in: registry)
        let queues = try registry.makeGaugeFamily(
            .gauge("queue_length", help: "Waiting.", labels: [LabelDescriptor("queue")]))
        for index in 0..<10 {
            requests.with("GET", "/deployments/\(index)", "200").increment(by: index % 2 == 0 ? 7919 : 0.25)
            durations.with("/deployments/\(index)").observe(Double(index) / 100)
            queues.with("\(index)").set(Double(index) / 3)
        }
        let build = try MetricDescriptor("build_info", kind: .info, help: "", labels: [LabelDescriptor("version")])
        try registry.makeInfo(build, labels: ["version": "1.2.3"])
        return registry
    }

    private static func durations(in registry: MetricsRegistry) throws -> HistogramFamily {
        try registry.makeHistogramFamily(
            .histogram(
                "request_duration_seconds", help: "Latency.", unit: .seconds, labels: [LabelDescriptor("route")]))
    }

    private static func scraping(
        _ registry: MetricsRegistry, as format: any ExpositionFormat, operationsOfScrape: Int
    ) -> (_ times: Int) -> Void {
        let endpoint = MetricsEndpoint(registry: registry)
        let accept = format.contentType
        _ = endpoint.respond(accept: accept, acceptEncoding: nil)
        return { times in
            for _ in 0..<times / operationsOfScrape { _ = endpoint.respond(accept: accept, acceptEncoding: nil) }
        }
    }
}
