/// A request to the exporter, free of any HTTP library.
public struct ExporterRequest: Sendable {
    public var method: String
    /// The path without the query.
    public var path: String
    /// What follows the `?`, still encoded; empty when there is none.
    public var query: String
    /// All `Accept` headers, joined by commas; nil when there is none.
    public var accept: String?
    /// All `Accept-Encoding` headers, joined by commas; nil when there is none.
    public var acceptEncoding: String?
    /// How long the scraper waits, from `X-Prometheus-Scrape-Timeout-Seconds`; nil when it does not say.
    public var scrapeTimeout: Duration?

    public init(
        method: String = "GET", path: String, query: String = "", accept: String? = nil, acceptEncoding: String? = nil,
        scrapeTimeout: Duration? = nil
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.accept = accept
        self.acceptEncoding = acceptEncoding
        self.scrapeTimeout = scrapeTimeout
    }

    /// The longest timeout that is believed: an hour, which no scraper waits.
    private static let scrapeTimeoutMax = 3_600.0

    /// The duration that a header gives in seconds; nil for what is no positive number.
    static func scrapeTimeout(_ header: String?) -> Duration? {
        guard let seconds = header.flatMap(Double.init), seconds > 0 else { return nil }
        return .seconds(min(seconds, Self.scrapeTimeoutMax))
    }
}

/// A complete response: nothing is sent before all of it is known.
public struct ExporterResponse: Sendable {
    public var status: Int
    /// Without `Content-Length`, which the server adds.
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]

    public init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A short text for people and probes.
    public static func text(_ status: Int, _ text: String) -> ExporterResponse {
        ExporterResponse(
            status: status, headers: [("Content-Type", "text/plain; charset=utf-8")], body: Array("\(text)\n".utf8))
    }
}
