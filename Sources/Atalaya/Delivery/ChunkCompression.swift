import AtalayaConfig
import AtalayaLogs
import AtalayaMetrics
import Synchronization

/// How chunks are compressed.
public enum CompressionMode: String, Sendable, CaseIterable {
    /// At one level.
    case fixed
    /// At a level that follows what is scarce: see ``CompressionController``.
    case adaptive
    /// Not at all.
    case none
}

/// How the chunks of a pipeline are compressed, what they are compressed under, and what it has cost.
public struct ChunkCompression: Sendable {
    let mode: CompressionMode
    /// From 1 to 9; where an adaptive level begins.
    let level: Int
    let meter: CompressionMeter
    let conditions: @Sendable () -> CompressionConditions

    /// - Parameter level: From 1 (fast) to 9 (small).
    public init(mode: CompressionMode = .fixed, level: Int) {
        self.init(mode: mode, level: level, meter: CompressionMeter())
    }

    /// - Parameter backlog: How full the output is, from 0 to 1.
    init(
        mode: CompressionMode = .fixed, level: Int, meter: CompressionMeter,
        backlog: @escaping @Sendable () -> Double = { 0 }
    ) {
        self.mode = mode
        self.level = level
        self.meter = meter
        let throttle = ProcessorThrottle.shared
        self.conditions = {
            CompressionConditions(backlog: backlog(), isThrottled: throttle.wasThrottled())
        }
    }
}

/// What compression has cost and gained.
final class CompressionMeter: Collector {
    private struct State {
        var level = 0
        var plainBytes: UInt64 = 0
        var compressedBytes: UInt64 = 0
        var processorTime: Duration = .zero
    }

    private let state = Mutex(State())

    init() {}

    func note(level: Int, plainBytes: Int, compressedBytes: Int, processorTime: Duration) {
        self.state.withLock { state in
            state.level = level
            state.plainBytes += UInt64(plainBytes)
            state.compressedBytes += UInt64(compressedBytes)
            state.processorTime += processorTime
        }
    }

    func collect(into builder: inout SnapshotBuilder) {
        let state = self.state.withLock { $0 }
        builder.gauge(SidecarMetrics.compressionLevel, Double(state.level))
        builder.counter(SidecarMetrics.compressedBytes, state.plainBytes, labels: ["stage": "in"])
        builder.counter(SidecarMetrics.compressedBytes, state.compressedBytes, labels: ["stage": "out"])
        builder.counter(SidecarMetrics.compressionSeconds, state.processorTime / .seconds(1))
    }
}

/// Whether the control group's processor quota is being used up. The kernel is asked once a second at most.
final class ProcessorThrottle: Sendable {
    static let shared = ProcessorThrottle(files: KernelFiles(files: SystemFileSystem()))

    private struct State {
        var askedAt: ContinuousClock.Instant?
        var throttledPeriods: Double?
        var isThrottled = false
    }

    private let files: KernelFiles
    private let state = Mutex(State())

    init(files: KernelFiles) {
        self.files = files
    }

    /// Whether work was stopped for it in the last second or two.
    func wasThrottled() -> Bool {
        let now = ContinuousClock.now
        let isDue = self.state.withLock { state in
            if let askedAt = state.askedAt, askedAt.duration(to: now) < .seconds(1) { return false }
            state.askedAt = now
            return true
        }
        guard isDue else { return self.state.withLock { $0.isThrottled } }
        let periods = ControlGroupCollector.statistics(self.files)?.cpuThrottledPeriods
        return self.state.withLock { state in
            if let periods, let before = state.throttledPeriods {
                state.isThrottled = periods > before
            } else {
                state.isThrottled = false
            }
            state.throttledPeriods = periods
            return state.isThrottled
        }
    }
}
