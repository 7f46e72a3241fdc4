import Atalaya
import AtalayaTesting
import Logging
import Testing

@Suite("The exporter's server on loopback")
struct ExporterServerTests {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// Runs a server on a free port for the time of the body.
    private func withServer(
        _ change: (inout ExporterConfiguration) -> Void = { _ in }, routes others: [any ExporterRoute] = [],
        _ body: @escaping @Sendable (UInt16) async throws -> Void
    ) async throws {
        var configuration = ExporterConfiguration(address: Endpoint(host: "127.0.0.1", port: 0))
        change(&configuration)
        let routes = ExporterRoutes(title: "test", readiness: Readiness(), routes: others)
        let server = ExporterServer(configuration: configuration, routes: routes, logger: Self.quiet)
        try await withTimeLimit {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await server.run() }
                try await body(try await server.boundAddress().port)
                group.cancelAll()
                // A cancelled server returns without an error.
                try await group.waitForAll()
            }
        }
    }

    @Test("two requests on one connection get two answers, the second closes it when asked to")
    func keepAlive() async throws {
        try await self.withServer { port in
            let text = try await LoopbackConnection.with(port: port) { connection in
                try await connection.send("GET /-/healthy HTTP/1.1\r\nHost: a\r\n\r\n")
                let first = try await connection.receive(until: "healthy\n")
                try await connection.send("GET /-/ready?x=1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                return try await first + connection.receiveAll()
            }
            #expect(text.split(separator: "HTTP/1.1 200 OK").count == 2)
            #expect(text.hasSuffix("ready\n"))
        }
    }

    @Test("pipelined requests are answered in their order")
    func pipelining() async throws {
        try await self.withServer { port in
            let text = try await LoopbackConnection.with(port: port) { connection in
                try await connection.send(
                    "GET /-/healthy HTTP/1.1\r\nHost: a\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n"
                        + "GET /-/ready HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                )
                return try await connection.receiveAll()
            }
            let statuses = text.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("HTTP/1.1") }
            #expect(statuses == ["HTTP/1.1 200 OK", "HTTP/1.1 404 Not Found", "HTTP/1.1 200 OK"])
        }
    }

    @Test("HEAD has the length of the body and no body")
    func head() async throws {
        try await self.withServer { port in
            let text = try await LoopbackConnection.with(port: port) { connection in
                try await connection.send("HEAD /-/healthy HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                return try await connection.receiveAll()
            }
            #expect(text.lowercased().contains("content-length: 8\r\n"))
            #expect(text.hasSuffix("\r\n\r\n"))
        }
    }

    @Test(
        "what is not HTTP, or has too long a head, is answered 400 and closed",
        arguments: [
            "\u{16}\u{3}\u{1}\r\n\r\n",
            "GET / HTTP/1.1\r\nX-Long: " + String(repeating: "a", count: 9_000) + "\r\n\r\n",
        ])
    func badRequest(request: String) async throws {
        try await self.withServer { port in
            let text = try await LoopbackConnection.with(port: port) { connection in
                try await connection.send(request)
                return try await connection.receiveAll()
            }
            #expect(text.hasPrefix("HTTP/1.1 400"))
        }
    }

    @Test("a head that never ends is cut off")
    func slowHead() async throws {
        try await self.withServer({ $0.headTimeout = .milliseconds(20) }) { port in
            let text = try await LoopbackConnection.with(port: port) { connection in
                try await connection.send("GET / HT")
                return try await connection.receiveAll()
            }
            #expect(text == "")
        }
    }

    @Test("a connection without a request is closed")
    func idle() async throws {
        try await self.withServer({ $0.idleTimeout = .milliseconds(20) }) { port in
            let text = try await LoopbackConnection.with(port: port) { try await $0.receiveAll() }
            #expect(text == "")
        }
    }

    @Test("a connection above the limit is closed, the others live on")
    func tooMany() async throws {
        try await self.withServer({ $0.connectionsMax = 1 }) { port in
            let text = try await LoopbackConnection.with(port: port) { first in
                try await first.send("GET /-/healthy HTTP/1.1\r\nHost: a\r\n\r\n")
                let before = try await first.receive(until: "healthy\n")
                let second = try await LoopbackConnection.with(port: port) { try await $0.receiveAll() }
                #expect(second == "")
                try await first.send("GET /-/healthy HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                return try await before + first.receiveAll()
            }
            #expect(text.split(separator: "HTTP/1.1 200 OK").count == 2)
        }
    }

    /// Answers when it is told to.
    private struct SlowRoute: ExporterRoute {
        let path = "/slow"
        let method = "GET"
        let summary = ""
        let begun: AsyncStream<Void>.Continuation
        let release: AsyncStream<Void>

        func respond(to request: ExporterRequest) async -> ExporterResponse {
            self.begun.yield()
            for await _ in self.release { break }
            return .text(200, "slow")
        }
    }

    @Test("a request above the limit is refused at once, the probes and the next one are answered")
    func tooManyRequests() async throws {
        let (begun, hasBegun) = AsyncStream.makeStream(of: Void.self)
        let (release, releasing) = AsyncStream.makeStream(of: Void.self)
        let slow = SlowRoute(begun: hasBegun, release: release)
        try await self.withServer({ $0.requestsMax = 1 }, routes: [slow]) { port in
            let first = Task { try await LoopbackConnection.get("/slow", port: port) }
            for await _ in begun { break }
            let refused = try await LoopbackConnection.get("/", port: port)
            #expect(refused.hasPrefix("HTTP/1.1 503"))
            #expect(refused.lowercased().contains("retry-after: 1\r\n"))
            #expect(try await LoopbackConnection.get("/-/healthy", port: port).hasPrefix("HTTP/1.1 200"))
            #expect(try await LoopbackConnection.get("/-/ready", port: port).hasPrefix("HTTP/1.1 200"))
            releasing.yield()
            #expect(try await first.value.hasPrefix("HTTP/1.1 200"))
            #expect(try await LoopbackConnection.get("/", port: port).hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test("a scrape whose time is over before its turn is not collected for")
    func late() async throws {
        try await self.withServer { port in
            let text = try await LoopbackConnection.with(port: port) { connection in
                try await connection.send(
                    "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Prometheus-Scrape-Timeout-Seconds: 1e-12\r\n\r\n"
                )
                return try await connection.receiveAll()
            }
            #expect(text.hasPrefix("HTTP/1.1 503"))
        }
    }

    @Test(
        "a scrape timeout that is none does not matter",
        arguments: ["", "x", "0", "-1", "nan", "inf", "1e308", "10"])
    func timeouts(header: String) async throws {
        try await self.withServer { port in
            let text = try await LoopbackConnection.with(port: port) { connection in
                try await connection.send(
                    "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Prometheus-Scrape-Timeout-Seconds: \(header)\r\n\r\n"
                )
                return try await connection.receiveAll()
            }
            #expect(text.hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test("a body that is too large is answered 413")
    func largeBody() async throws {
        try await self.withServer({ $0.bodyBytesMax = 10 }) { port in
            let text = try await LoopbackConnection.with(port: port) { connection in
                try await connection.send(
                    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n" + String(repeating: "x", count: 100))
                return try await connection.receiveAll()
            }
            #expect(text.hasPrefix("HTTP/1.1 413"))
        }
    }

    @Test("a port in use is one clear line")
    func portInUse() async throws {
        try await self.withServer { port in
            let address = Endpoint(host: "127.0.0.1", port: port)
            let routes = ExporterRoutes(title: "test", readiness: Readiness(), routes: [])
            let second = ExporterServer(
                configuration: ExporterConfiguration(address: address), routes: routes, logger: Self.quiet)
            let error = await #expect(throws: ShellError.self) { try await second.run() }
            #expect(error?.description == "127.0.0.1:\(port): address already in use")
            await #expect(throws: ShellError.self) { try await second.boundAddress() }
        }
    }
}
