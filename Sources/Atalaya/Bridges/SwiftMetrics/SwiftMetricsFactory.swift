public import AtalayaMetrics
import AtalayaModel
public import CoreMetrics

/// The swift-metrics backend: `Counter`, `Gauge`, `Meter`, `Recorder` and `Timer` of any library become series of a
/// ``MetricsRegistry``.
///
/// ```swift
/// MetricsSystem.bootstrap(SwiftMetricsFactory(registry: registry))
/// ```
///
/// | swift-metrics | here | `queue.depth` is called |
/// |---|---|---|
/// | `Counter`, `FloatingPointCounter` | counter | `queue_depth_total` |
/// | `Gauge`, `Meter`, `Recorder(aggregate: false)` | gauge | `queue_depth` |
/// | `Recorder(aggregate: true)` | histogram | `queue_depth` |
/// | `Timer` | histogram in seconds | `queue_depth_seconds` |
///
/// Names and dimensions become legal as OpenTelemetry's do: every run of other characters becomes one `_`, and the ending
/// of the kind is added. The same label and dimensions, in any order, give the same series; asking for it again, as
/// libraries do for each request, takes no lock and allocates nothing here.
///
/// Nothing that a library does traps. The first use of a label fixes its dimensions
/// (``SwiftMetricsConfiguration/dimensions`` declares more); those that a later use adds are left out. A name that a
/// metric of another kind has already gets `_value` behind it. Both are counted in `atalaya_bridge_refusals_total`
/// when they lose something, as are timers below zero; other values that cannot be (a counter's below zero, NaN) are in
/// `atalaya_metrics_rejections_total`.
///
/// `destroy` takes the series out of the exposition; a later use of its label and dimensions begins a new one, at zero.
/// Handlers of other factories are left alone. `reset` changes nothing: to Prometheus a counter only grows.
public final class SwiftMetricsFactory: MetricsFactory {
    private let counters: BridgedInstruments<BridgedCounter>
    private let gauges: BridgedInstruments<BridgedGauge>
    private let recorders: BridgedInstruments<BridgedHistogram>
    private let timers: BridgedInstruments<BridgedHistogram>

    /// - Parameter registry: Where the series go.
    public init(
        registry: MetricsRegistry, configuration: SwiftMetricsConfiguration = SwiftMetricsConfiguration()
    ) {
        let refusals = BridgeRefusals(registry: registry)
        let familiesMax = registry.configuration.familiesMax
        self.counters = BridgedInstruments(
            .counter, configuration: configuration, familiesMax: familiesMax, refusals: refusals
        ) { label, name, labels in
            let help = configuration.help(for: label, name: name) ?? "Counted as \(label) through swift-metrics."
            return try .counter(name, help: help, labels: labels)
        } define: {
            try registry.makeCounterFamily($0)
        }
        self.gauges = BridgedInstruments(
            .gauge, configuration: configuration, familiesMax: familiesMax, refusals: refusals
        ) { label, name, labels in
            let help = configuration.help(for: label, name: name) ?? "Set as \(label) through swift-metrics."
            return try .gauge(name, help: help, labels: labels)
        } define: {
            try registry.makeGaugeFamily($0)
        }
        self.recorders = BridgedInstruments(
            .histogram, configuration: configuration, familiesMax: familiesMax, refusals: refusals
        ) { label, name, labels in
            let help =
                configuration.help(for: label, name: name) ?? "Values recorded as \(label) through swift-metrics."
            let rule = configuration.histogram(for: label, name: name)
            return try MetricDescriptor(
                name, kind: .histogram, help: help, labels: labels, buckets: rule.buckets, native: rule.native)
        } define: {
            try registry.makeHistogramFamily($0)
        }
        self.timers = BridgedInstruments(
            .timer, configuration: configuration, familiesMax: familiesMax, refusals: refusals
        ) { label, name, labels in
            let help =
                configuration.help(for: label, name: name) ?? "Durations recorded as \(label) through swift-metrics."
            let rule = configuration.histogram(for: label, name: name)
            return try MetricDescriptor(
                name, kind: .histogram, help: help, unit: .seconds, labels: labels, buckets: rule.buckets,
                native: rule.native)
        } define: {
            try registry.makeHistogramFamily($0)
        }
    }

    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        self.counters.handler(of: label, dimensions)
    }

    public func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        self.counters.handler(of: label, dimensions)
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        self.gauges.handler(of: label, dimensions)
    }

    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        aggregate ? self.recorders.handler(of: label, dimensions) : self.gauges.handler(of: label, dimensions)
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        self.timers.handler(of: label, dimensions)
    }

    public func destroyCounter(_ handler: any CounterHandler) {
        if let handler = handler as? BridgedCounter { self.counters.destroy(handler) }
    }

    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {
        if let handler = handler as? BridgedCounter { self.counters.destroy(handler) }
    }

    public func destroyMeter(_ handler: any MeterHandler) {
        if let handler = handler as? BridgedGauge { self.gauges.destroy(handler) }
    }

    public func destroyRecorder(_ handler: any RecorderHandler) {
        if let handler = handler as? BridgedGauge { self.gauges.destroy(handler) }
        if let handler = handler as? BridgedHistogram { self.recorders.destroy(handler) }
    }

    public func destroyTimer(_ handler: any TimerHandler) {
        if let handler = handler as? BridgedHistogram { self.timers.destroy(handler) }
    }
}
