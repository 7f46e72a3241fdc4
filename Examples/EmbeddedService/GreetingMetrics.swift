import Atalaya
import AtalayaModel

/// Every metric of the service, declared once. A test, a dashboard or a rule can use the same declarations.
struct GreetingMetrics: Sendable {
    static let languages = ["en", "es", "fr"]

    let requests: CounterFamily
    let duration: HistogramFamily
    let connections: Gauge

    init(registry: MetricsRegistry) throws {
        let language = try LabelDescriptor(
            "language", values: Self.languages + ["unknown"], help: "The language asked for.")
        let status = try LabelDescriptor("status", help: "The HTTP status of the answer.")
        requests = try registry.makeCounterFamily(
            .counter("greetings_requests_total", help: "Requests answered.", labels: [language, status]))
        duration = try registry.makeHistogramFamily(
            .histogram(
                "greetings_request_duration_seconds", help: "From the head of a request to its answer.", unit: .seconds,
                labels: [language]))
        connections = try registry.makeGauge(.gauge("greetings_connections", help: "Connections open now."))
    }
}
