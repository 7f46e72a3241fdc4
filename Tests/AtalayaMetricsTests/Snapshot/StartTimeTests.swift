import Testing

@testable import AtalayaMetrics

struct StartTimeTests {
    private let time = ManualTime()
    private let registry: MetricsRegistry

    init() {
        let time = time
        var configuration = RegistryConfiguration.bare
        configuration.now = { time.now }
        registry = MetricsRegistry(configuration: configuration)
    }

    private func startTimes(of metric: String) -> [String: Int64] {
        let series = registry.snapshot()[metric]?.series ?? []
        return Dictionary(
            series.compactMap { one in one.startTime.map { (one.labels["a"] ?? "", $0.nanoseconds) } }
        ) { first, _ in first }
    }

    @Test("Every series of a counter, histogram and summary tells when it was made, whenever it was scraped")
    func kinds() throws {
        let label = [try LabelDescriptor("a")]
        let counters = try registry.makeCounterFamily(.counter("c_total", help: "", labels: label))
        let histograms = try registry.makeHistogramFamily(.histogram("h", help: "", labels: label))
        let summaries = try registry.makeSummaryFamily(.summary("s", help: "", labels: label))
        let start = time.now.nanoseconds
        // Later ones sort before earlier ones, so that a listing has to merge them.
        for (step, value) in ["m", "b", "z", "a"].enumerated() {
            counters.with(value).increment()
            histograms.with(value).observe(1)
            summaries.with(value).observe(1)
            if step % 2 == 1 { _ = registry.snapshot() }
            time.advance(by: .seconds(1))
        }
        let expected = ["m": start, "b": start + 1_000_000_000, "z": start + 2_000_000_000, "a": start + 3_000_000_000]
        for metric in ["c_total", "h", "s"] { #expect(startTimes(of: metric) == expected) }
    }

    @Test("One that was taken out and made again begins anew; one that had expired goes on")
    func again() throws {
        let family = try registry.makeCounterFamily(.counter("c_total", help: "", labels: [LabelDescriptor("a")]))
        let start = time.now.nanoseconds
        let held = family.with("held")
        family.with("gone").increment()
        held.increment()
        _ = registry.snapshot()
        time.advance(by: .seconds(5))
        family.remove(labels: ["a": "gone"])
        family.with("gone").increment()
        registry.expireSeries(idleFor: .seconds(1), now: time.now)
        time.advance(by: .seconds(5))
        registry.expireSeries(idleFor: .seconds(1), now: time.now)
        #expect(registry.snapshot()["c_total"] == nil)
        held.increment()
        family.with("gone").increment()
        let times = startTimes(of: "c_total")
        #expect(times["held"] == start)
        // Nobody held it when it expired, but it was written before a sweep could free it.
        #expect(times["gone"] == start + 5_000_000_000)
    }

    @Test("Metrics without labels and overflow series have one too; gauges, and registries without a clock, have none")
    func others() throws {
        _ = try registry.makeCounter(.counter("alone_total", help: ""))
        #expect(registry.snapshot()["alone_total"]?.series.first?.startTime == time.now)
        _ = try registry.makeGauge(.gauge("g", help: ""))
        #expect(registry.snapshot()["g"]?.series.first?.startTime == nil)

        var configuration = RegistryConfiguration.bare
        configuration.seriesPerFamilyMax = 1
        let time = time
        configuration.now = { time.now }
        let small = MetricsRegistry(configuration: configuration)
        let family = try small.makeCounterFamily(.counter("c_total", help: "", labels: [LabelDescriptor("a")]))
        family.with("x").increment()
        let first = time.now
        time.advance(by: .seconds(1))
        family.with("y").increment()
        // The overflow series, whose label sorts later, is the younger one.
        #expect(small.snapshot()["c_total"]?.series.map(\.startTime) == [first, time.now])

        let timeless = MetricsRegistry(configuration: .bare)
        _ = try timeless.makeCounter(.counter("c_total", help: ""))
        #expect(timeless.snapshot()["c_total"]?.series.first?.startTime == nil)
    }

    @Test("OpenMetrics on request and protobuf write them, and the parsers read them back")
    func formats() throws {
        let counter = try registry.makeCounter(
            .counter("c_total", help: "", labels: [LabelDescriptor("a")]), labels: ["a": "x"])
        counter.increment()
        let histogram = try registry.makeHistogram(.histogram("h", help: "", buckets: HistogramBuckets([1])))
        histogram.observe(0.5)
        time.advance(by: .seconds(7))
        let text = registry.text(OpenMetricsFormat(writesCreated: true))
        #expect(text.contains("c_total{a=\"x\"} 1\nc_created{a=\"x\"} 1700000000\n"))
        #expect(text.contains("h_count 1\nh_created 1700000000\n"))
        #expect(!registry.text(OpenMetricsFormat()).contains("_created"))

        let parsed = ExpositionParser.parse(ProtobufFormat().bytes(of: registry.snapshot()), as: .protobuf)
        #expect(parsed.problems == [])
        for family in parsed.families {
            #expect(family.samples.contains { $0.startTime == UnixTime(sinceEpoch: .seconds(1_700_000_000)) })
        }
    }
}
