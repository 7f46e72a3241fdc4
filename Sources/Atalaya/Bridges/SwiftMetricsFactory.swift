public import AtalayaMetrics
public import AtalayaModel
public import CoreMetrics
import Synchronization

/// The swift-metrics backend: `Counter`, `Gauge`, `Meter`, `Recorder` and `Timer` of any library become series of a
/// ``MetricsRegistry``.
///
/// ```swift
/// MetricsSystem.bootstrap(SwiftMetricsFactory(registry: registry))
/// ```
///
/// | swift-metrics | here |
/// |---|---|
/// | `Counter`, `FloatingPointCounter` | counter |
/// | `Gauge`, `Meter`, `Recorder(aggregate: false)` | gauge |
/// | `Recorder(aggregate: true)` | histogram |
/// | `Timer` | histogram in seconds |
///
/// Names and dimensions become legal by fixed rules: other characters become `_`, counters end in `_total`, timers in
/// `_seconds`. The same name and dimensions always give the same series. The first use of a name fixes its kind and its
/// label names; a later one may leave labels out, but one that contradicts gives an instrument that counts nothing, and
/// shows in ``MetricsRegistry/diagnostics``. What is negative where it cannot be, or NaN, is dropped and counted.
/// `reset` and `destroy` change nothing: to Prometheus a counter only grows, and the number of series is bounded by the
/// registry.
public final class SwiftMetricsFactory: MetricsFactory {
    private let registry: MetricsRegistry
    private let buckets: HistogramBuckets
    private let negativeDurations: AtalayaMetrics.Counter?
    private let descriptors = Mutex<[String: MetricDescriptor]>([:])

    /// - Parameters:
    ///   - registry: Where the series go.
    ///   - buckets: For every timer and every aggregating recorder; seconds for the timers.
    public init(registry: MetricsRegistry, buckets: HistogramBuckets = .default) {
        self.registry = registry
        self.buckets = buckets
        self.negativeDurations = try? registry.makeCounter(
            .counter("atalaya_bridge_negative_durations_total", help: "Timer values below zero that were dropped."))
    }

    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        BridgedCounter(self.counter(label, dimensions))
    }

    public func makeFloatingPointCounter(label: String, dimensions: [(String, String)])
        -> any FloatingPointCounterHandler
    {
        BridgedCounter(self.counter(label, dimensions))
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        BridgedGauge(self.gauge(label, dimensions))
    }

    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        guard aggregate else { return BridgedGauge(self.gauge(label, dimensions)) }
        return BridgedHistogram(
            self.histogram(MetricNaming.value(label), "Values recorded as", label, .none, dimensions),
            negativeDurations: self.negativeDurations)
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        BridgedHistogram(
            self.histogram(MetricNaming.timer(label), "Durations recorded as", label, .seconds, dimensions),
            negativeDurations: self.negativeDurations)
    }

    public func destroyCounter(_ handler: any CounterHandler) {}
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    public func destroyMeter(_ handler: any MeterHandler) {}
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    public func destroyTimer(_ handler: any TimerHandler) {}

    private func counter(_ label: String, _ dimensions: [(String, String)]) -> AtalayaMetrics.Counter? {
        let labels = MetricNaming.labels(dimensions)
        let name = MetricNaming.counter(label)
        return try? self.registry.makeCounter(
            self.descriptor(name, labels) { labels in
                try .counter(name, help: "Counted as \(label) through swift-metrics.", labels: labels)
            }, labels: labels)
    }

    private func gauge(_ label: String, _ dimensions: [(String, String)]) -> AtalayaMetrics.Gauge? {
        let labels = MetricNaming.labels(dimensions)
        let name = MetricNaming.value(label)
        return try? self.registry.makeGauge(
            self.descriptor(name, labels) { labels in
                try .gauge(name, help: "Set as \(label) through swift-metrics.", labels: labels)
            }, labels: labels)
    }

    private func histogram(
        _ name: String, _ what: String, _ label: String, _ unit: MetricUnit, _ dimensions: [(String, String)]
    ) -> AtalayaMetrics.Histogram? {
        let labels = MetricNaming.labels(dimensions)
        return try? self.registry.makeHistogram(
            self.descriptor(name, labels) { labels in
                try .histogram(
                    name, help: "\(what) \(label) through swift-metrics.", unit: unit, labels: labels,
                    buckets: self.buckets)
            }, labels: labels)
    }

    /// The descriptor that the first use of a name made: later uses may leave labels out.
    private func descriptor(
        _ name: String, _ labels: [String: String], make: ([LabelDescriptor]) throws -> MetricDescriptor
    ) throws -> MetricDescriptor {
        if let known = self.descriptors.withLock({ $0[name] }) { return known }
        let made = try make(try labels.keys.sorted().map { try LabelDescriptor($0) })
        return self.descriptors.withLock { descriptors in
            if let known = descriptors[name] { return known }
            if descriptors.count < self.registry.configuration.familiesMax { descriptors[name] = made }
            return made
        }
    }
}
