import AtalayaMetrics
import Testing

/// The code of the page, run.
@Suite("The page on native histograms and exemplars")
struct NativeHistogramsTests {
    @Test("keeps native buckets, alone or beside classic ones")
    func native() throws {
        let registry = MetricsRegistry()
        let size = try registry.makeHistogram(
            MetricDescriptor(
                "upload_size_bytes", kind: .histogram, help: "Sizes of uploads.", unit: .bytes, native: .default))
        size.observe(48_213)

        let duration = try registry.makeHistogram(
            MetricDescriptor(
                "upload_duration_seconds", kind: .histogram, help: "How long uploads took.", unit: .seconds,
                buckets: .default, native: .default))
        duration.observe(.milliseconds(250))

        let fine = try NativeHistogramOptions(bucketFactor: 1.01, bucketsMax: 400)

        #expect(fine.schema == 7)
        #expect(fine.bucketsMax == 400)
        let sizes = try #require(histogram("upload_size_bytes", of: registry))
        #expect(sizes.native?.positive.map(\.count) == [1])
        #expect(sizes.upperBounds.isEmpty)
        let durations = try #require(histogram("upload_duration_seconds", of: registry))
        #expect(durations.native?.bucketedCount == 1)
        #expect(durations.upperBounds.count == 11)
    }

    @Test("shows exemplars that are given, and takes them from the current trace")
    func exemplars() throws {
        var configuration = RegistryConfiguration()
        configuration.exemplarSampler = ExemplarSampler(now: Self.now) {
            guard let span = Span.current, span.isSampled else { return nil }
            return ["trace_id": span.traceID]
        }
        let registry = MetricsRegistry(configuration: configuration)

        let duration = try registry.makeHistogram(
            .histogram("request_duration_seconds", help: "Latency.", unit: .seconds))
        duration.observe(.milliseconds(670), exemplar: ["trace_id": "4bf92f3577b34da6"])
        Span.$current.withValue(Span(traceID: "00f067aa0ba902b7", isSampled: true)) {
            duration.observe(.milliseconds(3))
        }

        let text = openMetrics(registry)
        #expect(text.contains("{le=\"1.0\"} 2 # {trace_id=\"4bf92f3577b34da6\"} 0.67"))
        #expect(text.contains("{le=\"0.005\"} 1 # {trace_id=\"00f067aa0ba902b7\"} 0.003"))
    }

    struct Span: Sendable {
        @TaskLocal static var current: Span?
        var traceID: String
        var isSampled: Bool
    }

    @Sendable static func now() -> UnixTime { UnixTime(nanoseconds: 1_767_225_600_000_000_000) }

    struct SlowestRequest: Collector {
        let duration: MetricDescriptor
        let buckets: HistogramBuckets

        func collect(into builder: inout SnapshotBuilder) throws {
            let trace = try LabelSet([(key: "trace_id", value: "4bf92f3577b34da6")])
            let exemplar = try Exemplar(labels: trace, value: 0.67)
            builder.add(
                duration,
                .histogram(
                    try HistogramValue(buckets: buckets, bucketCounts: [3, 1, 0], sum: 0.9, exemplars: [1: exemplar])))
        }
    }

    @Test("shows a collector's exemplars")
    func collectedExemplars() throws {
        let registry = MetricsRegistry()
        let buckets = try HistogramBuckets([0.1, 1])
        try registry.addCollector(
            SlowestRequest(
                duration: .histogram("request_duration_seconds", help: "Latency.", unit: .seconds, buckets: buckets),
                buckets: buckets))
        #expect(openMetrics(registry).contains("{le=\"1.0\"} 4 # {trace_id=\"4bf92f3577b34da6\"} 0.67\n"))
    }

    private func openMetrics(_ registry: MetricsRegistry) -> String {
        let response = MetricsEndpoint(registry: registry).respond(
            accept: "application/openmetrics-text; version=1.0.0", acceptEncoding: nil)
        return String(decoding: response.body, as: UTF8.self)
    }

    private func histogram(_ name: String, of registry: MetricsRegistry) -> HistogramValue? {
        guard case .histogram(let value)? = registry.snapshot().value(of: name) else { return nil }
        return value
    }
}
