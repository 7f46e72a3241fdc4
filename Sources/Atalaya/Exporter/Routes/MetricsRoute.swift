public import AtalayaMetrics

/// `/metrics`: the registry in the format and encoding the client asks for; with `?name[]=…` only the metrics named.
public struct MetricsRoute: ExporterRoute {
    public let path: String
    public let method = "GET"
    public let summary = "metrics for Prometheus"
    private let endpoint: MetricsEndpoint
    private let prepare: @Sendable (ExporterRequest) async -> Void

    /// - Parameter prepare: What has to be fetched before the metrics are collected.
    public init(
        endpoint: MetricsEndpoint, path: String = "/metrics",
        prepare: @escaping @Sendable (ExporterRequest) async -> Void = { _ in }
    ) {
        self.endpoint = endpoint
        self.path = path
        self.prepare = prepare
    }

    public func respond(to request: ExporterRequest) async -> ExporterResponse {
        await self.prepare(request)
        let response = self.endpoint.respond(
            accept: request.accept,
            acceptEncoding: request.acceptEncoding,
            names: QueryParameters(request.query).values(of: "name[]")
        )
        return ExporterResponse(status: response.status, headers: response.headers, body: response.body)
    }
}
