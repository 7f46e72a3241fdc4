import Atalaya
import AtalayaMetrics
import CoreMetrics
import Measuring

/// `Counter(label:dimensions:)` of swift-metrics in the middle of a request, as many libraries write it.
struct SwiftMetricsHit: Figure {
    let name = "swift-metrics Counter(label:dimensions:), hit, and increment"
    let limit = "swift-metrics with a backend that keeps one handler"
    let targets = [Target.beyondLimit(atMost: 100, .nanoseconds)]

    private static let operations = 100_000

    func prepare() throws -> Contest {
        // Chosen at run time as `MetricsSystem` does, or the compiler would see through the empty one and leave out the counter.
        let factories: [any MetricsFactory] = [
            SwiftMetricsFactory(registry: MetricsRegistry()), NOOPMetricsHandler.instance,
        ].shuffled()
        let ours = factories.first { $0 is SwiftMetricsFactory } ?? factories[0]
        let none = factories.first { !($0 is SwiftMetricsFactory) } ?? factories[0]
        return Contest(
            ours: { Cost.measure(operations: Self.operations) { Self.increment(ours, times: Self.operations) } },
            limit: { Cost.measure(operations: Self.operations) { Self.increment(none, times: Self.operations) } })
    }

    @inline(never)
    private static func increment(_ factory: any MetricsFactory, times: Int) {
        for index in 0..<times {
            CoreMetrics.Counter(
                label: "http.requests",
                dimensions: [
                    ("method", index & 1 == 0 ? "GET" : "POST"), ("route", "/deployments/{id}"),
                    ("status", index & 2 == 0 ? "200" : "404"),
                ], factory: factory
            ).increment()
        }
    }
}
