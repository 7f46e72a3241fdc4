import Testing

@testable import AtalayaMetrics

struct NumberColumnTests {
    @Test("Whole numbers and doubles side by side stay what they are, and a reused column starts with whole ones")
    func mixed() {
        var column = NumberColumn(reusing: nil, count: 130)
        #expect(column.isWhole)
        for index in 0..<130 { column[index] = .integer(.max - UInt64(index)) }
        for index in [0, 63, 64, 129] { column[index] = .double(-Double(index) - 0.5) }
        #expect(!column.isWhole)
        for index in 0..<130 {
            let isDouble = [0, 63, 64, 129].contains(index)
            #expect(
                column[index] == (isDouble ? .double(-Double(index) - 0.5) : .integer(.max - UInt64(index))))
        }
        let next = NumberColumn(reusing: SeriesColumn(.numbers(column)), count: 130)
        #expect(next.isWhole)
        #expect(next[1] == .integer(.max - 1))
    }

    @Test("A column of another length, or of other values, is not used again")
    func other() {
        let column = NumberColumn(reusing: SeriesColumn(.others([.info, .info])), count: 2)
        #expect((0..<2).allSatisfy { column[$0] == .integer(0) })
        #expect(NumberColumn(reusing: SeriesColumn(.numbers(column)), count: 3).count == 3)
    }

    @Test("Counters with fractions are read beside whole ones, scrape after scrape, in the order of their labels")
    func scrapes() throws {
        let registry = MetricsRegistry(configuration: .bare)
        let family = try registry.makeCounterFamily(.counter("c_total", help: "", labels: [LabelDescriptor("a")]))
        var expected: [String: Double] = [:]
        var generator = SeededGenerator(seed: 3)
        for round in 0..<20 {
            for _ in 0..<40 {
                let name = "\(Int.random(in: 0..<200, using: &generator))"
                let amount: Double = [1, 0.25, 7, 1e19].randomElement(using: &generator) ?? 0
                family.with(name).increment(by: amount)
                expected[name, default: 0] += amount
            }
            if round % 5 == 4, let name = expected.keys.min() {
                #expect(family.remove(labels: ["a": name]))
                expected[name] = nil
            }
            let series = registry.snapshot()["c_total"]?.series ?? []
            #expect(series.compactMap { $0.labels["a"] } == expected.keys.sorted())
            for one in series {
                guard case .number(let number) = one.value, let name = one.labels["a"], let sum = expected[name] else {
                    Issue.record("\(one) is no counter of ours")
                    continue
                }
                #expect(abs(number.double - sum) <= sum * 1e-12)
            }
        }
    }
}
