import AtalayaMetrics
import Foundation
import Testing

/// Exemplars all the way: from an observation to what Prometheus answers about them.
@Suite("Exemplars in a real Prometheus")
struct ExemplarScrapeTests {
    /// By OpenMetrics text, and by protobuf.
    @Test(
        "are kept with their labels, value and time", .needs(.prometheus),
        arguments: [[.exemplarStorage], [.exemplarStorage, .nativeHistograms]] as [[PrometheusServer.Feature]])
    func exemplars(features: [PrometheusServer.Feature]) async throws {
        let time = UnixTime(nanoseconds: Int64(Date().timeIntervalSince1970 * 1000) * 1_000_000)
        var configuration = RegistryConfiguration()
        configuration.now = { time }
        let registry = MetricsRegistry(configuration: configuration)
        let requests = try registry.makeCounter(.counter("traced_requests_total", help: "Requests."))
        requests.increment(exemplar: ["trace_id": Self.traceID])
        let duration = try registry.makeHistogram(
            .histogram(
                "traced_duration_seconds", help: "Latency.", unit: .seconds, buckets: HistogramBuckets([0.01, 0.1, 1])))
        duration.observe(0.002)
        duration.observe(0.07, exemplar: ["trace_id": "4bf9", "span_id": "00f0"])
        duration.observe(20, exemplar: ["trace_id": "4bf9", "span_id": "00f1"])
        try await ServedRegistry.serving(registry) { address in
            let prometheus = try await PrometheusServer(scraping: "\(address)", features: features)
            try await prometheus.untilScraped()

            let ofCounter = try await prometheus.exemplars("traced_requests_total")
            try #require(ofCounter.count == 1)
            #expect(ofCounter[0].labels == ["trace_id": Self.traceID])
            #expect(ofCounter[0].value == 1)
            #expect(abs(ofCounter[0].timestamp - time.seconds) < 0.002)

            let ofBuckets = try await prometheus.exemplars("traced_duration_seconds_bucket")
            let found = Dictionary(
                ofBuckets.map { ($0.seriesLabels["le"] ?? "", $0) }, uniquingKeysWith: { first, _ in first })
            #expect(Set(found.keys) == ["0.1", "+Inf"])
            #expect(found["0.1"]?.value == 0.07)
            #expect(found["0.1"]?.labels == ["trace_id": "4bf9", "span_id": "00f0"])
            #expect(found["+Inf"]?.value == 20)
        }
    }

    /// No quote in it: Prometheus 2.42 leaves the backslashes in what it reads from text.
    private static let traceID = "{a},🚀=trace"
}
