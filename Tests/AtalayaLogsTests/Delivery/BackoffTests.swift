import AtalayaLogs
import Testing

@Suite("Backoff")
struct BackoffTests {
    /// Random numbers that are all the same. (All zero would never end: drawing from a range rejects some bits.)
    struct Extreme: RandomNumberGenerator {
        let bits: UInt64
        func next() -> UInt64 { bits }
    }

    @Test("Waits double from the base to the cap")
    func doubling() {
        var backoff = Backoff(base: .milliseconds(100), cap: .seconds(5))
        var highest = Extreme(bits: .max)
        let waits = (0..<8).map { _ in backoff.next(using: &highest) }
        let expected: [Duration] = [100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000].map { .milliseconds($0) }
        for (wait, expected) in zip(waits, expected) {
            #expect(abs((wait - expected) / .microseconds(1)) < 1)
        }
    }

    @Test("A wait is never below half of its ceiling and never above it", arguments: 0..<20)
    func range(seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        var backoff = Backoff(base: .milliseconds(100), cap: .seconds(5))
        var ceiling = Duration.milliseconds(100)
        var waits: Set<Duration> = []
        for _ in 0..<20 {
            let wait = backoff.next(using: &random)
            #expect(wait >= ceiling / 2 && wait <= ceiling)
            waits.insert(wait)
            ceiling = min(ceiling * 2, .seconds(5))
        }
        #expect(waits.count > 15)
    }

    @Test("Success starts over")
    func reset() {
        var backoff = Backoff()
        var random = Extreme(bits: 1)
        let first = backoff.next(using: &random)
        for _ in 0..<100 { _ = backoff.next(using: &random) }
        #expect(backoff.failures == 101)
        backoff.reset()
        #expect(backoff.failures == 0)
        #expect(backoff.next(using: &random) == first)
    }

    @Test(
        "Impossible settings still give a wait, and never overflow",
        arguments: [
            (Duration.zero, Duration.zero), (.seconds(-5), .seconds(-9)), (.seconds(9), .seconds(1)),
            (.seconds(1), .seconds(Int64.max / 4)),
        ])
    func impossible(base: Duration, cap: Duration) {
        var backoff = Backoff(base: base, cap: cap)
        var random = Extreme(bits: .max)
        for _ in 0..<200 { #expect(backoff.next(using: &random) > .zero) }
    }
}
