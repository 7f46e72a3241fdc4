import Atalaya
import AtalayaMetrics
import Logging

/// A registry behind our own server on loopback.
enum ServedRegistry {
    /// Serves it, and other routes, for as long as the body runs.
    static func serving(
        _ registry: MetricsRegistry, beside others: [any ExporterRoute] = [], _ body: (Endpoint) async throws -> Void
    ) async throws {
        let endpoint = MetricsEndpoint(registry: registry, encoders: ContentEncoders.all)
        let server = ExporterServer(
            configuration: ExporterConfiguration(address: Endpoint(host: "127.0.0.1", port: 0)),
            routes: ExporterRoutes(
                title: "test", readiness: Readiness(), routes: [MetricsRoute(endpoint: endpoint)] + others),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            defer { group.cancelAll() }
            try await body(try await server.boundAddress())
        }
    }
}
