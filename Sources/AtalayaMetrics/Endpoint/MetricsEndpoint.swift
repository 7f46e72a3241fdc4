/// Answers a scrape, without knowing about sockets: header values in, a complete response out.
///
/// ```swift
/// let response = endpoint.respond(accept: request.headers["Accept"], acceptEncoding: request.headers["Accept-Encoding"])
/// ```
/// The body is whole before there is a status, so that a scraper never gets half an exposition with status 200. Keep one
/// endpoint for all scrapes: it keeps the room they are written in.
public struct MetricsEndpoint: Sendable {
    private let registry: MetricsRegistry
    private let encoders: [any ContentEncoder]
    private let formats: [any ExpositionFormat]
    private let complete: @Sendable (Snapshot) -> Snapshot
    private let buffers = RenderingBuffers()

    /// Encoders and formats in order of preference; the first format is for requests that ask for none of them.
    ///
    /// - Parameter complete: Adds what the registry does not have: the expositions of others (``ExpositionMerge``).
    public init(
        registry: MetricsRegistry, encoders: [any ContentEncoder] = [],
        formats: [any ExpositionFormat] = ExpositionFormats.all,
        complete: @escaping @Sendable (Snapshot) -> Snapshot = { $0 }
    ) {
        self.complete = complete
        self.registry = registry
        self.encoders = encoders
        self.formats = formats
    }

    /// Takes a snapshot and writes it in the format and encoding that the headers prefer.
    ///
    /// `names` are the values of `name[]` in the query: only these metrics, or those with these samples; all if empty.
    /// Never fails: unknown formats get text 0.0.4, unknown encodings none.
    public func respond(accept: String?, acceptEncoding: String?, names: [String] = []) -> MetricsResponse {
        let answer = ExpositionFormats.negotiate(accept: accept, among: formats)
        var headers = [("Content-Type", answer.contentType), ("Vary", "Accept, Accept-Encoding")]
        let snapshot = complete(registry.snapshot()).filtered(names: names)
        var body = buffers.take()
        answer.format.write(snapshot.escaped(answer.escaping, rejections: registry.rejections), into: &body)
        buffers.giveBack(body)
        if let acceptEncoding, let encoder = AcceptHeader(acceptEncoding).preferred(of: encoders) {
            do {
                body = try encoder.encode(body)
                headers.append(("Content-Encoding", encoder.name))
            } catch {
                registry.rejections.record(.encodingFailed, metric: "", "\(encoder.name) failed: \(error)")
            }
        }
        return MetricsResponse(status: 200, headers: headers, body: body)
    }
}

/// A response to a scrape, for whatever server sends it.
public struct MetricsResponse: Sendable {
    public let status: Int
    /// Without `Content-Length`, which is the server's business.
    public let headers: [(name: String, value: String)]
    public let body: [UInt8]

    init(status: Int, headers: [(String, String)], body: [UInt8]) {
        self.status = status
        self.headers = headers.map { (name: $0.0, value: $0.1) }
        self.body = body
    }
}
