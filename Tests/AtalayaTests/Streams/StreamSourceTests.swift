@testable import Atalaya
import AtalayaConfig
import AtalayaTesting
import Foundation
import Synchronization
import Testing

@Suite("Lines of streams")
struct StreamSourceTests {
    /// Takes chunks while it has room.
    private final class BoundedOutput: LogOutput {
        let chunks = Mutex<[Chunk]>([])
        let room: Announcement<Void>?

        init(room: Announcement<Void>? = nil) {
            self.room = room
        }

        func run() async {}
        func drain(within limit: Duration) async {}

        func enqueue(_ chunk: Chunk) async throws {
            if let room = self.room { try await room.value() }
            self.chunks.withLock { $0.append(chunk) }
        }

        func offer(_ chunk: Chunk) async -> Bool { false }

        var lines: [String] {
            get throws {
                try self.chunks.withLock { $0 }.flatMap { chunk in
                    String(decoding: try SpoolTranscript.lines(of: chunk), as: UTF8.self).split(separator: "\n").map {
                        String($0.split(separator: "\"").dropLast().last ?? "")
                    }
                }
            }
        }
    }

    private func source(
        _ output: BoundedOutput, accounts: LogAccounts, chunkBytes: Int = 256 << 10, metrics: LogMetrics? = nil,
        flushing: Flushing? = nil
    ) throws -> StreamSource {
        var configuration = TailerConfiguration(source: "in", path: "-", tag: "app", parser: PlainParser())
        configuration.chunks = ChunkLimits(bytesMax: chunkBytes)
        if let flushing {
            // Nothing goes by its age.
            configuration.chunks = ChunkLimits(bytesMax: chunkBytes, ageMax: .seconds(10_000))
            configuration.flushing = flushing
        }
        let metrics = try metrics ?? LogMetrics(metrics: [], source: "in", registry: MetricsRegistry())
        return try StreamSource(configuration: configuration, metrics: metrics, accounts: accounts, output: output)
    }

    @Test("are split wherever the bytes are cut, streams apart, and the last one needs no line break")
    func splitting() async throws {
        let (output, accounts) = (BoundedOutput(), LogAccounts())
        let source = try self.source(output, accounts: accounts)
        let (first, second) = (await source.open(), await source.open())
        await source.take(Array("one\ntw".utf8), of: first)
        await source.take(Array("other\nra".utf8), of: second)
        await source.take(Array("o\nthree".utf8), of: first)
        await source.close(first)
        await source.take(Array("too late\n".utf8), of: first)
        await source.finish()
        #expect(try output.lines == ["one", "other", "two", "three", "ra"])
        let ledger = try #require(accounts.ledger.sources.first).ledger
        #expect(ledger.read.records == 5 && ledger.inFlight == ledger.read && accounts.ledger.isBalanced)
    }

    @Test("go when everything is asked for, unfinished ones too, once; what comes after that is another line")
    func everything() async throws {
        let (output, accounts, flushing) = (BoundedOutput(), LogAccounts(), Flushing())
        let source = try self.source(output, accounts: accounts, flushing: flushing)
        try await withTimeLimit {
            let running = Task { await source.run() }
            let stream = await source.open()
            await source.take(Array("one\ntwo".utf8), of: stream)
            #expect(try output.lines == [])
            flushing.requestEverything()
            source.wake()
            try await waitUntil("the unfinished line") { try output.lines == ["one", "two"] }
            await source.take(Array(" more\nthree".utf8), of: stream)
            await source.close(stream)
            await source.finish()
            #expect(try output.lines == ["one", "two", " more", "three"])
            #expect(accounts.ledger.isBalanced)
            running.cancel()
            await running.value
        }
    }

