import AtalayaMetrics
import Testing

struct CounterTests {
    private let registry = MetricsRegistry(configuration: .bare)

    private func counter() throws -> Counter {
        try registry.makeCounter(.counter("a_total", help: ""))
    }

    @Test("Whole and broken amounts add up")
    func adds() throws {
        let counter = try counter()
        counter.increment()
        counter.increment(by: 2)
        counter.increment(by: Int64(3))
        counter.increment(by: 4.0)
        #expect(counter.value == 10)
        #expect(registry.text(PlainTextFormat()).hasSuffix("a_total 10\n"))
        counter.increment(by: 0.25)
        #expect(counter.value == 10.25)
    }

    @Test("Whole counts stay exact beyond 2^53")
    func exactWholes() throws {
        let counter = try counter()
        // Beyond 2^53 by steps that stay whole, and one more: a double could not tell.
        let step = UInt64(UInt32.max)
        for _ in 0..<(1 << 21) { counter.increment(by: Int64(step)) }
        counter.increment(by: 1 << 22)
        counter.increment()
        guard case .number(.integer(let value)) = counter.read() else {
            Issue.record("not a whole number")
            return
        }
        #expect(value == (1 << 21) * step + (1 << 22) + 1)
        #expect(value > 1 << 53)
    }

    @Test(
        "What cannot be added is dropped and counted by reason",
        arguments: [
            (-1, .negativeIncrement), (-.infinity, .negativeIncrement), (-.leastNonzeroMagnitude, .negativeIncrement),
            (.nan, .notANumber),
            (.infinity, .notFinite), (-.greatestFiniteMagnitude, .negativeIncrement),
        ] as [(Double, RejectionReason)])
    func refuses(amount: Double, reason: RejectionReason) throws {
        let counter = try counter()
        counter.increment(by: 5)
        counter.increment(by: amount)
        #expect(counter.value == 5)
        #expect(registry.rejectionCount(reason) == 1)
        #expect(registry.diagnostics.map(\.metric) == ["a_total"])
    }

    @Test("The least integers are refused, the greatest are added, neither traps")
    func extremes() throws {
        let counter = try counter()
        counter.increment(by: Int.min)
        counter.increment(by: Int64.min)
        counter.increment(by: -1)
        #expect(counter.value == 0)
        for _ in 0..<10 {
            counter.increment(by: Int.max)
            counter.increment(by: Int64.max)
            counter.increment(by: .greatestFiniteMagnitude)
        }
        #expect(counter.value == .infinity)
        #expect(registry.rejectionCount(.negativeIncrement) == 3)
    }

    @Test("Zero is an amount")
    func zero() throws {
        let counter = try counter()
        counter.increment(by: 0)
        counter.increment(by: 0.0)
        counter.increment(by: -0.0)
        #expect(counter.value == 0)
        #expect(registry.diagnostics.isEmpty)
    }
}
