import AsyncHTTPClient
import Atalaya
import NIOCore
import NIOHTTP1

/// Asks a service's health check by HTTP: a status from 200 to 299 within the timeout is healthy.
struct HTTPProbe: HealthProbe {
    let url: String
    let timeout: Duration
    let client: HTTPClient

    /// One client for all probes. A probe opens its own connection each time: whether one can be opened is part of the question.
    static func makeClient() -> HTTPClient {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.connectionPool.idleTimeout = .seconds(1)
        // A refusal is the answer; tried again until the timeout it would look like slowness.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    func check() async -> ProbeOutcome {
        var request = HTTPClientRequest(url: url)
        request.headers.add(name: "user-agent", value: "atalaya-sidecar/\(SidecarVersion.text)")
        request.headers.add(name: "connection", value: "close")
        do {
            let response = try await client.execute(request, timeout: .nanoseconds(timeout.nanoseconds))
            let status = Int(response.status.code)
            let isHealthy = (200..<300).contains(status)
            return ProbeOutcome(isHealthy: isHealthy, statusCode: status, reason: isHealthy ? "" : "status")
        } catch {
            return ProbeOutcome(isHealthy: false, reason: Self.reason(error))
        }
    }

    /// One of a few words: it becomes the value of a label.
    private static func reason(_ error: any Error) -> String {
        switch error {
        case let error as HTTPClientError where error == .deadlineExceeded || error == .connectTimeout: "timeout"
        case let error as HTTPClientError where error == .readTimeout || error == .writeTimeout: "timeout"
        case is HTTPClientError: "protocol"
        case is CancellationError: "cancelled"
        default: "unreachable"
        }
    }
}

extension Duration {
    /// Whole nanoseconds; a duration of more than 292 years is the longest there is.
    fileprivate var nanoseconds: Int64 {
        let (seconds, overflow) = components.seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? .max : seconds + components.attoseconds / 1_000_000_000
    }
}