    @Test("are counted once by metrics, and nothing is remembered of streams that have come and gone")
    func counting() async throws {
        let registry = MetricsRegistry()
        let lines = SidecarConfiguration.Metric(
            descriptor: try .counter("lines_total", help: "Lines."), rules: [SidecarConfiguration.Rule(source: "in")])
        let metrics = try LogMetrics(metrics: [lines], source: "in", registry: registry)
        let source = try self.source(BoundedOutput(), accounts: LogAccounts(), metrics: metrics)
        for _ in 0..<100 {
            let stream = await source.open()
            await source.take(Array("one\ntwo\n".utf8), of: stream)
            await source.close(stream)
        }
        #expect(await source.countedStreams == 0)
        #expect(await source.numberedStreams == 0)
        guard case .number(let number)? = registry.snapshot()["lines_total"]?.series.first?.value else {
            Issue.record("nothing is counted")
            return
        }
        #expect(number.double == 200)
    }

    @Test("are not taken before there is room for those that came before")
    func backPressure() async throws {
        let room = Announcement<Void>()
        let (output, accounts) = (BoundedOutput(room: room), LogAccounts())
        let source = try self.source(output, accounts: accounts, chunkBytes: 10)
        let stream = await source.open()
        let taking = Task { await source.take(Array("a line that fills a chunk\n".utf8), of: stream) }
        try await waitUntil("the line is on the books") { accounts.inFlightRecords == 1 }
        #expect(output.chunks.withLock { $0.isEmpty })
        room.announce(.success(()))
        await taking.value
        #expect(try output.lines == ["a line that fills a chunk"])
    }

    @Test("of standard input are read to its end, whatever it is")
    func standardInput() async throws {
        try await TemporaryDirectory.with { directory in
            let path = directory + "/input"
            let text = (0..<10_000).map { "line \($0)\n" }.joined()
            try SystemFileSystem().openForAppending(path).append(Array(text.utf8))
            let file = try FileDescriptor(path: path, flags: 0)
            let (output, accounts) = (BoundedOutput(), LogAccounts())
            let source = try self.source(output, accounts: accounts)
            try await withTimeLimit { try await StandardInputReader(descriptor: file.number).run(into: source) }
            await source.finish()
            #expect(try output.lines == (0..<10_000).map { "line \($0)" })
        }
    }

    @Test("of standard input that says nothing are waited for until the wait is ended")
    func quietInput() async throws {
        let ends = try TemporaryDirectory.makePipe()
        let (output, accounts) = (BoundedOutput(), LogAccounts())
        let source = try self.source(output, accounts: accounts)
        let reading = Task { try await StandardInputReader(descriptor: ends.reading.fileDescriptor).run(into: source) }
        try ends.writing.write(contentsOf: "hello\n".utf8.map { $0 })
        try await waitUntil("the line is on the books") { accounts.inFlightRecords == 1 }
        reading.cancel()
        try await withTimeLimit { try await reading.value }
    }

    @Test("of a socket arrive from connections and datagrams", arguments: [false, true])
    func socket(isDatagram: Bool) async throws {
        try await TemporaryDirectory.with { directory in
            let path = directory + "/log.sock"
            let (output, accounts) = (BoundedOutput(), LogAccounts())
            let source = try self.source(output, accounts: accounts)
            let reader: any StreamReader =
                isDatagram ? DatagramReader(path: path) : SocketReader(path: path, connectionsMax: 4)
            let reading = Task { try await reader.run(into: source) }
            try await waitUntil("the socket is there") { (try? SystemFileSystem().status(of: path)) != nil }
            try UnixSocketClient.send(
                isDatagram ? ["one", "two\nthree\n"] : ["one\ntw", "o\nthree"], to: path, isDatagram)
            try await waitUntil("the lines are on the books") { accounts.inFlightRecords == 3 }
            reading.cancel()
            try await withTimeLimit { try await reading.value }
            await source.finish()
            #expect(try output.lines == ["one", "two", "three"])
            #expect((try? SystemFileSystem().status(of: path)) == nil)
        }
    }
}
