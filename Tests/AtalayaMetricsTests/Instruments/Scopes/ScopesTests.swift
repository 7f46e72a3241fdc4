import AtalayaMetrics
import Synchronization
import Testing

@Suite("Scopes")
struct ScopesTests {
    private struct Failure: Error, Equatable {}

    /// A clock that moves when it is told to.
    private final class ManualClock: Clock, Sendable {
        struct Instant: InstantProtocol {
            let offset: Swift.Duration
            func advanced(by duration: Swift.Duration) -> Instant { Instant(offset: offset + duration) }
            func duration(to other: Instant) -> Swift.Duration { other.offset - offset }
            static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
        }

        private let time = Mutex(Swift.Duration.zero)
        var now: Instant { Instant(offset: time.withLock { $0 }) }
        let minimumResolution = Swift.Duration.nanoseconds(1)
        func sleep(until deadline: Instant, tolerance: Swift.Duration?) async throws {}
        func advance(by duration: Swift.Duration) { time.withLock { $0 += duration } }
    }

    private let registry = MetricsRegistry(configuration: .bare)

    @Test("Work is timed, whether it succeeds or throws, waits or not")
    func time() async throws {
        let clock = ManualClock()
        let histogram = try registry.makeHistogram(.histogram("h_seconds", help: "", unit: .seconds))
        let summary = try registry.makeSummary(.summary("s_seconds", help: "", unit: .seconds))
        let result = histogram.time(on: clock) {
            clock.advance(by: .milliseconds(250))
            return 7
        }
        #expect(result == 7)
        #expect(histogram.snapshot().sum == 0.25)
        #expect(throws: Failure.self) {
            try histogram.time(on: clock) { () throws(Failure) in
                clock.advance(by: .seconds(1))
                throw Failure()
            }
        }
        #expect(histogram.snapshot().sum == 1.25)
        await summary.time(on: clock) {
            await Task.yield()
            clock.advance(by: .seconds(2))
        }
        #expect(summary.snapshot() == SummaryValue(count: 1, sum: 2))
    }

    @Test("Work in progress is counted until it ends, however it ends")
    func inProgress() async throws {
        let gauge = try registry.makeGauge(.gauge("g", help: ""))
        gauge.trackInProgress { #expect(gauge.value == 1) }
        await gauge.trackInProgress {
            await Task.yield()
            #expect(gauge.value == 1)
        }
        #expect(throws: Failure.self) { try gauge.trackInProgress { () throws(Failure) in throw Failure() } }
        #expect(gauge.value == 0)
    }

    @Test("Errors are counted and thrown on")
    func errors() async throws {
        let counter = try registry.makeCounter(.counter("c_total", help: ""))
        #expect(counter.countErrors { 7 } == 7)
        #expect(throws: Failure.self) { try counter.countErrors { () throws(Failure) in throw Failure() } }
        await #expect(throws: Failure.self) {
            try await counter.countErrors { () async throws(Failure) in
                await Task.yield()
                throw Failure()
            }
        }
        #expect(counter.value == 2)
    }

    @Test("A moment is set in seconds since the epoch")
    func moment() throws {
        let gauge = try registry.makeGauge(.gauge("g", help: ""))
        gauge.set(UnixTime(nanoseconds: 1_500_000_000))
        #expect(gauge.value == 1.5)
    }
}
