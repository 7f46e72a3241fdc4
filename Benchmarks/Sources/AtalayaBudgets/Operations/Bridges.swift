import Atalaya
import AtalayaMetrics
import CoreMetrics

extension Operations {
    /// Through swift-metrics; the same with a backend that does nothing is what swift-metrics costs by itself.
    static let bridges = [
        Operation("swift-metrics Counter(label:dimensions:), hit") {
            let factory = SwiftMetricsFactory(registry: MetricsRegistry())
            increment(factory, times: 1)
            return { times in increment(factory, times: times) }
        },
        Operation("swift-metrics Counter(label:dimensions:), no backend") {
            { times in increment(NOOPMetricsHandler.instance, times: times) }
        },
    ]

    private static func increment(_ factory: any MetricsFactory, times: Int) {
        for _ in 0..<times {
            CoreMetrics.Counter(
                label: "http.requests",
                dimensions: [("method", "GET"), ("route", "/deployments/{id}"), ("status", "200")], factory: factory
            ).increment()
        }
    }
}
