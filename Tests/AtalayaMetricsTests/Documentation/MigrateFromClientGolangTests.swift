import AtalayaMetrics
import Testing

/// The code of the page, run.
@Suite("The page on moving from client_golang")
struct MigrateFromClientGolangTests {
    @Test("says the same in this library's words")
    func page() throws {
        let registry = MetricsRegistry()

        let requests = try registry.makeCounterFamily(
            .counter(
                "http_requests_total", help: "Requests answered.",
                labels: [LabelDescriptor("code"), LabelDescriptor("method")]))
        requests.with("200", "GET").increment()

        let duration = try registry.makeHistogramFamily(
            .histogram(
                "http_request_duration_seconds", help: "Latency.", unit: .seconds, labels: [LabelDescriptor("method")]))
        duration.with("GET").observe(0.042)

        try registry.addCallback(.gauge("queue_length", help: "Jobs that wait.")) { 3 }

        let response = MetricsEndpoint(registry: registry).respond(accept: nil, acceptEncoding: nil)
        let text = String(decoding: response.body, as: UTF8.self)
        #expect(text.contains("http_requests_total{code=\"200\",method=\"GET\"} 1\n"))
        #expect(text.contains("http_request_duration_seconds_bucket{method=\"GET\",le=\"0.05\"} 1\n"))
        #expect(text.contains("queue_length 3"))
    }

    @Test("throws where client_golang panics")
    func conflict() throws {
        let registry = MetricsRegistry()
        try registry.makeCounter(.counter("jobs_total", help: "Jobs."), labels: [:]).increment()
        #expect(throws: MetricsError.self) {
            try registry.makeCounter(.counter("jobs_total", help: "Jobs.", labels: [LabelDescriptor("kind")]))
        }
    }
}
