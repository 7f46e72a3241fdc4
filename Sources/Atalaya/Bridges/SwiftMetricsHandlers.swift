import AtalayaMetrics
import CoreMetrics

// Each holds an instrument of the registry, or none where the registry refused it.

final class BridgedCounter: CounterHandler, FloatingPointCounterHandler {
    private let counter: AtalayaMetrics.Counter?

    init(_ counter: AtalayaMetrics.Counter?) {
        self.counter = counter
    }

    func increment(by amount: Int64) {
        self.counter?.increment(by: amount)
    }

    func increment(by amount: Double) {
        self.counter?.increment(by: amount)
    }

    func reset() {}
}

final class BridgedGauge: MeterHandler, RecorderHandler {
    private let gauge: AtalayaMetrics.Gauge?

    init(_ gauge: AtalayaMetrics.Gauge?) {
        self.gauge = gauge
    }

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

final class BridgedHistogram: RecorderHandler, TimerHandler {
    private let histogram: AtalayaMetrics.Histogram?
    private let negativeDurations: AtalayaMetrics.Counter?

    init(_ histogram: AtalayaMetrics.Histogram?, negativeDurations: AtalayaMetrics.Counter?) {
        self.histogram = histogram
        self.negativeDurations = negativeDurations
    }

    func record(_ value: Int64) {
        self.histogram?.observe(Double(value))
    }

    func record(_ value: Double) {
        self.histogram?.observe(value)
    }

    func recordNanoseconds(_ duration: Int64) {
        // A clock that was set back; in the sum of the histogram it could not be told from real time.
        guard duration >= 0 else {
            self.negativeDurations?.increment()
            return
        }
        self.histogram?.observe(Double(duration) / 1e9)
    }
}
