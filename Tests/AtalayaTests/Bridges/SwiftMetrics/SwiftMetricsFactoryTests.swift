import Atalaya
import AtalayaModel
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
        Recorder(label: "last", aggregate: false, factory: factory).record(4)
        let lines = self.lines()
        #expect(lines.contains(#"http_requests_total{exported_le="x",http_route="/a\"b"} 3"#))
        #expect(lines.contains("energy_total 0.5"))
        #expect(lines.contains("queue_depth 7"))
        #expect(lines.contains("_1st_meter 2"))
        #expect(lines.contains(#"http_request_duration_seconds_bucket{le="0.025"} 1"#))
        #expect(lines.contains("http_request_duration_seconds_sum 0.02"))
        #expect(lines.contains(#"size_bucket{le="5.0"} 1"#))
        #expect(lines.contains("last 4"))
    }

    @Test("the same name and dimensions are the same cell, in any order and from any factory call")
    func sameCell() {
        let factory = self.factory
        for _ in 0..<3 { Counter(label: "a", dimensions: [("x", "1"), ("y", "2")], factory: factory).increment() }
        Counter(label: "a", dimensions: [("y", "2"), ("x", "1")], factory: factory).increment()
        FloatingPointCounter(label: "a", dimensions: [("y", "2"), ("x", "1")], factory: factory).increment(by: 2)
        Counter(label: "a", dimensions: [("y", "2")], factory: factory).increment()
        #expect(self.lines().contains(#"a_total{x="1",y="2"} 6"#))
        #expect(self.lines().contains(#"a_total{y="2"} 1"#))
    }

    @Test("equal questions give the very same handler, different ones do not")
    func identity() {
        let factory = self.factory
        let first = factory.makeTimer(label: "t", dimensions: [("a", "1"), ("b", "2")])
        #expect(factory.makeTimer(label: "t", dimensions: [("a", "1"), ("b", "2")]) === first)
        #expect(factory.makeTimer(label: "t", dimensions: [("b", "2"), ("a", "1")]) === first)
        #expect(factory.makeTimer(label: "t", dimensions: [("a", "1"), ("b", "")]) !== first)
        #expect(factory.makeTimer(label: "t", dimensions: [("a", "12"), ("b", "")]) !== first)
        #expect(factory.makeTimer(label: "t", dimensions: [("a", "1")]) !== first)
    }

    @Test("what cannot be counted is dropped and counted, never a trap")
    func refusals() {
        let factory = self.factory
        Counter(label: "a", factory: factory).increment(by: -1)
        Meter(label: "m", factory: factory).increment(by: Double.nan)
        Timer(label: "t", factory: factory).recordNanoseconds(-5)
        Timer(label: "t", factory: factory).recordNanoseconds(Int64.min)
        Recorder(label: "r", factory: factory).record(Double.nan)
        let lines = self.lines()
        #expect(lines.contains("a_total 0"))
        #expect(lines.contains("m 0"))
        #expect(lines.contains("t_seconds_count 0"))
        #expect(lines.contains("r_count 0"))
        #expect(lines.contains(#"atalaya_bridge_refusals_total{reason="negative_duration"} 2"#))
    }

    @Test("a dimension that comes later is left out, and the value counted without it")
    func laterDimensions() {
        let factory = self.factory
        Counter(label: "a", dimensions: [("x", "1")], factory: factory).increment()
        Counter(label: "a", dimensions: [("x", "1"), ("new", "2")], factory: factory).increment()
        #expect(self.lines().contains(#"a_total{x="1"} 2"#))
        #expect(self.lines().contains(#"atalaya_bridge_refusals_total{reason="undeclared_label"} 1"#))
    }

    @Test("a dimension that was declared may come later", arguments: ["a.b", "a_b_total"])
    func declaredDimensions(key: String) {
        var configuration = SwiftMetricsConfiguration()
        configuration.dimensions[key] = ["new.one"]
        let factory = SwiftMetricsFactory(registry: self.registry, configuration: configuration)
        Counter(label: "a.b", factory: factory).increment()
        Counter(label: "a.b", dimensions: [("new.one", "2")], factory: factory).increment()
        #expect(self.lines().contains("a_b_total 1"))
        #expect(self.lines().contains(#"a_b_total{new_one="2"} 1"#))
    }

    @Test("the same label as another kind gets a name of its own")
    func conflictingKinds() throws {
        let factory = self.factory
        try self.registry.makeGauge(.gauge("taken_seconds", help: "The service's own.")).set(5)
        Gauge(label: "jobs", factory: factory).record(3)
        Counter(label: "jobs", factory: factory).increment()
        Recorder(label: "jobs", factory: factory).record(1)
        Timer(label: "taken", factory: factory).recordSeconds(1)
        let lines = self.lines()
        #expect(lines.contains("jobs 3"))
        #expect(lines.contains("jobs_value_total 1"))
        #expect(lines.contains("taken_seconds 5"))
        #expect(lines.contains("taken_value_seconds_count 1"))
        // Under its second name the recorder would be one family with the counter.
        #expect(lines.contains(#"atalaya_bridge_refusals_total{reason="conflict"} 1"#))
    }

    @Test("buckets come from the first rule that matches, help from either name")
    func configured() throws {
        var configuration = SwiftMetricsConfiguration()
        configuration.histograms = [
            .init("http.*.duration", buckets: try HistogramBuckets([1, 2])),
            .init("*_seconds", buckets: try HistogramBuckets([3])),
        ]
        configuration.buckets = try HistogramBuckets([4])
        configuration.help = ["http.x.duration": "How long.", "size": "How much."]
        let factory = SwiftMetricsFactory(registry: self.registry, configuration: configuration)
        Timer(label: "http.x.duration", factory: factory).recordSeconds(1)
        Timer(label: "other", factory: factory).recordSeconds(1)
        Recorder(label: "size", factory: factory).record(1)
        let lines = self.lines()
        let bounds = lines.filter { $0.contains("le=") && !$0.contains("+Inf") }.map { $0.prefix { $0 != " " } }
        #expect(
            bounds == [
                #"http_x_duration_seconds_bucket{le="1.0"}"#, #"http_x_duration_seconds_bucket{le="2.0"}"#,
                #"other_seconds_bucket{le="3.0"}"#, #"size_bucket{le="4.0"}"#,
            ])
        #expect(lines.contains("# HELP http_x_duration_seconds How long."))
        #expect(lines.contains("# HELP size How much."))
    }

    @Test("a rule makes histograms native, with classic buckets or without")
    func native() throws {
        var configuration = SwiftMetricsConfiguration()
        configuration.histograms = [
            .init("both*", native: .default, buckets: try HistogramBuckets([1])), .init("*", native: .default),
        ]
        let factory = SwiftMetricsFactory(registry: self.registry, configuration: configuration)
        Timer(label: "both", factory: factory).recordSeconds(0.5)
        Recorder(label: "other", factory: factory).record(3)
        let snapshot = self.registry.snapshot()
        guard case .histogram(let both) = snapshot.value(of: "both_seconds"),
            case .histogram(let other) = snapshot.value(of: "other")
        else {
            Issue.record("there are no histograms")
            return
        }
        #expect(both.upperBounds == [1])
        #expect(both.native != nil)
        #expect(other.upperBounds == [])
        #expect(other.native != nil)
        #expect(other.count == 1)
    }

    @Test("a destroyed series is gone, and begins anew when it is asked for again")
    func destroy() {
        let factory = self.factory
        let counter = Counter(label: "a", dimensions: [("x", "1")], factory: factory)
        Counter(label: "a", dimensions: [("x", "2")], factory: factory).increment()
        counter.increment(by: 5)
        counter.destroy()
        #expect(self.lines().filter { $0.hasPrefix("a_total") } == [#"a_total{x="2"} 1"#])
        counter.increment()
        Counter(label: "a", dimensions: [("x", "1")], factory: factory).increment()
        #expect(self.lines().contains(#"a_total{x="1"} 1"#))
        // Destroying the old one again does not take the new one.
        counter.destroy()
        #expect(self.lines().contains(#"a_total{x="1"} 1"#))
    }

    @Test("every kind of handler can be destroyed")
    func destroyAll() {
        let factory = self.factory
        Counter(label: "c", factory: factory).destroy()
        FloatingPointCounter(label: "f", factory: factory).destroy()
        Meter(label: "m", factory: factory).destroy()
        Gauge(label: "g", factory: factory).destroy()
        Recorder(label: "r", factory: factory).destroy()
        Timer(label: "t", factory: factory).destroy()
        #expect(self.lines().filter { !$0.hasPrefix("#") && !$0.hasPrefix("atalaya_") } == [])
    }

    @Test("handlers of somebody else are left alone")
    func foreign() {
        let factory = self.factory
        let other = SwiftMetricsFactory(registry: MetricsRegistry())
        Counter(label: "a", factory: factory).increment()
        factory.destroyCounter(other.makeCounter(label: "a", dimensions: []))
        let none = NOOPMetricsHandler.instance
        factory.destroyCounter(none)
        factory.destroyFloatingPointCounter(none)
        factory.destroyMeter(none)
        factory.destroyRecorder(none)
        factory.destroyTimer(none)
        factory.destroyTimer(
            factory.makeRecorder(label: "a", dimensions: [], aggregate: true) as? any TimerHandler ?? none)
        #expect(self.lines().contains("a_total 1"))
        #expect(self.lines().contains("a_count 0") == false)
    }

    @Test("beyond the cache's limit the same series is still found")
    func cacheFull() {
        var configuration = SwiftMetricsConfiguration()
        configuration.handlersMax = 2
        let factory = SwiftMetricsFactory(registry: self.registry, configuration: configuration)
        for _ in 0..<3 {
            for number in 0..<10 { Counter(label: "a", dimensions: [("n", "\(number)")], factory: factory).increment() }
        }
        let counts = self.lines().filter { $0.hasPrefix("a_total") }
        #expect(counts.count == 10)
        #expect(counts.allSatisfy { $0.hasSuffix(" 3") })
    }

    @Test("threads that ask for the same and for different series lose no count")
    func concurrent() async {
        let factory = self.factory
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for round in 0..<500 {
                        Counter(label: "a", dimensions: [("n", "\(round % 50)")], factory: factory).increment()
                        if task == 0, round % 100 == 0 { Timer(label: "t\(round)", factory: factory).destroy() }
                    }
                }
            }
        }
        let counts = self.lines().filter { $0.hasPrefix("a_total") }
        #expect(counts.count == 50)
        #expect(counts.allSatisfy { $0.hasSuffix(" 80") })
    }
}
