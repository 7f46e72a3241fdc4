import AtalayaMetrics
import CoreMetrics
import Synchronization

/// What swift-metrics writes through: an instrument of the registry, or none where the registry refused it.
protocol BridgedHandler: AnyObject, Sendable {
    associatedtype Child: Instrument

    init(_ instrument: Child?, series: BridgedSeries, refusals: BridgeRefusals)
    /// Which series it writes to.
    var series: BridgedSeries { get }
    /// Whether its series was taken out; whoever asks again gets a new handler.
    var isDestroyed: Bool { get }
    func markDestroyed()
}

/// A metric's name and labels.
struct BridgedSeries: Hashable, Sendable {
    let name: String
    let labels: [String: String]
}

final class BridgedCounter: BridgedHandler, CounterHandler, FloatingPointCounterHandler {
    let series: BridgedSeries
    private let counter: AtalayaMetrics.Counter?
    private let destroyed = Atomic(false)

    init(_ instrument: AtalayaMetrics.Counter?, series: BridgedSeries, refusals: BridgeRefusals) {
        self.counter = instrument
        self.series = series
    }

    var isDestroyed: Bool { self.destroyed.load(ordering: .relaxed) }
    func markDestroyed() { self.destroyed.store(true, ordering: .relaxed) }

    func increment(by amount: Int64) {
        self.counter?.increment(by: amount)
    }

    func increment(by amount: Double) {
        self.counter?.increment(by: amount)
    }

    func reset() {}
}

final class BridgedGauge: BridgedHandler, MeterHandler, RecorderHandler {
    let series: BridgedSeries
    private let gauge: AtalayaMetrics.Gauge?
    private let destroyed = Atomic(false)

    init(_ instrument: AtalayaMetrics.Gauge?, series: BridgedSeries, refusals: BridgeRefusals) {
        self.gauge = instrument
        self.series = series
    }

    var isDestroyed: Bool { self.destroyed.load(ordering: .relaxed) }
    func markDestroyed() { self.destroyed.store(true, ordering: .relaxed) }

    func set(_ value: Int64) {
        self.gauge?.set(Double(value))
    }

    func set(_ value: Double) {
        self.gauge?.set(value)
    }

    func increment(by amount: Double) {
        self.gauge?.increment(by: amount)
    }

    func decrement(by amount: Double) {
        self.gauge?.decrement(by: amount)
    }

    func record(_ value: Int64) {
        self.gauge?.set(Double(value))
    }

    func record(_ value: Double) {
        self.gauge?.set(value)
    }
}

final class BridgedHistogram: BridgedHandler, RecorderHandler, TimerHandler {
    let series: BridgedSeries
    private let histogram: AtalayaMetrics.Histogram?
    private let refusals: BridgeRefusals
    private let destroyed = Atomic(false)

    init(_ instrument: AtalayaMetrics.Histogram?, series: BridgedSeries, refusals: BridgeRefusals) {
        self.histogram = instrument
        self.series = series
        self.refusals = refusals
    }

    var isDestroyed: Bool { self.destroyed.load(ordering: .relaxed) }
    func markDestroyed() { self.destroyed.store(true, ordering: .relaxed) }

    func record(_ value: Int64) {
        self.histogram?.observe(Double(value))
    }

    func record(_ value: Double) {
        self.histogram?.observe(value)
    }

    func recordNanoseconds(_ duration: Int64) {
        // A clock that was set back; in the sum of the histogram it could not be told from real time.
        guard duration >= 0 else {
            self.refusals.count(.negativeDuration)
            return
        }
        self.histogram?.observe(Double(duration) / 1e9)
    }
}
