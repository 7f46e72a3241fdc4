import Atalaya
import AtalayaConfig
import AtalayaHTTP
import AtalayaLogs
import AtalayaModel
import AtalayaTesting
import AtalayaZlib
import Foundation
import Logging
import Synchronization
import Testing

/// From a file on the disk to the body of a request, with a server that has bad days.
@Suite("A sidecar with an output over HTTP")
struct SidecarOutputTests {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private static func configuration(_ directory: String, _ output: LogDestination) -> SidecarConfiguration {
        var configuration = SidecarConfiguration(
            listen: Endpoint(host: "127.0.0.1", port: 0), output: output, checkpointDirectory: directory + "/state",
            tag: "app", tails: [SidecarConfiguration.Tail(source: "app", path: directory + "/*.log", format: "none")])
        configuration.limits.chunkAgeMax = .milliseconds(10)
        configuration.limits.chunkRecordsMax = 40
        configuration.limits.pollInterval = .milliseconds(10)
        configuration.limits.drainTimeout = .seconds(300)
        return configuration
    }

    private static func run(
        _ configuration: SidecarConfiguration, _ body: @escaping @Sendable (SidecarRuntime) async throws -> Void
    ) async throws {
        try await withTimeLimit(.seconds(300)) {
            let runtime = try SidecarRuntime(
                configuration: configuration, makeOutput: LogOutputChoice.http, logger: Self.quiet)
            let running = Task { try await runtime.run() }
            do { try await body(runtime) } catch {
                running.cancel()
                _ = await running.result
                throw error
            }
            running.cancel()
            _ = try await running.value
            #expect(runtime.accounts.unaccountedRecords == 0)
        }
    }

    private static func lines(_ numbers: Range<Int>) -> String { numbers.map { "line-\($0)-end\n" }.joined() }

    private static func numbers(in request: HTTPTestRequest) -> [Int] {
        let body = try? Zlib.decompress(request.body, format: .gzip, outputBytesMax: 64 << 20)
        return String(decoding: body ?? [], as: UTF8.self).matches(of: /line-(\d+)-end/).compactMap { Int($0.output.1) }
    }

    @Test("loses no line to a server that fails, drops and is slow", arguments: HTTPOutputs.all.map { $0.profile.name })
    func chaos(name: String) async throws {
        let directory = try ScratchDirectory()
        try directory.write(Self.lines(0..<2_000), to: "app.log")
        let stored = Mutex<Set<Int>>([])
        let attempts = Mutex(0)
        try await HTTPTestServer.with { request in
            let attempt = attempts.withLock { count in
                count += 1
                return count
            }
            // Every other request fails, in a way of its own; some have arrived all the same.
            switch attempt % 14 {
            case 1: return .answer(status: 503)
            case 3: return .close
            case 5: return .answer(status: 429, headers: [("Retry-After", "0")])
            case 7:
                stored.withLock { $0.formUnion(Self.numbers(in: request)) }
                return .close
            case 9: return .silence
            case 11: return .answer(status: 401)
            case 13: return .bytes(Array("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nno".utf8))
            default:
                stored.withLock { $0.formUnion(Self.numbers(in: request)) }
                return .answer(status: 200, body: Array(#"{"errors":false}"#.utf8))
            }
        } _: { server in
            let kind = try #require(LogDestinationKind.named(name))
            let output = LogDestination(
                kind,
                ["url": .text("http://127.0.0.1:\(server.port)"), "timeout": .duration(.milliseconds(200))])
            try await Self.run(Self.configuration(directory.path, output)) { runtime in
                try await waitUntil("all are acknowledged", limit: .seconds(300)) {
                    runtime.accounts.acknowledgedRecords == 2_000
                }
            }
            #expect(stored.withLock { $0 } == Set(0..<2_000))
        }
    }

    @Test("goes on where it was after a restart with the server away")
    func restart() async throws {
        let directory = try ScratchDirectory()
        try directory.write(Self.lines(0..<500), to: "app.log")
        let port = try await HTTPTestServer.with(behaviour: { _ in .close }) { $0.port }
        let output = LogDestination(.loki, ["url": .text("http://127.0.0.1:\(port)")])
        var configuration = Self.configuration(directory.path, output)
        configuration.limits.drainTimeout = .milliseconds(50)
        try await Self.run(configuration) { runtime in
            try await waitUntil("something was read") { runtime.accounts.inFlightRecords > 0 }
        }
        let server = try await HTTPTestServer(port: port) { _ in .answer(status: 204) }
        try await Self.run(configuration) { runtime in
            try await waitUntil("all are acknowledged") { runtime.accounts.acknowledgedRecords == 500 }
        }
        #expect(Set(server.requests.flatMap(Self.numbers)) == Set(0..<500))
        await server.close()
    }

    @Test("drops and counts a record that a server never takes, and delivers the others")
    func poison() async throws {
        let directory = try ScratchDirectory()
        try directory.write(Self.lines(0..<200), to: "app.log")
        try await HTTPTestServer.with { request in
            Self.numbers(in: request).contains(77) ? .answer(status: 400) : .answer(status: 204)
        } _: { server in
            let output = LogDestination(.loki, ["url": .text("http://127.0.0.1:\(server.port)")])
            try await Self.run(Self.configuration(directory.path, output)) { runtime in
                try await waitUntil("all are settled") {
                    runtime.accounts.acknowledgedRecords == 199 && runtime.accounts.inFlightRecords == 0
                }
                let ledger = runtime.accounts.ledger
                #expect(ledger.sources.first?.ledger.dropped[.refused]?.records == 1)
            }
        }
    }

    @Test("writes files that zcat reads, and every line is in them")
    func files() async throws {
        let directory = try ScratchDirectory()
        try directory.write(Self.lines(0..<2_000), to: "app.log")
        let output = LogDestination(.files, ["directory": .text(directory.path + "/out")])
        try await Self.run(Self.configuration(directory.path, output)) { runtime in
            try await waitUntil("all are acknowledged") { runtime.accounts.acknowledgedRecords == 2_000 }
        }
        let files = SystemFileSystem()
        let text = try files.names(in: directory.path + "/out").filter { $0.hasSuffix(".gz") }.map { name in
            let bytes = try files.contents(of: "\(directory.path)/out/\(name)", bytesMax: 64 << 20)
            return String(
                decoding: try Zlib.decompress(bytes, format: .gzip, outputBytesMax: 64 << 20), as: UTF8.self)
        }.joined()
        #expect(text.matches(of: /line-(\d+)-end/).compactMap { Int($0.output.1) } == Array(0..<2_000))
    }

    @Test("refuses to start with an option that the output cannot use")
    func badOptions() async throws {
        let directory = try ScratchDirectory()
        let output = LogDestination(.elasticsearch, ["url": .text("http://a"), "index": .text("UPPER")])
        let runtime = try SidecarRuntime(
            configuration: Self.configuration(directory.path, output), makeOutput: LogOutputChoice.http,
            logger: Self.quiet)
        await #expect(throws: ShellError(.configuration, subject: "output elasticsearch", message: "")) {
            try await runtime.run()
        }
    }
}
