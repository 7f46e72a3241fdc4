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

/// A counter that two threads have, held against one that one thread has: what sharing costs.
///
/// It is scraped before each round, as counters are: a scrape that finds it risen lets it look anew for contention.
struct SharedCounterIncrement: Figure {
    let name = "counter increment, two threads on one counter"
    let limit = "a counter that one thread has"
    let peerOperation: String? = "counter, two threads"
    let targets = [Target.ratio(atMost: 1.6)]

    /// Half a millisecond: long enough to collide, short enough that both threads stay on their processors.
    private static let operations = 50_000

    func prepare() throws -> Contest {
        let registry = MetricsRegistry()
        let shared = try registry.makeCounter(.counter("jobs_total", help: "Jobs."))
        let own = try MetricsRegistry().makeCounter(.counter("jobs_total", help: "Jobs."))
        return Contest(
            ours: {
                _ = registry.snapshot()
                return Cost.measure(threads: 2, operations: Self.operations) {
                    CounterIncrement.increment(shared, times: Self.operations)
                }
            },
            limit: {
                Cost.measure(operations: Self.operations) { CounterIncrement.increment(own, times: Self.operations) }
            })
    }
}
