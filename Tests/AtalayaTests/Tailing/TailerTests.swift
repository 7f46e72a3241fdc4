import Atalaya
import AtalayaTesting
import AtalayaModel
import Logging
import Synchronization
import Testing

/// The tailer on a file system in memory: rotation, truncation, restart and failures, with an output that answers at
/// once or not at all.
@Suite("The tailer")
struct TailerTests {
    /// Acknowledges everything at once, or keeps it.
    private final class TestOutput: LogOutput {
        private struct State {
            var chunks: [Chunk] = []
            var isFull = false
            var waiters: [AsyncStream<Void>.Continuation] = []
        }

        let acknowledges: Bool
        private let tailer = Mutex<Tailer?>(nil)
        private let state = Mutex(State())

        init(acknowledges: Bool = true) {
            self.acknowledges = acknowledges
        }

        func connect(_ tailer: Tailer) {
            self.tailer.withLock { $0 = tailer }
        }

        func disconnect() {
            self.tailer.withLock { $0 = nil }
        }

        func run() async {}
        func drain(within limit: Duration) async {}

        func enqueue(_ chunk: Chunk) async throws {
            let (opened, waiter) = AsyncStream.makeStream(of: Void.self)
            self.state.withLock { state in
                if state.isFull { state.waiters.append(waiter) } else { waiter.finish() }
            }
            // Ends when there is room, or when the task is cancelled.
            for await _ in opened {}
            try Task.checkCancellation()
            _ = await self.offer(chunk)
        }

        func offer(_ chunk: Chunk) async -> Bool {
            self.state.withLock { $0.chunks.append(chunk) }
            if self.acknowledges { self.tailer.withLock { $0 }?.release(chunk) }
            return true
        }

        func setFull(_ isFull: Bool) {
            let waiters = self.state.withLock { state in
                state.isFull = isFull
                defer { if !isFull { state.waiters = [] } }
                return isFull ? [] : state.waiters
            }
            for waiter in waiters { waiter.finish() }
        }

        var chunks: [Chunk] { self.state.withLock { $0.chunks } }

        /// The messages of all records, in their order.
        var messages: [String] {
            var receiver = ForwardReceiver()
            return self.chunks.flatMap { chunk -> [String] in
                guard let frame = try? ForwardFrame.encode(chunk) else { return [] }
                return receiver.receive(frame).flatMap { action -> [String] in
                    guard case .batch(let batch) = action else { return [] }
                    return batch.records.compactMap { $0["message"]?.stringValue }
                }
            }
        }
    }

    private let files = MemoryFileSystem()
    private let accounts = LogAccounts()
    private let log = RecordedLog()

    private var logger: Logger { Logger(label: "test") { [log] _ in log.makeHandler() } }

