import AtalayaMetrics
import Foundation
import Testing

/// Exemplars all the way: from a collector to what Prometheus answers about them.
@Suite("Exemplars in a real Prometheus")
struct ExemplarScrapeTests {
    /// By OpenMetrics text, and by protobuf.
    @Test(
        "are kept with their labels, value and time", .needs(.prometheus),
        arguments: [[.exemplarStorage], [.exemplarStorage, .nativeHistograms]] as [[PrometheusServer.Feature]])
    func exemplars(features: [PrometheusServer.Feature]) async throws {
        let registry = MetricsRegistry()
        let collector = try TracedCollector()
        try registry.addCollector(collector)
        try await ServedRegistry.serving(registry) { address in
            let prometheus = try await PrometheusServer(scraping: "\(address)", features: features)
            try await prometheus.untilScraped()

            let ofCounter = try await prometheus.exemplars("traced_requests_total")
            try #require(ofCounter.count == 1)
            #expect(ofCounter[0].labels == ["trace_id": Self.traceID])
            #expect(ofCounter[0].value == 1)
            #expect(abs(ofCounter[0].timestamp - collector.time.seconds) < 0.002)

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

    private struct TracedCollector: Collector {
        let time = UnixTime(nanoseconds: Int64(Date().timeIntervalSince1970 * 1000) * 1_000_000)
        let requests: MetricDescriptor
        let duration: MetricDescriptor

        init() throws {
            requests = try .counter("traced_requests_total", help: "Requests.")
            duration = try .histogram(
                "traced_duration_seconds", help: "Latency.", unit: .seconds, buckets: HistogramBuckets([0.01, 0.1, 1]))
        }

        func collect(into builder: inout SnapshotBuilder) throws {
            builder.add(
                requests,
                MetricSeries(
                    value: .number(.integer(3)),
                    exemplar: try Exemplar(
                        labels: LabelSet([(key: "trace_id", value: traceID)]), value: 1, timestamp: time)))
            let span = try LabelSet([(key: "trace_id", value: "4bf9"), (key: "span_id", value: "00f0")])
            builder.add(
                duration,
                MetricSeries(
                    value: .histogram(
                        try HistogramValue(
                            buckets: HistogramBuckets([0.01, 0.1, 1]), bucketCounts: [1, 2, 0, 1], sum: 20.2,
                            exemplars: [
                                1: Exemplar(labels: span, value: 0.07, timestamp: time),
                                3: Exemplar(labels: span, value: 20, timestamp: time),
                            ]))))
        }
    }
}
