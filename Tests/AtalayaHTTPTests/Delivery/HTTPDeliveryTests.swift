import Atalaya
import AtalayaHTTP
import AtalayaLogs
import AtalayaTesting
import AtalayaZlib
import Logging
import Synchronization
import Testing

@Suite("Delivery over HTTP")
struct HTTPDeliveryTests {
    private static let ok = HTTPTestReaction.answer(status: 200)

    @Test(
        "posts chunks and acknowledges them",
        arguments: HTTPOutputs.all.map { $0.profile.name })
    func plain(output: String) async throws {
        let answer = HTTPTestReaction.answer(status: 200, body: Array(#"{"errors":false}"#.utf8))
        try await OutputScene.with(output, behaviour: { _ in answer }) { scene in
            for start in 0..<10 { try await scene.delivery.enqueue(OutputScene.chunk(start * 10..<start * 10 + 10)) }
            try await waitUntil("all are acknowledged") { scene.observer.events.acknowledgedRecords == 100 }
            let requests = scene.server.requests
            #expect(requests.count == 10)
            #expect(requests.allSatisfy { $0.method == "POST" && $0.header("content-encoding") == "gzip" })
            #expect(scene.server.connectionCount <= 4, "connections are used again")
            #expect(scene.observer.events.failures.isEmpty && scene.observer.events.quarantined.isEmpty)
        }
    }

    @Test("compresses as it is told", arguments: [ContentCoding.gzip, .deflate, .none])
    func codings(coding: ContentCoding) async throws {
        try await OutputScene.with(configure: { $0.coding = coding }, behaviour: { _ in Self.ok }) { scene in
            try await scene.delivery.enqueue(OutputScene.chunk(0..<500))
            try await waitUntil("it is there") { scene.observer.events.acknowledgedRecords == 500 }
            let request = try #require(scene.server.requests.first)
            #expect(request.header("content-encoding") == coding.headerValue)
            #expect(OutputScene.numbers(in: request) == Array(0..<500))
        }
    }

    /// Each answers as it is told to for a while, and then well.
    @Test(
        "sends again what failed, and loses nothing",
        arguments: [
            "status 429", "status 500", "status 503", "status 401", "status 404", "status 302", "close", "nonsense",
            "too long",
        ])
    func failures(kind: String) async throws {
        let reaction: HTTPTestReaction =
            switch kind {
            case "close": .close
            case "nonsense": .bytes(Array("SMTP\r\n\r\n".utf8))
            case "too long": .answer(status: 200, body: [UInt8](repeating: 0, count: 2_000))
            default: .answer(status: Int(kind.split(separator: " ")[1]) ?? 0)
            }
        let failed = Mutex(0)
        try await OutputScene.with(configure: { $0.answerBytesMax = 1_000 }) { _ in
            failed.withLock { count in
                count += 1
                return count <= 6 ? reaction : Self.ok
            }
        } _: { scene in
            for start in 0..<5 { try await scene.delivery.enqueue(OutputScene.chunk(start * 10..<start * 10 + 10)) }
            try await waitUntil("all are acknowledged") { scene.observer.events.acknowledgedRecords == 50 }
            #expect(scene.observer.events.quarantined.isEmpty)
            #expect(Set(scene.server.requests.flatMap(OutputScene.numbers)) == Set(0..<50))
        }
    }

    @Test("gives up a request that is not answered, and sends it again")
    func silence() async throws {
        let first = Mutex(true)
        try await OutputScene.with(configure: { $0.delivery.acknowledgementTimeout = .milliseconds(100) }) { _ in
            first.withLock { isFirst in
                defer { isFirst = false }
                return isFirst ? .silence : Self.ok
            }
        } _: { scene in
            try await scene.delivery.enqueue(OutputScene.chunk(0..<10))
            try await waitUntil("it is acknowledged") { scene.observer.events.acknowledgedRecords == 10 }
            let requests = scene.delivery.currentStatistics.requests
            #expect(try #require(requests["2xx"]) >= 1)
            #expect(try #require(requests["timeout"]) >= 1)
        }
    }

    @Test("splits a chunk that is refused until the bad record is alone")
    func poison() async throws {
        try await OutputScene.with { request in
            OutputScene.numbers(in: request).contains(37) ? .answer(status: 400) : Self.ok
        } _: { scene in
            try await scene.delivery.enqueue(OutputScene.chunk(0..<64))
            try await scene.delivery.enqueue(OutputScene.chunk(64..<128))
            try await waitUntil("all are settled") {
                scene.observer.events.acknowledgedRecords == 127 && scene.observer.events.quarantinedRecords == 1
            }
            let bad = try #require(scene.observer.events.quarantined.first)
            #expect(try RecordBatch(bad).records.first?["n"] == .integer(37))
        }
    }

    @Test("sends again only the records that a bulk request failed for")
    func partialFailures() async throws {
        let attempts = Mutex(0)
        try await OutputScene.with("elasticsearch") { request in
            let attempt = attempts.withLock { count in
                count += 1
                return count
            }
            let items = OutputScene.numbers(in: request).map { number in
                // At first a third is stored, a third has no room, and the rest never fits.
                let status = attempt > 1 ? 201 : [201, 429, 400][number % 3]
                return #"{"create":{"status":\#(status)}}"#
            }
            let body = #"{"errors":\#(attempt == 1),"items":[\#(items.joined(separator: ","))]}"#
            return .answer(status: 200, body: Array(body.utf8))
        } _: { scene in
            try await scene.delivery.enqueue(OutputScene.chunk(0..<9))
            try await waitUntil("all are settled") {
                scene.observer.events.acknowledgedRecords == 6 && scene.observer.events.quarantinedRecords == 3
            }
            let requests = scene.server.requests
            #expect(OutputScene.numbers(in: requests[0]) == Array(0..<9))
            #expect(requests.dropFirst().flatMap(OutputScene.numbers).sorted() == [1, 4, 7])
            // They keep the names they had.
            let names = requests.map { request in
                let body = (try? Zlib.decompress(request.body, format: .gzip, outputBytesMax: 1 << 20)) ?? []
                return String(decoding: body, as: UTF8.self).matches(of: /"_id":"([^"]+)"/).map { String($0.output.1) }
            }
            #expect(names.dropFirst().flatMap { $0 }.sorted() == [names[0][1], names[0][4], names[0][7]].sorted())
        }
    }

    @Test("counts what OTLP's partial success rejects")
    func partialSuccess() async throws {
        let body = Array(#"{"partialSuccess":{"rejectedLogRecords":"3"}}"#.utf8)
        try await OutputScene.with("otlp", behaviour: { _ in .answer(status: 200, body: body) }) { scene in
            try await scene.delivery.enqueue(OutputScene.chunk(0..<10))
            try await waitUntil("all are settled") {
                scene.observer.events.acknowledgedRecords == 7 && scene.observer.events.quarantinedRecords == 3
            }
            #expect(scene.server.requests.count == 1)
        }
    }

    @Test("waits as long as the server asks")
    func retryAfter() async throws {
        try await OutputScene.with(behaviour: { _ in
            .answer(status: 503, headers: [("Retry-After", "100")])
        }) { scene in
            try await scene.delivery.enqueue(OutputScene.chunk(0..<10))
            try await waitUntil("it was told to wait") { scene.delivery.currentStatistics.counters.deferrals == 1 }
            // Draining does not wait: it tries once more at once.
            await scene.delivery.drain(within: .seconds(3))
            try await waitUntil("it is handed back") { scene.observer.events.undelivered.count == 1 }
            #expect(scene.server.requests.count == 2)
        }
    }

    @Test("holds chunks while the server is away, up to its limit, and delivers them when it is back")
    func away() async throws {
        let port = try await HTTPTestServer.with(behaviour: { _ in Self.ok }) { $0.port }
        try await OutputScene.with(
            configure: {
                $0.url = "http://127.0.0.1:\(port)"
                $0.delivery.heldChunksMax = 3
            }, behaviour: { _ in Self.ok }
        ) { scene in
            for start in 0..<3 { try await scene.delivery.enqueue(OutputScene.chunk(start * 10..<start * 10 + 10)) }
            #expect(try await !scene.delivery.offer(OutputScene.chunk(30..<40)))
            try await waitUntil("it was tried") { !scene.observer.events.failures.isEmpty }
            #expect(scene.observer.events.failures.allSatisfy { $0.hasPrefix("http://127.0.0.1:\(port): ") })
            let server = try await HTTPTestServer(port: port, behaviour: { _ in Self.ok })
            try await scene.delivery.enqueue(OutputScene.chunk(30..<40))
            try await waitUntil("all are acknowledged") { scene.observer.events.acknowledgedRecords == 40 }
            await server.close()
            #expect(scene.observer.events.quarantined.isEmpty)
        }
    }

    @Test("says who it is, and reads its secret anew when it is not believed")
    func credentials() async throws {
        let directory = try ScratchDirectory()
        let token = directory.path + "/token"
        try directory.write("old\n", to: "token")
        try await OutputScene.with(configure: {
            $0.credentials = .bearer(tokenFile: token)
            $0.headers = [("X-Scope-OrgID", "tenant")]
        }) { request in
            if request.header("authorization") == "Bearer new" { return Self.ok }
            try? directory.write("new", to: "token")
            return .answer(status: 401)
        } _: { scene in
            try await scene.delivery.enqueue(OutputScene.chunk(0..<10))
            try await waitUntil("it is acknowledged") { scene.observer.events.acknowledgedRecords == 10 }
            #expect(scene.server.requests.map { $0.header("authorization") } == ["Bearer old", "Bearer new"])
            #expect(scene.server.requests.allSatisfy { $0.header("x-scope-orgid") == "tenant" })
            #expect(!scene.observer.events.failures.contains { $0.contains("old") })
        }
    }

    @Test("says a user and a password as HTTP has it")
    func basic() async throws {
        let directory = try ScratchDirectory()
        try directory.write("open sesame\n", to: "password")
        try await OutputScene.with(
            configure: {
                $0.credentials = .basic(user: "Aladdin", passwordFile: directory.path + "/password")
            }, behaviour: { _ in Self.ok }
        ) { scene in
            try await scene.delivery.enqueue(OutputScene.chunk(0..<1))
            try await waitUntil("it is acknowledged") { scene.observer.events.acknowledgedRecords == 1 }
            // The example of RFC 7617.
            #expect(scene.server.requests.first?.header("authorization") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
        }
    }

    @Test(
        "refuses URLs that are none or hold a secret",
        arguments: [
            "", "loki:3100", "ftp://a/", "http://", "http://u:p@a/", "http://a/?token=x", "http://a/#b", "http://a b/",
        ])
    func badURLs(url: String) throws {
        let output = try HTTPOutputs.make(named: "loki")
        #expect(throws: ShellError(.configuration, subject: "output", message: "")) {
            try HTTPDelivery(
                configuration: HTTPDeliveryConfiguration(output: output, url: url), observer: RecordedDelivery(),
                logger: Logger(label: "test"))
        }
    }
}
