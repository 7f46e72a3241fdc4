public import Atalaya
import AtalayaMetrics

/// Fetches an exposition by HTTP, in the format that loses the least: protobuf for native histograms, then OpenMetrics.
public struct HTTPExpositionSource: ExpositionSource {
    private let url: String
    private let bytesMax: Int
    private let requester: HTTPRequester
    private let userAgent: String

    /// - Parameters:
    ///   - bytesMax: The longest exposition, as it arrives and after decompression.
    ///   - requester: May be shared; its connections are kept from one scrape to the next.
    public init(url: String, bytesMax: Int = 16 << 20, requester: HTTPRequester, userAgent: String) {
        self.url = url
        self.bytesMax = bytesMax
        self.requester = requester
        self.userAgent = userAgent
    }

    /// As Prometheus 3 asks when it wants native histograms.
    static let accept = """
        application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;escaping=allow-utf-8;q=0.6,\
        application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,\
        application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,\
        text/plain;version=0.0.4;q=0.2,*/*;q=0.1
        """

    public func fetch(within timeout: Duration) async throws(ScrapeFailure) -> FetchedExposition {
        let seconds = timeout / .seconds(1)
        let request = HTTPRequest(
            url: self.url,
            headers: [
                ("accept", Self.accept), ("accept-encoding", "gzip"), ("user-agent", self.userAgent),
                ("x-prometheus-scrape-timeout-seconds", "\(seconds)"),
            ], timeout: timeout, answerBytesMax: self.bytesMax)
        let answer: HTTPAnswer
        do throws(HTTPFailure) {
            answer = try await self.requester.answer(to: request)
        } catch {
            throw ScrapeFailure(error.shortDescription, "\(error)")
        }
        guard answer.status == 200 else { throw ScrapeFailure("status", "status \(answer.status)") }
        return FetchedExposition(contentType: answer.header("content-type"), body: answer.body)
    }
}
