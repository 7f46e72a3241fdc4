/// Fetches the exposition of a service, as Prometheus would.
///
/// The request itself needs an HTTP client, which this module does not carry; the programs bring it.
public protocol ExpositionSource: Sendable {
    /// Asks once.
    ///
    /// - Throws: ``ScrapeFailure`` when there is no exposition within the time and the size.
    func fetch(within timeout: Duration) async throws(ScrapeFailure) -> FetchedExposition
}

/// An exposition as it arrived, decompressed.
public struct FetchedExposition: Hashable, Sendable {
    /// Of the answer; nil when it names none, which is taken for text 0.0.4.
    public var contentType: String?
    public var body: [UInt8]

    public init(contentType: String?, body: [UInt8]) {
        self.contentType = contentType
        self.body = body
    }
}

/// Why there is no exposition.
public struct ScrapeFailure: Error, Hashable, CustomStringConvertible {
    /// A word that becomes a label: `timeout`, `unreachable`, `status`, `too_large` …
    public var shortDescription: String
    public var description: String

    public init(_ shortDescription: String, _ description: String) {
        self.shortDescription = shortDescription
        self.description = description
    }
}

/// A service whose metrics are served beside one's own.
public struct ScrapeTarget: Sendable {
    /// The value of the label `service` in what is said about the target.
    public var service: String
    /// Added to each of its series.
    public var labels: [(name: String, value: String)]
    public var source: any ExpositionSource

    /// - Parameter labels: `service` with the name unless given; empty for none.
    public init(service: String, labels: [(name: String, value: String)]? = nil, source: any ExpositionSource) {
        self.service = service
        self.labels = labels ?? [("service", service)]
        self.source = source
    }
}

/// What scraping allows itself.
public struct ScrapeLimits: Hashable, Sendable {
    /// How long an exposition is served again before the target is asked anew; zero asks at every scrape.
    public var interval: Duration = .zero
    /// For the whole answer. A scraper that says how long it waits shortens it.
    public var timeout: Duration = .seconds(5)
    /// Sample lines of one exposition. One with more is refused as a whole, as Prometheus does it.
    public var samplesMax = 50_000

    public init() {}
}
