public import AtalayaMetrics
import AtalayaModel
import NIOCore
import NIOPosix

/// Measures how long work waits for a thread: of Swift's concurrency, and of NIO's shared event loops.
///
/// Both run all work of a service on a few threads, so that a call that blocks one of them delays everything else, and
/// nothing else shows it. Now and then the probe asks each for a turn and observes how long that took; a thread that is
/// blocked shows as a long wait once it is free. One turn costs some microseconds.
///
/// ```swift
/// let probe = try RuntimeProbe(registry: registry)
/// await probe.run()          // beside the service, until its task is cancelled
/// ```
/// ``Monitoring`` runs one by itself.
public struct RuntimeProbe: Sendable {
    private let executorDelay: Histogram
    private let eventLoopDelay: Histogram
    private let eventLoops: [any EventLoop]

    /// The shortest interval; a probe must not be the load that it measures.
    private static let intervalMin: Duration = .milliseconds(10)

    /// - Throws: `MetricsError` when the registry has other metrics of these names.
    public init(registry: MetricsRegistry) throws {
        try self.init(registry: registry, eventLoops: MultiThreadedEventLoopGroup.singleton)
    }

    init(registry: MetricsRegistry, eventLoops: any EventLoopGroup) throws {
        // From a turn that is taken at once to one that users notice.
        let buckets = try HistogramBuckets([0.00001, 0.0001, 0.001, 0.01, 0.1, 1, 10])
        self.executorDelay = try registry.makeHistogram(
            .histogram(
                "swift_executor_delay_seconds", help: "How long a task waits for a thread of the global executor.",
                unit: .seconds, buckets: buckets))
        self.eventLoopDelay = try registry.makeHistogram(
            .histogram(
                "nio_event_loop_delay_seconds", help: "How long work waits for one of the shared event loops.",
                unit: .seconds, buckets: buckets))
        self.eventLoops = Array(eventLoops.makeIterator())
    }

    /// Measures until the task is cancelled.
    ///
    /// - Parameter interval: Between two measurements of the same thing; at least 10 ms.
    public func run(every interval: Duration = .seconds(1)) async {
        let interval = max(interval, Self.intervalMin)
        await withDiscardingTaskGroup { group in
            // Each by itself, so that one that is blocked does not hide the others.
            group.addTask { await Self.repeating(interval) { await self.measureExecutor() } }
            for eventLoop in self.eventLoops {
                group.addTask { await Self.repeating(interval) { await self.measure(eventLoop) } }
            }
        }
    }

    private static func repeating(_ interval: Duration, _ measure: () async -> Void) async {
        while !Task.isCancelled {
            await measure()
            // Cancelled, it returns at once and so does the loop.
            try? await Pause.wait(for: interval)
        }
    }

    /// Observes one turn of everything.
    func measure() async {
        await self.measureExecutor()
        for eventLoop in self.eventLoops { await self.measure(eventLoop) }
    }

    private func measureExecutor() async {
        let asked = ContinuousClock.now
        let delay = await Task.detached { asked.duration(to: .now) }.value
        self.executorDelay.observe(delay)
    }

    private func measure(_ eventLoop: any EventLoop) async {
        let asked = ContinuousClock.now
        // The shared loops are never shut down; one that was would not answer.
        if let delay = try? await eventLoop.submit({ asked.duration(to: .now) }).get() {
            self.eventLoopDelay.observe(delay)
        }
    }
}
