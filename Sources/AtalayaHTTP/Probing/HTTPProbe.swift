public import Atalaya

/// Asks a service's health check by HTTP: a status from 200 to 299 within the timeout is healthy.
public struct HTTPProbe: HealthProbe {
    public var url: String
    public var timeout: Duration
    private let requester: HTTPRequester
    private let userAgent: String

    /// - Parameters:
    ///   - requester: May be shared. A probe opens its own connection each time: whether one can be opened is part of
    ///     the question.
    ///   - userAgent: How the probe names itself in the service's log.
    public init(url: String, timeout: Duration, requester: HTTPRequester, userAgent: String) {
        self.url = url
        self.timeout = timeout
        self.requester = requester
        self.userAgent = userAgent
    }

    public func check() async -> ProbeOutcome {
        let request = HTTPRequest(
            url: self.url, headers: [("user-agent", self.userAgent), ("connection", "close")], timeout: self.timeout)
        do {
            let status = try await self.requester.answer(to: request).status
            let isHealthy = (200..<300).contains(status)
            return ProbeOutcome(isHealthy: isHealthy, statusCode: status, reason: isHealthy ? "" : "status")
        } catch {
            return ProbeOutcome(isHealthy: false, reason: error.shortDescription)
        }
    }
}
