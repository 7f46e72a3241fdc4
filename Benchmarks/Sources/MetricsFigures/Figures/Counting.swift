import AtalayaMetrics
import Measuring

/// The call that services make most: one more on a counter whose handle is kept.
struct CounterIncrement: Figure {
    let name = "counter increment, one thread"
    let limit = "relaxed add to an Atomic<Int64>"
    let peerOperation: String? = "counter"
    let targets = [Target.ratio(atMost: 1.15)]

    private static let operations = 5_000_000

    func prepare() throws -> Contest {
        let counter = try MetricsRegistry().makeCounter(.counter("jobs_total", help: "Jobs."))
        let bare = BareCounter()
        return Contest(
            ours: { Cost.measure(operations: Self.operations) { Self.increment(counter, times: Self.operations) } },
            limit: { Cost.measure(operations: Self.operations) { bare.add(times: Self.operations) } })
    }

    static func increment(_ counter: Counter, times: Int) {
        for _ in 0..<times { counter.increment() }
    }
}

/// The same counter from two threads, held against itself: what sharing costs.
struct SharedCounterIncrement: Figure {
    let name = "counter increment, two threads on one counter"
    let limit = "the same counter from one thread"
    let peerOperation: String? = "counter, two threads"
    let targets = [Target.ratio(atMost: 1.6)]

    /// Half a millisecond: long enough to collide, short enough that both threads stay on their processors.
    private static let operations = 50_000

    func prepare() throws -> Contest {
        let counter = try MetricsRegistry().makeCounter(.counter("jobs_total", help: "Jobs."))
        let increment: @Sendable () -> Void = { CounterIncrement.increment(counter, times: Self.operations) }
        return Contest(
            ours: { Cost.measure(threads: 2, operations: Self.operations, increment) },
            limit: { Cost.measure(operations: Self.operations, increment) })
    }
}
