import AtalayaModel
import Synchronization
import Testing

@testable import AtalayaMetrics

@Suite("Exemplars of instruments")
struct ExemplarSamplerTests {
    private let clock = ManualTime()
    private let trace = Trace()

    /// Stands for the trace that the observing code runs in.
    private final class Trace: Sendable {
        private struct State {
            var id: String?
            var looks = 0
        }
        private let state = Mutex(State())

        var id: String? {
            get { state.withLock { $0.id } }
            set { state.withLock { $0.id = newValue } }
        }
        /// How often somebody looked for it.
        var looks: Int { state.withLock { $0.looks } }

        func labels() -> [String: String]? {
            state.withLock { state in
                state.looks += 1
                return state.id.map { ["trace_id": $0] }
            }
        }
    }

    private func registry(isSampling: Bool = true) -> MetricsRegistry {
        var configuration = RegistryConfiguration.bare
        configuration.now = { [clock] in clock.now }
        if isSampling {
            configuration.exemplarSampler = ExemplarSampler(
                now: { [clock] in clock.now }, labels: { [trace] in trace.labels() })
        }
        return MetricsRegistry(configuration: configuration)
    }

    private func traceID(_ exemplar: Exemplar?) -> String? { exemplar?.labels["trace_id"] }

    // MARK: Given

    @Test("A counter shows the last exemplar it was given")
    func counter() throws {
        let registry = registry(isSampling: false)
        let counter = try registry.makeCounter(.counter("c_total", help: ""))
        #expect(registry.snapshot()["c_total"]?.series.first?.exemplar == nil)
        counter.increment(exemplar: ["trace_id": "a"])
        counter.increment(by: 2.5, exemplar: ["trace_id": "b"])
        let series = try #require(registry.snapshot()["c_total"]?.series.first)
        #expect(series.value == .number(.double(3.5)))
        #expect(traceID(series.exemplar) == "b")
        #expect(series.exemplar?.value == 2.5)
        #expect(series.exemplar?.timestamp == clock.now)
    }

    @Test("A histogram shows one for each bucket, and the text has it")
    func histogram() throws {
        let registry = registry(isSampling: false)
        let histogram = try registry.makeHistogram(.histogram("h", help: "", buckets: HistogramBuckets([1, 2])))
        histogram.observe(0.5, exemplar: ["trace_id": "a"])
        histogram.observe(.seconds(1), exemplar: ["trace_id": "b"])
        histogram.observe(5, exemplar: ["trace_id": "c"])
        let exemplars = histogram.snapshot().exemplars
        #expect(exemplars.mapValues(\.value) == [0: 1, 2: 5])
        #expect(traceID(exemplars[0]) == "b")
        guard case .histogram(let value) = registry.snapshot().value(of: "h") else {
            Issue.record("no histogram")
            return
        }
        #expect(value.exemplars == exemplars)
        #expect(value.count == 3)
        #expect(registry.text(OpenMetricsFormat()).contains("h_bucket{le=\"1.0\"} 2 # {trace_id=\"b\"} 1"))
    }

    @Test("A histogram without bounds has one bucket and its exemplar")
    func noBounds() throws {
        let histogram = try registry(isSampling: false).makeHistogram(.histogram("h", help: "", buckets: .unbounded))
        for value in [0.1, 1, 10] { histogram.observe(value, exemplar: ["a": "\(value)"]) }
        #expect(histogram.snapshot().exemplars.mapValues(\.value) == [0: 10])
    }

    @Test("A native histogram shows several, by time, and its classic buckets theirs")
    func native() throws {
        let registry = registry(isSampling: false)
        let native = try registry.makeHistogram(.histogram("n", help: "", native: .default))
        let both = try registry.makeHistogram(
            .histogram("b", help: "", native: .default, buckets: HistogramBuckets([1])))
        for value in [4.0, 1, 2, .nan, 2.5] {
            native.observe(value, exemplar: ["trace_id": "\(value)"])
            both.observe(value, exemplar: ["trace_id": "\(value)"])
            clock.advance(by: .seconds(1))
        }
        #expect(native.snapshot().native?.exemplars.map(\.value) == [4, 1, 2.5])
        #expect(native.snapshot().exemplars.isEmpty)
        #expect(both.snapshot().native?.exemplars.map(\.value) == [1, 2.5])
        #expect(both.snapshot().exemplars.mapValues(\.value) == [0: 1, 1: 2.5])
        guard case .histogram(let value) = registry.snapshot().value(of: "n") else {
            Issue.record("no histogram")
            return
        }
        #expect(value.native?.exemplars.count == 3)
        #expect(value.exemplars.isEmpty)
    }

