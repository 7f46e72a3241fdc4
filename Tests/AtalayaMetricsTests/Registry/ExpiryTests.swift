import AtalayaMetrics
import AtalayaModel
import Testing

struct ExpiryTests {
    private let registry = MetricsRegistry(configuration: .bare)

    private func family() throws -> CounterFamily {
        try registry.makeCounterFamily(.counter("jobs_total", help: "", labels: [LabelDescriptor("tenant")]))
    }

    private static func seconds(_ seconds: Int64) -> UnixTime { UnixTime(nanoseconds: seconds * 1_000_000_000) }

    private func expire(at seconds: Int64, idleFor idle: Duration = .seconds(60)) -> Int {
        registry.expireSeries(idleFor: idle, now: Self.seconds(seconds))
    }

    private func exposed() -> [String] {
        registry.snapshot()["jobs_total"]?.series.map { "\($0.labels["tenant"] ?? "") \($0.value)" } ?? []
    }

    @Test("A series is hidden once it was idle for the time, not before; one that is written stays")
    func idle() throws {
        let family = try family()
        family.with("a").increment()
        family.with("b").increment()
        #expect(expire(at: 0) == 0)
        family.with("b").increment()
        #expect(expire(at: 59) == 0)
        #expect(exposed().count == 2)
        #expect(expire(at: 60) == 1)
        #expect(exposed() == ["b \(SeriesValue.number(.integer(2)))"])
    }