    /// Runs a tailer, with a checkpoint store of its own, for the time of the body; saves at the end as a sidecar does,
    /// unless it crashes.
    private func follow(
        _ path: String = "/log/*.log", output: TestOutput = TestOutput(), crashes: Bool = false,
        change: (inout TailerConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (TestOutput) async throws -> Void
    ) async throws {
        var configuration = TailerConfiguration(source: "app", path: path, tag: "t", parser: PlainParser())
        configuration.pollInterval = .milliseconds(1)
        configuration.chunks = ChunkLimits(ageMax: .milliseconds(1))
        configuration.rotatedQuietTime = .milliseconds(20)
        change(&configuration)
        let store = try CheckpointStore(directory: "/state", files: self.files, logger: self.logger)
        let tailer = try Tailer(
            configuration: configuration,
            metrics: try LogMetrics(metrics: [], source: "app", registry: MetricsRegistry()),
            store: store, accounts: self.accounts, output: output, files: self.files, logger: self.logger)
        output.connect(tailer)
        try await withTimeLimit {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await tailer.run() }
                try await body(output)
                group.cancelAll()
                try await group.waitForAll()
            }
        }
        output.disconnect()
        if crashes { return }
        await tailer.settle()
        await store.save()
    }

    private static func wait(_ output: TestOutput, _ messages: [String]) async throws {
        try await waitUntil("the messages \(messages), there are \(output.messages)") {
            output.messages.count >= messages.count
        }
        #expect(output.messages == messages)
    }

    @Test("lines that are there and lines that come are read, unfinished ones when they are finished")
    func following() async throws {
        self.files.write("one\ntwo\nthr", to: "/log/a.log")
        try await self.follow { [files] output in
            try await Self.wait(output, ["one", "two"])
            files.append("ee\nfour\n", to: "/log/a.log")
            try await Self.wait(output, ["one", "two", "three", "four"])
            files.append("five\n", to: "/log/b.log")
            try await Self.wait(output, ["one", "two", "three", "four", "five"])
        }
        #expect(self.accounts.unaccountedRecords == 0)
    }

    @Test("rotation by rename loses nothing, also what is written to the old file afterwards")
    func rename() async throws {
        self.files.write("one\n", to: "/log/a.log")
        try await self.follow { [files] output in
            try await Self.wait(output, ["one"])
            files.append("two\n", to: "/log/a.log")
            files.rename("/log/a.log", to: "/log/a.log.1")
            files.append("three\n", to: "/log/a.log.1")
            try await Self.wait(output, ["one", "two", "three"])
            files.write("four\n", to: "/log/a.log")
            try await Self.wait(output, ["one", "two", "three", "four"])
        }
    }

    @Test("a record of several lines is acknowledged as a whole, over a rotation too")
    func joining() async throws {
        let start = MultilineRules(startingWith: try Pattern("^[a-z]"))
        self.files.write("one\n 1\n", to: "/log/a.log")
        try await self.follow(change: { $0.joining = JoinSettings(multiline: start, quietMax: .seconds(3_600)) }) {
            [files, accounts] output in
            try await waitUntil("the record is held") { accounts.inFlightRecords == 1 }
            #expect(output.messages == [])
            files.rename("/log/a.log", to: "/log/a.log.1")
            files.write(" 2\ntwo\n", to: "/log/a.log")
            try await Self.wait(output, ["one\n 1\n 2"])
            #expect(accounts.unaccountedRecords == 0)
        }
        // The end let the last one go; nothing is read again.
        self.files.append("three\n", to: "/log/a.log")
        try await self.follow { try await Self.wait($0, ["three"]) }
    }

    @Test("a record that goes on when the sidecar crashes is read again as a whole")
    func joiningAgain() async throws {
        let joining = JoinSettings(
            multiline: MultilineRules(startingWith: try Pattern("^[a-z]")), quietMax: .milliseconds(1))
        let waiting = JoinSettings(multiline: joining.multiline, quietMax: .seconds(3_600))
        self.files.write("one\n 1\n", to: "/log/a.log")
        try await self.follow(output: TestOutput(acknowledges: false), crashes: true, change: { $0.joining = waiting })
        {
            [accounts] _ in
            try await waitUntil("the record is held") { accounts.inFlightRecords == 1 }
        }
        try await self.follow(change: { $0.joining = joining }) { try await Self.wait($0, ["one\n 1"]) }
    }

    @Test("what a filter drops is on the books, and the checkpoint goes past it")
    func filtering() async throws {
        let filters = try FilterChain([LogFilter(.drop, ["pattern": .text("^no")])])
        self.files.write("no 1\nyes 1\nno 2\n", to: "/log/a.log")
        try await self.follow(change: { $0.filters = filters }) { [accounts] output in
            try await Self.wait(output, ["yes 1"])
            try await waitUntil("both are booked") {
                accounts.ledger.sources.first?.ledger.dropped[.filtered]?.records == 2
            }
            #expect(accounts.unaccountedRecords == 0)
        }
        try await self.follow { [files] output in
            files.append("no 3\n", to: "/log/a.log")
            try await Self.wait(output, ["no 3"])
        }
    }

    @Test("UTF-16 is read, also from its middle, by the mark at its beginning")
    func encoding() async throws {
        self.files.write("\u{FE}\u{FF}".unicodeScalars.map { UInt8($0.value) } + [0, 0x61, 0, 0x0A], to: "/log/a.log")
        try await self.follow(change: { $0.encoding = .utf16 }) { try await Self.wait($0, ["a"]) }
        self.files.append([0, 0x62, 0, 0x0A], to: "/log/a.log")
        try await self.follow(change: { $0.encoding = .utf16 }) { try await Self.wait($0, ["b"]) }
    }

    @Test("a cut line that goes straight into its chunk is marked and counted")
    func cutLine() async throws {
        self.files.write("short\nlonger than that\n", to: "/log/a.log")
        try await self.follow(change: { $0.lineBytesMax = 6 }) { output in
            try await Self.wait(output, ["short", "longer"])
        }
        #expect(self.accounts.unaccountedRecords == 0)
    }

    @Test("copy-and-truncate loses nothing, read or unread")
    func copyTruncate() async throws {
        self.files.write("one one one one one one one one\n", to: "/log/a.log")
        try await self.follow { [files] output in
            try await Self.wait(output, ["one one one one one one one one"])
            files.append("two\n", to: "/log/a.log")
            files.copy("/log/a.log", to: "/log/a.log.1")
            files.truncate("/log/a.log")
            files.append("three\n", to: "/log/a.log")
            try await Self.wait(output, ["one one one one one one one one", "two", "three"])
        }
    }

    @Test("a restart goes on where acknowledgements ended: behind what is acknowledged, before what is not")
    func restart() async throws {
        self.files.write("one\ntwo\n", to: "/log/a.log")
        try await self.follow { try await Self.wait($0, ["one", "two"]) }
        self.files.append("three\n", to: "/log/a.log")
        try await self.follow(output: TestOutput(acknowledges: false)) { try await Self.wait($0, ["three"]) }
        self.files.append("four\n", to: "/log/a.log")
        try await self.follow { try await Self.wait($0, ["three", "four"]) }
    }

    @Test("a crash before the first acknowledgement, and a rotation after it, lose nothing")
    func earlyCrash() async throws {
        self.files.write("one\n", to: "/log/a.log")
        try await self.follow(output: TestOutput(acknowledges: false), crashes: true) {
            try await Self.wait($0, ["one"])
        }
        self.files.rename("/log/a.log", to: "/log/a.log.1")
        self.files.write("two\n", to: "/log/a.log")
        try await self.follow { try await Self.wait($0, ["one", "two"]) }
    }

    @Test("rotations while nobody was there are caught up, the oldest first")
    func downtime() async throws {
        self.files.write("one\n", to: "/log/a.log")
        try await self.follow { try await Self.wait($0, ["one"]) }
        self.files.append("two\n", to: "/log/a.log")
        self.files.rename("/log/a.log", to: "/log/a.log.2")
        self.files.write("three\n", to: "/log/a.log.1")
        self.files.write("four\n", to: "/log/a.log")
        try await self.follow { try await Self.wait($0, ["two", "three", "four"]) }
    }

    @Test("while the output is full nothing is read on, and nothing is lost")
    func backpressure() async throws {
        let output = TestOutput()
        output.setFull(true)
        let lines = (0..<2_000).map { "line \($0)" }
        self.files.write(lines.map { $0 + "\n" }.joined(), to: "/log/a.log")
        try await self.follow(
            output: output,
            change: {
                $0.readBytesMax = 1_000; $0.chunks = ChunkLimits(bytesMax: 500)
            }
        ) { [files, accounts] output in
            try await waitUntil("the first chunk") { accounts.inFlightRecords > 0 }
            let reads = files.calls(of: .read)
            files.append("last\n", to: "/log/a.log")
            #expect(accounts.inFlightRecords < 200)
            #expect(files.calls(of: .read) == reads)
            output.setFull(false)
            try await Self.wait(output, lines + ["last"])
        }
        #expect(self.accounts.unaccountedRecords == 0)
    }

    @Test("an unreadable file is one line, is counted, and is read when it can be")
    func unreadable() async throws {
        self.files.write("one\n", to: "/log/a.log")
        self.files.failAlways(.open, with: .permissionDenied)
        try await self.follow { [files, log, accounts] output in
            try await waitUntil("several attempts") {
                accounts.ledger.sources.first?.name == "app" && files.calls(of: .open) > 5
            }
            files.recover(.open)
            try await Self.wait(output, ["one"])
            #expect(log.messages(at: .warning).filter { $0.hasPrefix("/log/a.log:") }.count == 1)
        }
    }

    @Test("a file that cannot be read at the start keeps its position, however many starts it takes")
    func unreadableAtStart() async throws {
        self.files.write("one\ntwo\n", to: "/log/a.log")
        try await self.follow { try await Self.wait($0, ["one", "two"]) }
        self.files.append("three\n", to: "/log/a.log")
        self.files.setReadable(false, "/log/a.log")
        let warning = "/log/a.log: permission denied"
        let output = TestOutput()
        for start in 1...2 {
            try await self.follow(output: output) { [files, log] output in
                let opened = files.calls(of: .open)
                try await waitUntil("several attempts") { files.calls(of: .open) > opened + 3 }
                #expect(log.messages(at: .warning).filter { $0 == warning }.count == start)
                #expect(output.messages == [])
            }
        }
        try await self.follow { [files, log] output in
            try await waitUntil("the trouble") { log.messages(at: .warning).filter { $0 == warning }.count == 3 }
            files.setReadable(true, "/log/a.log")
            try await Self.wait(output, ["three"])
        }
        #expect(self.log.messages(at: .warning) == [warning, warning, warning])
    }

    @Test("a long line is cut and counted, and the file goes on")
    func longLine() async throws {
        self.files.write(String(repeating: "x", count: 10_000) + "\nshort\n", to: "/log/a.log")
        try await self.follow(
            "/log/a.log",
            change: {
                $0.lineBytesMax = 100; $0.readBytesMax = 300
            }
        ) { output in
            try await Self.wait(output, [String(repeating: "x", count: 100), "short"])
        }
        #expect(self.accounts.unaccountedRecords == 0)
    }
}
