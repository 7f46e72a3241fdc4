import Atalaya
import AtalayaTesting
import NIOCore
import NIOPosix
import Testing

@testable import Atalaya

@Suite("The probe of the runtime")
struct RuntimeProbeTests {
    private let registry = MetricsRegistry()

    @Test("a turn is one observation of the executor and one of each event loop")
    func turn() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 3)
        let probe = try RuntimeProbe(registry: self.registry, eventLoops: group)
        try await expect(
            self.registry, changesBy: "swift_executor_delay_seconds_count 1\nnio_event_loop_delay_seconds_count 3"
        ) {
            await probe.measure()
        }
        try await group.shutdownGracefully()
    }

    @Test("it runs until it is cancelled, whatever the interval", arguments: HostileValues.durations)
    func run(interval: Duration) async throws {
        let probe = try RuntimeProbe(registry: self.registry)
        let running = Task { await probe.run(every: interval) }
        try await withTimeLimit {
            while SampleReadings(self.registry)["swift_executor_delay_seconds_count"] == 0 { await Task.yield() }
        }
        running.cancel()
        try await withTimeLimit { await running.value }
    }
}
