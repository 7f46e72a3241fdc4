import Atalaya
import AtalayaTesting
import Metrics
import Testing

@Suite("swift-metrics on the registry")
struct SwiftMetricsFactoryTests {
    private let registry = MetricsRegistry()

    private var factory: SwiftMetricsFactory { SwiftMetricsFactory(registry: self.registry) }

    private func lines() -> [String] {
        let body = MetricsEndpoint(registry: self.registry).respond(accept: nil, acceptEncoding: nil).body
        return String(decoding: body, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test("every kind of instrument arrives, names and dimensions made legal")
    func kinds() {
        let factory = self.factory
        Counter(label: "http.requests", dimensions: [("http.route", "/a\"b"), ("le", "x")], factory: factory).increment(
            by: 3)
        FloatingPointCounter(label: "energy_total", factory: factory).increment(by: 0.5)
        Gauge(label: "queue.depth", factory: factory).record(7)
        Meter(label: "1st.meter", factory: factory).increment(by: 2)
        Timer(label: "http.request.duration", factory: factory).recordSeconds(0.02)
        Recorder(label: "size", aggregate: true, factory: factory).record(3)
        let lines = self.lines()
        #expect(lines.contains(#"http_requests_total{exported_le="x",http_route="/a\"b"} 3"#))
        #expect(lines.contains("energy_total 0.5"))
        #expect(lines.contains("queue_depth 7"))
        #expect(lines.contains("_1st_meter 2"))
        #expect(lines.contains(#"http_request_duration_seconds_bucket{le="0.025"} 1"#))
        #expect(lines.contains("http_request_duration_seconds_sum 0.02"))
        #expect(lines.contains(#"size_bucket{le="5.0"} 1"#))
    }

    @Test("the same name and dimensions are the same cell")
    func sameCell() {
        let factory = self.factory
        for _ in 0..<3 { Counter(label: "a", dimensions: [("x", "1"), ("y", "2")], factory: factory).increment() }
        Counter(label: "a", dimensions: [("y", "2"), ("x", "1")], factory: factory).increment()
        Counter(label: "a", dimensions: [("y", "2")], factory: factory).increment()
        #expect(self.lines().contains(#"a_total{x="1",y="2"} 4"#))
        #expect(self.lines().contains(#"a_total{y="2"} 1"#))
    }

    @Test("what cannot be counted is dropped and counted, never a trap")
    func refusals() {
        let factory = self.factory
        Counter(label: "a", factory: factory).increment(by: -1)
        Meter(label: "m", factory: factory).increment(by: Double.nan)
        Timer(label: "t", factory: factory).recordNanoseconds(-5)
        Gauge(label: "a_total", factory: factory).record(1)
        Counter(label: "a", dimensions: [("new", "label")], factory: factory).increment()
        let lines = self.lines()
        #expect(lines.contains("a_total 0"))
        #expect(lines.contains("t_seconds_count 0"))
        #expect(lines.contains("atalaya_bridge_negative_durations_total 1"))
        #expect(lines.contains("a_total_value 1"))
        #expect(!self.registry.diagnostics.isEmpty)
    }
}
