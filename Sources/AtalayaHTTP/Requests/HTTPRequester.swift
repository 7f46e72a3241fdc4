import AsyncHTTPClient
public import AtalayaLogs
import AtalayaZlib
import NIOCore
import NIOHTTP1

/// Asks HTTP servers: connections are kept and shared, every answer has a longest body, every question a time limit
/// that covers the last byte of the answer too.
///
/// ```swift
/// let requester = try HTTPRequester()
/// let answer = try await requester.answer(to: HTTPRequest(url: "http://127.0.0.1:9464/metrics"))
/// await requester.shutdown()
/// ```
///
/// Redirects are not followed. Nothing is tried again: that is for whoever knows what the request does. Call
/// ``shutdown()`` when it is not needed any more.
public final class HTTPRequester: Sendable {
    private let client: HTTPClient

    /// - Parameters:
    ///   - tls: Whom to trust, and who we are.
    ///   - connectionsMax: Connections to one server at the same time; further requests wait for one, inside their time.
    ///   - idleTimeout: How long a connection without requests is kept. Shorter than the servers', or the next request
    ///     may meet a connection that is being closed.
    /// - Throws: `ShellError` naming the file that cannot be used for TLS.
    public init(tls: HTTPTLS = HTTPTLS(), connectionsMax: Int = 8, idleTimeout: Duration = .seconds(5)) throws {
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: try tls.configuration(), redirectConfiguration: .disallow)
        configuration.connectionPool.idleTimeout = .nanoseconds(idleTimeout.wholeNanoseconds)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = max(1, connectionsMax)
        // A refusal is an answer; tried again until the timeout it would look like slowness.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        self.client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Asks once.
    ///
    /// An answer in gzip or deflate is decompressed, within the same limit. It only comes if the request says
    /// `Accept-Encoding`.
    ///
    /// - Throws: ``HTTPFailure`` when there is no complete answer within the limits. Any status is an answer.
    public func answer(to request: HTTPRequest) async throws(HTTPFailure) -> HTTPAnswer {
        do {
            return try await withThrowingTaskGroup(of: HTTPAnswer?.self) { group in
                group.addTask { try await self.exchange(request) }
                // The client's own time limit ends with the head of the answer.
                group.addTask {
                    try await Task.sleep(for: min(request.timeout, Self.timeoutMax))
                    return nil
                }
                defer { group.cancelAll() }
                guard let answer = try await group.next() ?? nil else {
                    throw HTTPFailure(.timeout, "no answer in time")
                }
                return answer
            }
        } catch {
            throw HTTPFailure(error)
        }
    }

    /// Closes all connections. Requests that are under way fail, and so does every later one.
    public func shutdown() async {
        try? await self.client.shutdown()
    }

    /// `Task.sleep` traps on durations that cannot be added to the time of its clock.
    private static let timeoutMax: Duration = .seconds(365 * 86_400)

    private func exchange(_ request: HTTPRequest) async throws -> HTTPAnswer {
        var outgoing = HTTPClientRequest(url: request.url)
        outgoing.method = HTTPMethod(rawValue: request.method)
        for header in request.headers { outgoing.headers.add(name: header.name, value: header.value) }
        if !request.body.isEmpty { outgoing.body = .bytes(request.body) }
        let timeout = min(request.timeout, Self.timeoutMax)
        let response = try await self.client.execute(outgoing, timeout: .nanoseconds(timeout.wholeNanoseconds))
        let body = try await response.body.collect(upTo: request.answerBytesMax)
        var answer = HTTPAnswer(status: Int(response.status.code))
        answer.headers = response.headers.map { ($0.name, $0.value) }
        answer.body = try Self.decoded(
            Array(body.readableBytesView), answer.header("content-encoding"), bytesMax: request.answerBytesMax)
        return answer
    }

    private static func decoded(_ body: [UInt8], _ coding: String?, bytesMax: Int) throws -> [UInt8] {
        let format: ZlibFormat
        switch coding?.lowercased() {
        case "gzip", "x-gzip": format = .gzip
        case "deflate": format = .zlib
        default: return body
        }
        // An answer without a body may name its coding all the same.
        guard !body.isEmpty else { return body }
        do {
            return try Zlib.decompress(body, format: format, outputBytesMax: bytesMax)
        } catch {
            throw HTTPFailure(error.code == .outputLimit ? .tooLarge : .brokenAnswer, "the answer: \(error)")
        }
    }
}

extension Duration {
    /// A duration of more than 292 years is the longest there is.
    var wholeNanoseconds: Int64 {
        let (seconds, overflow) = self.components.seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return self < .zero ? .min : .max }
        let (sum, tooLong) = seconds.addingReportingOverflow(self.components.attoseconds / 1_000_000_000)
        return tooLong ? .max : sum
    }
}
