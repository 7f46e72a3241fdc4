import Atalaya
import AtalayaMetrics
import CoreMetrics

extension Operations {
    /// In an order that is chosen at run time, or the compiler would see through the empty one and leave out the counter.
    private static let factories: [any MetricsFactory] = [
        SwiftMetricsFactory(registry: MetricsRegistry()), NOOPMetricsHandler.instance,
    ].shuffled()

    private static func factory(isOurs: Bool) -> any MetricsFactory {
        factories.first { ($0 is SwiftMetricsFactory) == isOurs } ?? factories[0]
    }

    /// Through swift-metrics; the same with a backend that does nothing is what swift-metrics costs by itself.
    static let bridges = [
        Operation("swift-metrics Counter(label:dimensions:), hit") {
            let backend = factory(isOurs: true)
            increment(backend, times: 1)
            return { times in increment(backend, times: times) }
        },
        Operation("swift-metrics Counter(label:dimensions:), no backend") {
            let backend = factory(isOurs: false)
            return { times in increment(backend, times: times) }
        },
    ]

    @inline(never)
    private static func increment(_ factory: any MetricsFactory, times: Int) {
        for _ in 0..<times {
            CoreMetrics.Counter(
                label: "http.requests",
                dimensions: [("method", "GET"), ("route", "/deployments/{id}"), ("status", "200")], factory: factory
            ).increment()
        }
    }
}
