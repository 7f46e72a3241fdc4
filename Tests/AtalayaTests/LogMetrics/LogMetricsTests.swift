@testable import Atalaya
import AtalayaTesting
import Testing

@Suite("Metrics from log records")
struct LogMetricsTests {
    private let registry = MetricsRegistry()

    private static func record(_ fields: [LogField]) -> LogRecord {
        LogRecord(time: LogTime(seconds: 0), fields: fields)
    }

    private func metrics(_ descriptor: MetricDescriptor, _ rule: SidecarConfiguration.Rule) throws -> LogMetrics {
        try LogMetrics(
            metrics: [SidecarConfiguration.Metric(descriptor: descriptor, rules: [rule])], source: "app",
            registry: self.registry)
    }

    private func exposition() -> String {
        let body = MetricsEndpoint(registry: self.registry).respond(
            accept: nil, acceptEncoding: nil, names: ["requests_total", "latency_seconds", "temperature_celsius"]
        ).body
        return String(decoding: body, as: UTF8.self)
    }

    @Test("a counter counts the records that meet every condition, with labels from the record")
    func counting() throws {
        let descriptor = try MetricDescriptor.counter(
            "requests_total", help: "h",
            labels: [
                LabelDescriptor("method", values: ["GET", "POST"]), LabelDescriptor("status"), LabelDescriptor("zone"),
            ])
        let metrics = try self.metrics(
            descriptor,
            SidecarConfiguration.Rule(
                source: "app",
                when: [
                    FieldCondition("event", is: "request"), FieldCondition("http.status", isOneOf: ["200", "404"]),
                ],
                labels: [
                    .init("zone", .constant("eu")), .init("status", .field("http.status")),
                    .init("method", .field("method")),
                ]))
        let status = LogField("http", .map([LogField("status", .integer(200))]))
        metrics.observe(
            Self.record([LogField("event", .string("request")), status, LogField("method", .string("GET"))]))
        metrics.observe(
            Self.record([LogField("event", .string("request")), status, LogField("method", .string("BREW"))]))
        metrics.observe(Self.record([LogField("event", .string("other")), status, LogField("method", .string("GET"))]))
        metrics.observe(Self.record([LogField("event", .string("request")), LogField("method", .string("GET"))]))
        let text = self.exposition()
        #expect(text.contains(#"requests_total{method="GET",status="200",zone="eu"} 1"#))
        #expect(text.contains(#"requests_total{method="other",status="200",zone="eu"} 1"#))
        #expect(text.split(separator: "\n").filter { $0.hasPrefix("requests_total") }.count == 2)
    }

    @Test("a restart goes on from what was noted, and what means nothing any more is left alone")
    func restoring() throws {
        let counter = try MetricDescriptor.counter("requests_total", help: "h", labels: [LabelDescriptor("method")])
        let rule = SidecarConfiguration.Rule(source: "app", labels: [.init("method", .field("method"))])
        let metrics = try self.metrics(counter, rule)
        var tallies = metrics.restore([
            .init(source: "app", metric: "requests_total", labels: ["GET"], value: .counter(17)),
            .init(source: "app", metric: "requests_total", labels: ["PUT"], value: .gauge(3)),
            .init(source: "app", metric: "gone_total", labels: [], value: .counter(5)),
        ])
        metrics.observe(Self.record([LogField("method", .string("GET"))]), into: &tallies)
        #expect(self.exposition().contains(#"requests_total{method="GET"} 18"#))
        #expect(!self.exposition().contains("PUT"))
        let expected = Checkpoint.Tally(
            source: "app", metric: "requests_total", labels: ["GET"], value: .counter(18))
        #expect(tallies.take(source: "app") == [expected])
    }

    @Test("a histogram goes on with its buckets, and begins anew where they are others now")
    func restoringHistograms() throws {
        let descriptor = try MetricDescriptor.histogram(
            "latency_seconds", help: "h", unit: .seconds, buckets: try HistogramBuckets([0.1, 1]))
        let metrics = try self.metrics(descriptor, SidecarConfiguration.Rule(source: "app", value: "took"))
        var tallies = metrics.restore([
            .init(source: "app", metric: "latency_seconds", labels: [], value: .histogram([1, 2, 3], sum: 40)),
            .init(source: "app", metric: "latency_seconds", labels: [], value: .histogram([1, 2], sum: 1)),
        ])
        metrics.observe(Self.record([LogField("took", .double(0.5))]), into: &tallies)
        #expect(self.exposition().contains("latency_seconds_count 7"))
        #expect(self.exposition().contains("latency_seconds_sum 40.5"))
        #expect(tallies.take(source: "app").map(\.value) == [.histogram([1, 3, 3], sum: 40.5)])
    }

    @Test("a pattern's captures are values and labels, and records that it does not match change nothing")
    func capturing() throws {
        let descriptor = try MetricDescriptor.gauge("temperature_celsius", help: "h", labels: [LabelDescriptor("room")])
        let metrics = try self.metrics(
            descriptor,
            SidecarConfiguration.Rule(
                source: "app", pattern: #"(?P<room>\w+) is at (?P<degrees>-?[0-9.]+)"#, value: "degrees",
                labels: [.init("room", .field("room"))]))
        for text in ["kitchen is at 21.5 degrees", "hall is at -3", "attic is cold"] {
            metrics.observe(Self.record([LogField("message", .string(text)), LogField("room", .string("other"))]))
        }
        let text = self.exposition()
        #expect(text.contains(#"temperature_celsius{room="kitchen"} 21.5"#))
        #expect(text.contains(#"temperature_celsius{room="hall"} -3"#))
        #expect(text.split(separator: "\n").filter { $0.hasPrefix("temperature_celsius") }.count == 2)
    }

    @Test("a histogram observes numbers, also those written as text, and skips what is none")
    func observing() throws {
        let descriptor = try MetricDescriptor.histogram(
            "latency_seconds", help: "h", unit: .seconds, buckets: HistogramBuckets([0.1, 1]))
        let metrics = try self.metrics(descriptor, SidecarConfiguration.Rule(source: "app", value: "seconds"))
        for value in [LogValue.double(0.05), .string("0.5"), .integer(2), .string("fast"), .null] {
            metrics.observe(Self.record([LogField("seconds", value)]))
        }
        metrics.observe(Self.record([]))
        let text = self.exposition()
        #expect(text.contains(#"latency_seconds_bucket{le="0.1"} 1"#))
        #expect(text.contains(#"latency_seconds_bucket{le="+Inf"} 3"#))
        #expect(text.contains("latency_seconds_sum 2.55"))
    }

    @Test("a gauge is set, and a rule of another source changes nothing")
    func setting() throws {
        let descriptor = try MetricDescriptor.gauge("temperature_celsius", help: "h", unit: .celsius)
        let metrics = try self.metrics(descriptor, SidecarConfiguration.Rule(source: "app", value: "t"))
        metrics.observe(Self.record([LogField("t", .double(21.5))]))
        #expect(self.exposition().contains("temperature_celsius 21.5"))
        let other = try self.metrics(descriptor, SidecarConfiguration.Rule(source: "elsewhere", value: "t"))
        #expect(other.isEmpty)
    }

    @Test("a dot in a name that is not nested is found as well")
    func dottedNames() throws {
        let descriptor = try MetricDescriptor.counter("requests_total", help: "h")
        let metrics = try self.metrics(
            descriptor, SidecarConfiguration.Rule(source: "app", when: [FieldCondition("http.status", is: "200")]))
        metrics.observe(Self.record([LogField("http.status", .integer(200))]))
        #expect(self.exposition().contains("requests_total 1"))
    }
}
