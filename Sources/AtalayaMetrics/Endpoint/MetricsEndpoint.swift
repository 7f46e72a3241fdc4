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
    private let complete: (@Sendable (Snapshot) -> Snapshot)?
    private let answers = RememberedAnswers()
    private let buffers = RenderingBuffers()

    /// Encoders and formats in order of preference; the first format is for requests that ask for none of them.
    ///
    /// - Parameter complete: Adds what the registry does not have: the expositions of others (``ExpositionMerge``).
    public init(
        registry: MetricsRegistry, encoders: [any ContentEncoder] = [],
        formats: [any ExpositionFormat] = ExpositionFormats.all,
        complete: (@Sendable (Snapshot) -> Snapshot)? = nil
    ) {
        self.complete = complete
        self.registry = registry
        self.encoders = encoders
        self.formats = formats
    }

    /// Takes a snapshot and writes it in the format and encoding that the headers prefer.
    ///
    /// `names` are the values of `name[]` in the query: only these metrics, or those with these samples; all if empty.
    /// Never fails: unknown formats get text 0.0.4, unknown encodings none. What earlier scrapes needed is used again: one
    /// after which nothing was made or taken out allocates nothing, as ``MetricsRegistry/snapshot(reusing:)`` has it, if
    /// the response before it is gone and nothing is to be encoded.
    public func respond(accept: String?, acceptEncoding: String?, names: [String] = []) -> MetricsResponse {
        let answer = answers.answer(accept: accept, acceptEncoding: acceptEncoding) {
            RememberedAnswers.Answer(
                ExpositionFormats.negotiate(accept: accept, among: formats),
                encoder: acceptEncoding.flatMap { AcceptHeader($0).preferred(of: encoders) })
        }
        let body = render(answer.exposition, names: names)
        if let encoder = answer.encoder {
            do {
                return MetricsResponse(status: 200, headers: answer.encodedHeaders, body: try encoder.encode(body))
            } catch {
                registry.rejections.record(.encodingFailed, metric: "", "\(encoder.name) failed: \(error)")
            }
        }
        return MetricsResponse(status: 200, headers: answer.plainHeaders, body: body)
    }

    private func render(_ exposition: NegotiatedExposition, names: [String]) -> [UInt8] {
        var snapshot = registry.snapshot(reusing: buffers.takeSnapshot())
        if let complete { snapshot = complete(snapshot) }
        if !names.isEmpty { snapshot = snapshot.filtered(names: names) }
        var body = buffers.take()
        exposition.format.write(
            snapshot.escaped(exposition.escaping, rejections: registry.rejections), into: &body)
        buffers.giveBack(body)
        buffers.giveBack(snapshot)
        return body
    }
}

/// A response to a scrape, for whatever server sends it.
public struct MetricsResponse: Sendable {
    public let status: Int
    /// Without `Content-Length`, which is the server's business.
    public let headers: [(name: String, value: String)]
    public let body: [UInt8]

    init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
