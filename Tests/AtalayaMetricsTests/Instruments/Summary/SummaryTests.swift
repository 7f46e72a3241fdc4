import AtalayaModel
import Testing

@testable import AtalayaMetrics

@Suite("Summaries")
struct SummaryTests {
    private let clock = ManualTime()
    private let registry: MetricsRegistry

    init() {
        var configuration = RegistryConfiguration.bare
        configuration.now = { [clock] in clock.now }
        registry = MetricsRegistry(configuration: configuration)
    }

    private func summary(_ options: SummaryOptions) throws -> Summary {
        try registry.makeSummary(.summary("s", help: "", options))
    }

    @Test("Quantiles are within 0.55 % of the observation that has their rank", arguments: [1, 2, 10, 1_000, 5_000])
    func accuracy(count: Int) throws {
        let quantiles = [0, 0.01, 0.5, 0.9, 0.99, 0.999, 1]
        let summary = try summary(SummaryOptions(quantiles: quantiles))
        var generator = SeededGenerator(seed: UInt64(count))
        var values = (0..<count).map { _ in Double.random(in: 0.001...1, using: &generator) }
        if count > 100 { for index in 0..<20 { values[index] *= index % 3 == 0 ? 0 : -1 } }
        for value in values { summary.observe(value) }
        values.sort()
        let reading = summary.snapshot()
        #expect(reading.count == UInt64(count))
        #expect(abs(reading.sum - values.reduce(0, +)) < 1e-9 * Double(count))
        #expect(reading.quantiles.map(\.quantile) == quantiles)
        for quantile in reading.quantiles {
            let rank = max(1, Int((quantile.quantile * Double(count)).rounded(.up)))
            let exact = values[rank - 1]
            #expect(abs(quantile.value - exact) <= 0.0055 * abs(exact), "\(quantile.quantile)")
        }
    }

    @Test("The window forgets step by step, count and sum never")
    func window() throws {
        let summary = try summary(SummaryOptions(quantiles: [1], window: .seconds(60), steps: 3))
        func largest() -> Double { (summary.snapshot().quantiles[0].value).rounded() }
        summary.observe(100)
        #expect(largest() == 100)
        clock.advance(by: .seconds(20))
        summary.observe(50)
        clock.advance(by: .seconds(20))
        summary.observe(10)
        #expect(largest() == 100)
        clock.advance(by: .seconds(20))
        #expect(largest() == 50)
        clock.advance(by: .seconds(20))
        #expect(largest() == 10)
        clock.advance(by: .seconds(20))
        #expect(summary.snapshot().quantiles[0].value.isNaN)
        #expect(summary.snapshot().count == 3)
        #expect(summary.snapshot().sum == 160)
    }

    @Test("A window nobody looked at for long is empty, and what is observed then is seen")
    func longSilence() throws {
        let summary = try summary(SummaryOptions(quantiles: [0.5], window: .seconds(60), steps: 5))
        summary.observe(1)
        clock.advance(by: .seconds(100_000))
        #expect(summary.snapshot().quantiles[0].value.isNaN)
        clock.advance(by: .seconds(100_000))
        summary.observe(8)
        #expect(summary.snapshot().quantiles[0].value.rounded() == 8)
        clock.advance(by: .seconds(59))
        #expect(summary.snapshot().quantiles[0].value.rounded() == 8)
    }

    @Test("A clock set back does not stop the window")
    func clockSetBack() throws {
        let summary = try summary(SummaryOptions(quantiles: [0.5], window: .seconds(60), steps: 3))
        summary.observe(1)
        clock.advance(by: .seconds(-86_400))
        #expect(summary.snapshot().count == 1)
        clock.advance(by: .seconds(61))
        #expect(summary.snapshot().quantiles[0].value.isNaN)
    }

    @Test("Without a clock the quantiles are those of all time")
    func noClock() throws {
        let registry = MetricsRegistry(configuration: .bare)
        let summary = try registry.makeSummary(.summary("s", help: "", SummaryOptions(quantiles: [0.5])))
        for value in 1...9 { summary.observe(Double(value)) }
        #expect(summary.snapshot().quantiles[0].value.rounded() == 5)
        #expect(registry.snapshot()["s"]?.series.first?.startTime == nil)
    }

    @Test("What would spoil the sum is dropped and counted", arguments: [Double.nan, .infinity, -.infinity])
    func refuses(value: Double) throws {
        let summary = try summary(.countAndSum)
        summary.observe(value)
        summary.observe(.milliseconds(500))
        #expect(summary.snapshot() == SummaryValue(count: 1, sum: 0.5))
        #expect(registry.rejectionCount(value.isNaN ? .notANumber : .notFinite) == 1)
    }

    @Test("Observations all over the range of numbers cost accuracy, not memory")
    func wideRange() throws {
        let summary = try summary(SummaryOptions(quantiles: [0.5]))
        var generator = SeededGenerator(seed: 7)
        var values: [Double] = []
        for _ in 0..<4_000 {
            let value = Double(bitPattern: UInt64.random(in: (1 << 52)..<(0x7FF << 52), using: &generator))
            summary.observe(value)
            values.append(value)
        }
        values.sort()
        let median = summary.snapshot().quantiles[0].value
        // Four thousand values over two thousand powers of two: a bucket for every two powers.
        #expect(median > values[1_999] / 4 && median < values[1_999] * 4)
    }

    @Test("A summary is exposed with its quantiles, and NaN where the window is empty")
    func exposition() throws {
        let descriptor = try MetricDescriptor.summary(
            "s", help: "", labels: [LabelDescriptor("route")], SummaryOptions(quantiles: [0.5]))
        let family = try registry.makeSummaryFamily(descriptor)
        _ = family.with("/")
        #expect(
            registry.text(PlainTextFormat()) == """
                # TYPE s summary
                s{route="/",quantile="0.5"} NaN
                s_sum{route="/"} 0
                s_count{route="/"} 0

                """)
        #expect(registry.snapshot()["s"]?.series.first?.startTime == clock.now)
        #expect(throws: MetricsError.self) { try registry.makeSummary(.summary("s", help: "")) }
    }

    @Test("Beside writers and a moving window nothing is lost and nothing falls")
    func concurrent() async throws {
        let summary = try summary(SummaryOptions(quantiles: [0.5, 1], window: .seconds(10), steps: 5))
        let writers = 3
        let observations = 10_000
        let total = UInt64(writers * observations)
        let clock = clock
        let problems = await withTaskGroup(of: [String].self) { group in
            // First, so that it has a thread before the writers take them all.
            group.addTask {
                var problems: [String] = []
                var last: UInt64 = 0
                while last < total, problems.count < 5 {
                    let reading = summary.snapshot()
                    // Every observation is a 4.
                    if reading.sum != Double(reading.count) * 4 { problems.append("\(reading)") }
                    if reading.count < last { problems.append("the count fell") }
                    if let value = reading.quantiles.first?.value, !value.isNaN, value.rounded() != 4 {
                        problems.append("the median is \(value)")
                    }
                    last = reading.count
                    clock.advance(by: .milliseconds(700))
                    await Task.yield()
                }
                return problems
            }
            for _ in 0..<writers {
                group.addTask {
                    for index in 0..<observations {
                        summary.observe(4)
                        if index % 50 == 0 { await Task.yield() }
                    }
                    return []
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(problems.isEmpty)
        #expect(summary.snapshot().count == total)
    }
}
