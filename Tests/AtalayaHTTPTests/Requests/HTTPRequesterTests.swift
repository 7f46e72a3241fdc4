import Atalaya
import AtalayaHTTP
import AtalayaTesting
import AtalayaZlib
import Testing

@Suite("The HTTP client")
struct HTTPRequesterTests {
    private static func url(_ server: HTTPTestServer) -> String { "http://127.0.0.1:\(server.port)/path?query=1" }

    /// Asks once, and shuts the client down.
    private static func ask(_ request: HTTPRequest) async throws -> Result<HTTPAnswer, HTTPFailure> {
        let requester = try HTTPRequester()
        let result: Result<HTTPAnswer, HTTPFailure>
        do { result = .success(try await requester.answer(to: request)) } catch { result = .failure(error) }
        await requester.shutdown()
        return result
    }

    private static func failure(of result: Result<HTTPAnswer, HTTPFailure>) -> HTTPFailure.Code? {
        guard case .failure(let failure) = result else { return nil }
        return failure.code
    }

    @Test("sends method, headers and body, and gives status, headers and body", arguments: [200, 204, 301, 404, 503])
    func exchange(status: Int) async throws {
        try await HTTPTestServer.with(behaviour: { _ in
            .answer(status: status, headers: [("X-One", "1")], body: status == 204 ? [] : Array("body".utf8))
        }) { server in
            let request = HTTPRequest(
                "POST", url: Self.url(server), headers: [("content-type", "text/x")], body: [0, 255, 10])
            let answer = try await Self.ask(request).get()
            #expect(answer.status == status)
            #expect(answer.header("x-one") == "1")
            #expect(answer.body == (status == 204 ? [] : Array("body".utf8)))
            let received = try #require(server.requests.first)
            #expect(received.method == "POST" && received.target == "/path?query=1")
            #expect(received.header("Content-Type") == "text/x")
            #expect(received.body == [0, 255, 10])
        }
    }

    @Test("uses a connection again")
    func reuse() async throws {
        try await HTTPTestServer.with(behaviour: { _ in .answer(status: 200, body: [1]) }) { server in
            let requester = try HTTPRequester()
            for _ in 0..<5 { _ = try await requester.answer(to: HTTPRequest(url: Self.url(server))) }
            await requester.shutdown()
            #expect(server.requests.count == 5)
            #expect(server.connectionCount == 1)
        }
    }

    @Test("takes an answer of the longest length, and not one byte more")
    func bounded() async throws {
        let body = [UInt8](repeating: 7, count: 100_000)
        try await HTTPTestServer.with(behaviour: { _ in .answer(status: 200, body: body) }) { server in
            let exact = try await Self.ask(HTTPRequest(url: Self.url(server), answerBytesMax: body.count)).get()
            #expect(exact.body == body)
            let short = try await Self.ask(HTTPRequest(url: Self.url(server), answerBytesMax: body.count - 1))
            #expect(Self.failure(of: short) == .tooLarge)
        }
    }

    @Test("decompresses answers, within the same limit", arguments: [("gzip", ZlibFormat.gzip), ("deflate", .zlib)])
    func decompression(coding: String, format: ZlibFormat) async throws {
        let body = [UInt8](repeating: 7, count: 100_000)
        let packed = try Zlib.compress(body, format: format)
        try await HTTPTestServer.with(behaviour: { _ in
            .answer(status: 200, headers: [("content-encoding", coding)], body: packed)
        }) { server in
            let exact = try await Self.ask(HTTPRequest(url: Self.url(server), answerBytesMax: body.count)).get()
            #expect(exact.body == body)
            let short = try await Self.ask(HTTPRequest(url: Self.url(server), answerBytesMax: body.count - 1))
            #expect(Self.failure(of: short) == .tooLarge)
        }
        try await HTTPTestServer.with(behaviour: { _ in
            .answer(status: 200, headers: [("content-encoding", coding)], body: Array(packed.dropLast()))
        }) { server in
            let cut = try await Self.ask(HTTPRequest(url: Self.url(server)))
            #expect(Self.failure(of: cut) == .brokenAnswer)
        }
    }

    @Test("gives up in time: without an answer, and in the middle of one")
    func timeouts() async throws {
        let reactions: [HTTPTestReaction] = [
            .silence, .bytes(Array("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf".utf8)),
        ]
        for reaction in reactions {
            try await HTTPTestServer.with(behaviour: { _ in reaction }) { server in
                let result = try await Self.ask(HTTPRequest(url: Self.url(server), timeout: .milliseconds(50)))
                #expect(Self.failure(of: result) == .timeout)
            }
        }
    }

    @Test("tells a closed connection and nonsense apart from a server that is not there")
    func broken() async throws {
        for reaction in [HTTPTestReaction.close, .bytes(Array("SSH-2.0-x\r\n\r\n".utf8))] {
            try await HTTPTestServer.with(behaviour: { _ in reaction }) { server in
                let result = try await Self.ask(HTTPRequest(url: Self.url(server)))
                #expect(Self.failure(of: result) == .brokenAnswer)
            }
        }
        let port = try await HTTPTestServer.with(behaviour: { _ in .silence }) { $0.port }
        let away = try await Self.ask(HTTPRequest(url: "http://127.0.0.1:\(port)/"))
        #expect(Self.failure(of: away) == .unreachable)
    }

    @Test("refuses URLs that are none", arguments: ["", "/path", "ftp://127.0.0.1/", "http://", "http://a b/"])
    func invalid(url: String) async throws {
        let result = try await Self.ask(HTTPRequest(url: url))
        #expect(Self.failure(of: result) == .invalidRequest)
    }

    @Test("fails after its end instead of waiting")
    func afterShutdown() async throws {
        let requester = try HTTPRequester()
        await requester.shutdown()
        await #expect(throws: HTTPFailure.self) {
            try await requester.answer(to: HTTPRequest(url: "http://127.0.0.1:1/"))
        }
    }

    @Test("names the file that cannot be used for TLS", arguments: [true, false])
    func missingFiles(isAuthority: Bool) {
        let tls = isAuthority ? HTTPTLS(authoritiesFile: "/nowhere.pem") : HTTPTLS(certificateFile: "/nowhere.pem")
        let expected = ShellError(.configuration, subject: "/nowhere.pem", message: "")
        #expect(throws: expected) { try HTTPRequester(tls: tls) }
    }
}