    @Test("A held instrument whose series has expired is exposed again when it is written, its value continued")
    func held() throws {
        let held = try family().with("a")
        held.increment(by: 5)
        _ = expire(at: 0)
        #expect(expire(at: 100) == 1)
        #expect(exposed() == [])
        // Swept again and again, it is still there.
        for second in 101..<105 as Range<Int64> { #expect(expire(at: second) == 0) }
        #expect(registry.seriesCount == 1)
        held.increment()
        #expect(exposed() == ["a \(SeriesValue.number(.integer(6)))"])
        #expect(expire(at: 105) == 0)
        #expect(exposed().count == 1)
        #expect(try family().with("a") === held)
    }

    @Test("What nobody holds is freed by a later sweep, gives its place back, and starts again at zero")
    func freed() throws {
        try family().with("a").increment()
        _ = expire(at: 0)
        #expect(expire(at: 100) == 1)
        _ = exposed()
        #expect(registry.seriesCount == 1)
        _ = expire(at: 101)
        #expect(registry.seriesCount == 0)
        try family().with("a").increment()
        #expect(exposed() == ["a \(SeriesValue.number(.integer(1)))"])
    }

    @Test("Looking a hidden series up shows nothing; writing it does")
    func lookup() throws {
        let first = try family().with("a")
        first.increment()
        _ = expire(at: 0)
        _ = expire(at: 100)
        let second = try family().with("a")
        #expect(second === first)
        #expect(exposed() == [])
        second.increment()
        #expect(exposed() == ["a \(SeriesValue.number(.integer(2)))"])
    }

    @Test("A gauge that is set to what it was is not idle")
    func gauges() throws {
        let gauge = try registry.makeGauge(.gauge("g", help: "", labels: [LabelDescriptor("a")]), labels: ["a": "x"])
        for second in stride(from: 0, to: 300, by: 50) as StrideTo<Int64> {
            gauge.set(1)
            #expect(expire(at: second) == 0)
        }
        #expect(expire(at: 1_000) == 1)
        #expect(registry.snapshot()["g"] == nil)
        gauge.set(1)
        #expect(registry.snapshot()["g"]?.series.count == 1)
    }

    @Test("Histograms and summaries expire; infos, state sets, metrics without labels and the overflow do not")
    func kinds() throws {
        var configuration = RegistryConfiguration.bare
        configuration.seriesPerFamilyMax = 1
        let registry = MetricsRegistry(configuration: configuration)
        let label = [try LabelDescriptor("a")]
        try registry.makeHistogram(.histogram("h", help: "", labels: label), labels: ["a": "x"]).observe(1)
        try registry.makeInfo(.info("i_info", help: "", labels: label), labels: ["a": "x"])
        _ = try registry.makeStateSet(.stateSet("s", help: "", states: ["on"], labels: label), labels: ["a": "x"])
        _ = try registry.makeCounter(.counter("c_total", help: ""))
        let family = try registry.makeCounterFamily(.counter("o_total", help: "", labels: label))
        for value in ["x", "y"] { family.with(value).increment() }
        for second in [0, 100, 101] as [Int64] {
            registry.expireSeries(idleFor: .seconds(1), now: Self.seconds(second))
        }
        #expect(registry.snapshot().families.map(\.name) == ["c_total", "i_info", "o_total", "s"])
        #expect(registry.snapshot()["o_total"]?.series.count == 1)
    }

    @Test("A clock that is set back hides nothing early; times at the ends of what can be told do not trap")
    func clock() throws {
        try family().with("a").increment()
        _ = expire(at: 1_000)
        #expect(expire(at: 0) == 0)
        #expect(expire(at: 59) == 0)
        #expect(expire(at: 60) == 1)
        let times = [Int64.min, -1, 0, .max].map(UnixTime.init(nanoseconds:))
        for idle in [.zero, .seconds(-1), .seconds(Int64.max), .seconds(Int64.min)] as [Duration] {
            for time in times { registry.expireSeries(idleFor: idle, now: time) }
        }
    }

    @Test("A registry that is told the time and a limit sees to it with every snapshot")
    func configured() throws {
        let time = ManualTime()
        var configuration = RegistryConfiguration.bare
        configuration.now = { time.now }
        configuration.seriesIdleMax = .seconds(60)
        let registry = MetricsRegistry(configuration: configuration)
        let gauge = try registry.makeGauge(.gauge("g", help: "", labels: [LabelDescriptor("a")]), labels: ["a": "x"])
        gauge.set(1)
        #expect(registry.snapshot()["g"] != nil)
        time.advance(by: .seconds(61))
        #expect(registry.snapshot()["g"] == nil)
        gauge.set(1)
        #expect(registry.snapshot()["g"] != nil)
    }

    @Test("Beside sweeps and scrapes no increment is lost, whether instruments are held or looked up")
    func concurrent() async throws {
        let family = try family()
        let held = family.with("held")
        let rounds = 5_000
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    for round in 0..<rounds {
                        held.increment()
                        family.with("\(round % 5)").increment()
                        if round % 50 == 0 { await Task.yield() }
                    }
                }
            }
            group.addTask {
                // Each sweep finds all idle that were not written since the one before; looked-up ones are freed only while
                // nobody holds them, and what is freed had been idle, so its count is what is missing at the end.
                for second in 0..<300 as Range<Int64> {
                    registry.expireSeries(idleFor: .seconds(1_000), now: Self.seconds(second))
                    _ = registry.snapshot()
                    await Task.yield()
                }
            }
        }
        #expect(held.value == Double(2 * rounds))
        #expect((0..<5).reduce(0) { $0 + family.with("\($1)").value } == Double(2 * rounds))
    }

    @Test("Beside sweeps that hide everything at once, a held instrument is exposed in the end")
    func eager() async throws {
        let family = try family()
        let held = family.with("held")
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for round in 0..<5_000 {
                    held.increment()
                    family.with("brief \(round % 3)").increment()
                    if round % 20 == 0 { await Task.yield() }
                }
            }
            group.addTask {
                for second in 0..<500 as Range<Int64> {
                    registry.expireSeries(idleFor: .zero, now: Self.seconds(second))
                    if second % 3 == 0 { _ = registry.snapshot() }
                    await Task.yield()
                }
            }
        }
        held.increment()
        #expect(exposed().contains("held \(SeriesValue.number(.integer(5_001)))"))
        #expect(family.with("held") === held)
    }
}
