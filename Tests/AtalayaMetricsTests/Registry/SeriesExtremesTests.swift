import Testing

@testable import AtalayaMetrics

/// Budgets, expiry and removal where they are at their ends.
struct SeriesExtremesTests {
    private static func configuration(perFamily: Int, total: Int) -> RegistryConfiguration {
        var configuration = RegistryConfiguration.bare
        configuration.seriesPerFamilyMax = perFamily
        configuration.seriesMax = total
        return configuration
    }

    private static func family(_ registry: MetricsRegistry) throws -> CounterFamily {
        try registry.makeCounterFamily(.counter("jobs_total", help: "", labels: [LabelDescriptor("a")]))
    }

    private static func exposed(_ registry: MetricsRegistry) -> [MetricSeries] {
        registry.snapshot()["jobs_total"]?.series ?? []
    }

    private static func total(_ series: [MetricSeries]) -> Double {
        series.reduce(0) { sum, one in
            guard case .number(let number) = one.value else { return sum }
            return sum + number.double
        }
    }

    @Test(
        "However many series a budget has room for, nothing is lost and nothing is over it",
        arguments: [Int.min, -1, 0, 1, 2, 9, 10, 11, .max], [Int.min, -1, 0, 1, 2, 9, 10, 11, .max])
    func budgets(perFamily: Int, total: Int) throws {
        let registry = MetricsRegistry(configuration: Self.configuration(perFamily: perFamily, total: total))
        let family = try Self.family(registry)
        let room = max(0, min(perFamily, total, 10))
        for round in 1...3 {
            for value in 0..<10 { family.with("\(value)").increment() }
            let series = Self.exposed(registry)
            #expect(series.count == room + (room < 10 ? 1 : 0))
            #expect(Self.total(series) == Double(10 * round))
            #expect(registry.seriesCount == room)
            #expect(registry.rejectionCount(.seriesLimit) == UInt64((10 - room) * round))
        }
        family.removeAll()
        #expect(registry.seriesCount == 0)
        #expect(Self.exposed(registry).isEmpty)
    }

    @Test(
        "Label values as long as the limit are kept and longer ones go to the overflow, whatever the limit",
        arguments: [
            (Int.min, 1, false), (-1, 0, true), (0, 0, true), (0, 1, false), (1, 1, true), (1, 2, false),
            (1_024, 1_024, true), (1_024, 1_025, false), (.max, 100_000, true),
        ] as [(Int, Int, Bool)])
    func lengths(limit: Int, bytes: Int, isKept: Bool) throws {
        var configuration = RegistryConfiguration.bare
        configuration.labelValueBytesMax = limit
        let registry = MetricsRegistry(configuration: configuration)
        let family = try Self.family(registry)
        family.with(String(repeating: "x", count: bytes)).increment()
        #expect(registry.rejectionCount(.labelValueTooLong) == (isKept || bytes == 0 ? 0 : 1))
        #expect(Self.total(Self.exposed(registry)) == 1)
    }

    @Test("A hundred thousand series come and go, one by one and all at once, and leave nothing behind")
    func churn() throws {
        let count = 100_000
        let registry = MetricsRegistry(configuration: Self.configuration(perFamily: count, total: count))
        let family = try Self.family(registry)
        for value in 0..<count { family.with("\(value)").increment() }
        #expect(registry.seriesCount == count)
        // Before any scrape, in the order that is worst for a list that is searched from its end.
        for value in 0..<count / 2 { family.remove(labels: ["a": "\(value)"]) }
        #expect(Self.exposed(registry).count == count / 2)
        for value in (count / 2)..<count where value % 2 == 0 { family.remove(labels: ["a": "\(value)"]) }
        let left = Self.exposed(registry)
        #expect(left.count == count / 4)
        #expect(Self.total(left) == Double(count / 4))
        for value in 0..<count { family.with("\(value)").increment() }
        #expect(Self.exposed(registry).count == count)
        family.removeAll()
        #expect(registry.seriesCount == 0)
        #expect(Self.exposed(registry).isEmpty)
    }