    @Test("A wrong exemplar is dropped and counted, the observation is not")
    func wrong() throws {
        let registry = registry(isSampling: false)
        let counter = try registry.makeCounter(.counter("c_total", help: ""))
        let histogram = try registry.makeHistogram(.histogram("h", help: ""))
        counter.increment(exemplar: ["trace_id": String(repeating: "x", count: 200)])
        histogram.observe(1, exemplar: ["": "x"])
        #expect(counter.value == 1)
        #expect(histogram.snapshot().count == 1)
        #expect(histogram.snapshot().exemplars.isEmpty)
        #expect(registry.rejectionCount(.exemplarTooLong) == 1)
        #expect(registry.rejectionCount(.invalidLabels) == 1)
        // And the other way round: what was not counted has no exemplar.
        counter.increment(by: -1, exemplar: ["trace_id": "a"])
        histogram.observe(.infinity, exemplar: ["trace_id": "a"])
        #expect(registry.snapshot()["c_total"]?.series.first?.exemplar == nil)
        #expect(histogram.snapshot().exemplars.isEmpty)
    }

    // MARK: Sampled

    @Test("The current trace becomes the exemplar of counters and buckets")
    func sampled() throws {
        let registry = registry()
        let counter = try registry.makeCounter(.counter("c_total", help: ""))
        let histogram = try registry.makeHistogram(.histogram("h", help: "", buckets: HistogramBuckets([1])))
        trace.id = "a"
        counter.increment()
        histogram.observe(0.5)
        histogram.observe(2)
        #expect(traceID(registry.snapshot()["c_total"]?.series.first?.exemplar) == "a")
        #expect(histogram.snapshot().exemplars.mapValues(\.value) == [0: 0.5, 1: 2])
    }

    @Test("Each way to increment is looked at")
    func everyIncrement() throws {
        let family = try registry().makeCounterFamily(
            .counter("c_total", help: "", labels: [LabelDescriptor("way")]))
        trace.id = "a"
        family.with("one").increment()
        family.with("int").increment(by: 2)
        family.with("int64").increment(by: Int64(3))
        family.with("double").increment(by: 0.5)
        #expect(trace.looks == 4)
    }

    @Test("An exemplar stays seven seconds whatever comes, and goes after seventy if nothing comes")
    func keeping() throws {
        let counter = try registry().makeCounter(.counter("c_total", help: ""))
        func current() -> String? { traceID(counter.exemplars(at: clock.now)[0]) }
        trace.id = "a"
        counter.increment()
        trace.id = "b"
        clock.advance(by: .milliseconds(6_999))
        counter.increment()
        #expect(current() == "a")
        clock.advance(by: .milliseconds(1))
        // The one before came too early, so that the next ones do not ask what time it is.
        for _ in 0..<32 { counter.increment() }
        #expect(current() == "b")
        clock.advance(by: .seconds(70))
        #expect(current() == "b")
        clock.advance(by: .milliseconds(1))
        #expect(current() == nil)
    }

    @Test("Without a sampled trace it is looked for every 90 milliseconds")
    func interval() throws {
        let counter = try registry().makeCounter(.counter("c_total", help: ""))
        for _ in 0..<1_000 { counter.increment() }
        #expect(trace.looks == 1)
        clock.advance(by: .milliseconds(89))
        for _ in 0..<1_000 { counter.increment() }
        #expect(trace.looks == 1)
        clock.advance(by: .milliseconds(1))
        for _ in 0..<1_000 { counter.increment() }
        #expect(trace.looks == 2)
        trace.id = "a"
        clock.advance(by: .milliseconds(90))
        for _ in 0..<32 { counter.increment() }
        #expect(traceID(counter.exemplars(at: clock.now)[0]) == "a")
    }

    @Test("What was given is not replaced by what is sampled until it is seventy seconds old")
    func givenStays() throws {
        let counter = try registry().makeCounter(.counter("c_total", help: ""))
        func current() -> String? { traceID(counter.exemplars(at: clock.now)[0]) }
        trace.id = "sampled"
        counter.increment()
        counter.increment(exemplar: ["trace_id": "given"])
        #expect(current() == "given")
        clock.advance(by: .milliseconds(69_999))
        for _ in 0..<100 { counter.increment() }
        #expect(current() == "given")
        clock.advance(by: .milliseconds(1))
        for _ in 0..<32 { counter.increment() }
        #expect(current() == "sampled")
    }

    @Test("A sampler whose labels cannot be an exemplar's costs the exemplar only")
    func wrongSampler() throws {
        let registry = registry()
        let counter = try registry.makeCounter(.counter("c_total", help: ""))
        trace.id = String(repeating: "x", count: 200)
        counter.increment()
        #expect(counter.value == 1)
        #expect(counter.exemplars(at: clock.now).isEmpty)
        #expect(registry.rejectionCount(.exemplarTooLong) == 1)
    }

    @Test("Many writers look for the trace no more often than one")
    func concurrent() async throws {
        let histogram = try registry().makeHistogram(.histogram("h", help: "", buckets: HistogramBuckets([1])))
        trace.id = "a"
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for index in 0..<2_000 {
                        histogram.observe(Double(index % 2) * 2)
                        if index % 100 == 0 {
                            _ = histogram.snapshot()
                            await Task.yield()
                        }
                    }
                }
            }
        }
        #expect(trace.looks == 2)
        #expect(histogram.snapshot().exemplars.count == 2)
        #expect(histogram.snapshot().count == 8_000)
    }
}
