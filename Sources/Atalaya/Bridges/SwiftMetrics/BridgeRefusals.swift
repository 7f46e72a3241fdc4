import AtalayaMetrics
import AtalayaModel

/// What libraries did through swift-metrics that cannot be exported as it was, by reason.
struct BridgeRefusals: Sendable {
    enum Reason: String, CaseIterable {
        /// A timer's value below zero; it was dropped.
        case negativeDuration = "negative_duration"
        /// A dimension that the first use of the metric did not have; it was left out, the value counted without it.
        case undeclaredLabel = "undeclared_label"
        /// A metric that the registry did not take, under either of its names; it counts nothing.
        case conflict
    }

    private let counters: [Reason: AtalayaMetrics.Counter]

    init(registry: MetricsRegistry) {
        var counters: [Reason: AtalayaMetrics.Counter] = [:]
        // All of them at zero from the start. A registry that has no room for them is no reason to count nothing else.
        for reason in Reason.allCases {
            counters[reason] = try? registry.makeCounter(Self.descriptor(), labels: ["reason": reason.rawValue])
        }
        self.counters = counters
    }

    private static func descriptor() throws -> MetricDescriptor {
        try .counter(
            "atalaya_bridge_refusals_total",
            help: "Uses of swift-metrics that could not be exported as they were.",
            labels: [LabelDescriptor("reason", values: Reason.allCases.map(\.rawValue))])
    }

    func count(_ reason: Reason) {
        self.counters[reason]?.increment()
    }
}
