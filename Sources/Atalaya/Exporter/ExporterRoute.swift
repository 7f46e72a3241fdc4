/// One path the exporter answers. A new one is one file in Routes/ and one line in
/// ``ExporterRoutes/init(title:readiness:routes:)``'s caller.
public protocol ExporterRoute: Sendable {
    /// The exact path, `/metrics`.
    var path: String { get }
    /// `GET` (which includes `HEAD`) or `POST`.
    var method: String { get }
    /// Whether it waits its turn behind ``ExporterConfiguration/requestsMax``. Only what costs nothing should not.
    var isLimited: Bool { get }
    /// What is found there, for the status page.
    var summary: String { get }
    /// Answers a request for the path with the method. Must not block on a disk or the network.
    func respond(to request: ExporterRequest) async -> ExporterResponse
}

extension ExporterRoute {
    public var isLimited: Bool { true }
}

/// The whole HTTP surface as a value: request in, response out, no socket.
///
/// Answers `HEAD` wherever it answers `GET`, `OPTIONS` with the methods of a path, 404 to unknown paths and 405 with
/// `Allow` to wrong methods.
public struct ExporterRoutes: Sendable {
    private let routes: [any ExporterRoute]

    /// - Parameters:
    ///   - title: The name of the service, for the status page.
    ///   - readiness: What `/-/ready` reports.
    ///   - routes: Further paths, `/metrics` among them. A path that is given twice belongs to the first.
    public init(title: String, readiness: Readiness, routes: [any ExporterRoute]) {
        let probes: [any ExporterRoute] = [HealthRoute(), ReadyRoute(readiness: readiness)]
        let page = StatusPageRoute(title: title, readiness: readiness, routes: routes + probes)
        self.routes = routes + probes + [page]
    }

    public func respond(to request: ExporterRequest) async -> ExporterResponse {
        let atPath = self.routes.filter { $0.path == request.path }
        guard !atPath.isEmpty else { return .text(404, "not found: \(request.path.prefix(200))") }
        let allowed = Self.allowed(atPath)
        if request.method == "OPTIONS" {
            return ExporterResponse(status: 204, headers: [("Allow", allowed)])
        }
        let wanted = request.method == "HEAD" ? "GET" : request.method
        guard let route = atPath.first(where: { $0.method == wanted }) else {
            var response = ExporterResponse.text(405, "method not allowed")
            response.headers.append(("Allow", allowed))
            return response
        }
        return await route.respond(to: request)
    }

    /// Whether a request for a path waits its turn.
    func isLimited(_ path: String) -> Bool {
        self.routes.first { $0.path == path }?.isLimited ?? true
    }

    private static func allowed(_ routes: [any ExporterRoute]) -> String {
        var methods = routes.map(\.method)
        if methods.contains("GET") { methods.append("HEAD") }
        return (methods + ["OPTIONS"]).joined(separator: ", ")
    }
}