    @Test("A hundred thousand series expire at once; those that are held come back, the others make room")
    func expiry() throws {
        let count = 100_000
        let registry = MetricsRegistry(configuration: Self.configuration(perFamily: count, total: count))
        let family = try Self.family(registry)
        let held = (0..<count).compactMap { value -> Counter? in
            let counter = family.with("\(value)")
            counter.increment()
            return value % 1_000 == 0 ? counter : nil
        }
        func expire(_ second: Int64) -> Int {
            registry.expireSeries(idleFor: .seconds(1), now: UnixTime(sinceEpoch: .seconds(second)))
        }
        #expect(expire(0) == 0)
        #expect(Self.exposed(registry).count == count)
        #expect(expire(1) == count)
        #expect(Self.exposed(registry).isEmpty)
        // What is hidden can be taken out too.
        #expect(family.remove(labels: ["a": "1"]))
        #expect(registry.seriesCount == count - 1)
        for counter in held { counter.increment() }
        #expect(expire(2) == 0)
        #expect(registry.seriesCount == held.count)
        let back = Self.exposed(registry)
        #expect(back.count == held.count)
        #expect(Self.total(back) == Double(2 * held.count))
        family.with("new").increment()
        #expect(Self.exposed(registry).count == held.count + 1)
    }

    @Test("Instruments that were taken out, expired or unregistered are written on without harm, and stay unexposed")
    func heldHandles() throws {
        let registry = MetricsRegistry(configuration: Self.configuration(perFamily: 3, total: 3))
        let family = try Self.family(registry)
        let removed = family.with("removed")
        family.remove(labels: ["a": "removed"])
        let cleared = family.with("cleared")
        family.removeAll()
        let overflowed = ["1", "2", "3", "4"].map { family.with($0) }.last
        family.removeAll()
        for counter in [removed, cleared, overflowed].compactMap(\.self) { counter.increment() }
        #expect(Self.exposed(registry).isEmpty)
        #expect(registry.seriesCount == 0)
        // The overflow begins anew, at zero.
        for value in 0..<4 { family.with("\(value)").increment() }
        #expect(Self.total(Self.exposed(registry)) == 4)
        #expect(try registry.unregister(MetricName("jobs_total")))
        family.with("after").increment()
        _ = registry.expireSeries(idleFor: .zero, now: UnixTime(nanoseconds: 0))
        #expect(registry.snapshot()["jobs_total"] == nil)
        #expect(registry.seriesCount == 0)
    }

    @Test("Beside scrapes, sweeps, removals and clears every scrape is in order, and no series is in it twice")
    func everythingAtOnce() async throws {
        let registry = MetricsRegistry(configuration: Self.configuration(perFamily: 150, total: 150))
        let family = try Self.family(registry)
        let held = family.with("held")
        let problems = await withTaskGroup(of: Int.self) { group in
            for task in 0..<2 {
                group.addTask {
                    for round in 0..<8_000 {
                        family.with("\((round * 7919 + task) % 200)").increment()
                        held.increment()
                        switch round % 97 {
                        case 0: family.remove(labels: ["a": "\(round % 200)"])
                        case 1 where round % 11 == 0: family.removeAll()
                        case 2: await Task.yield()
                        default: break
                        }
                    }
                    return 0
                }
            }
            group.addTask {
                for second in 0..<200 as Range<Int64> {
                    registry.expireSeries(idleFor: .zero, now: UnixTime(nanoseconds: second))
                    await Task.yield()
                }
                return 0
            }
            group.addTask {
                var problems = 0
                for _ in 0..<200 {
                    let labels = Self.exposed(registry).map(\.labels.escaped)
                    for (one, next) in zip(labels, labels.dropFirst()) where !one.lexicographicallyPrecedes(next) {
                        problems += 1
                    }
                    // The overflow series is beyond the budget.
                    if labels.count > 151 { problems += 1 }
                    await Task.yield()
                }
                return problems
            }
            return await group.reduce(0, +)
        }
        #expect(problems == 0)
        #expect(held.value == 16_000)
        family.removeAll()
        #expect(registry.seriesCount == 0)
    }
}
