import AtalayaTesting
import Logging
import Synchronization
import Testing

@testable import Atalaya

@Suite("A spool whose chunks are split on their way")
struct SpooledSplitTests {
    /// Takes chunks, and hands back at the end what the test has not settled.
    private final class PausedOutput: LogOutput {
        private struct State {
            var held: [Chunk] = []
        }

        private let state = Mutex(State())
        private let observer: any DeliveryObserver
        private let ending = Announcement<Void>()

        init(observer: any DeliveryObserver) { self.observer = observer }

        var held: [Chunk] { self.state.withLock { $0.held } }

        func run() async { try? await self.ending.value() }
        func enqueue(_ chunk: Chunk) async throws { self.state.withLock { $0.held.append(chunk) } }
        func offer(_ chunk: Chunk) async -> Bool { false }

        func drain(within limit: Duration) async {
            self.observer.undelivered(self.held)
            self.ending.announce(.success(()))
        }

        /// Splits the first chunk, and acknowledges the first part.
        func splitFirst() throws {
            var random = SystemRandomNumberGenerator()
            let whole = self.state.withLock { $0.held.removeFirst() }
            let parts = try whole.halves(using: &random)
            self.observer.split(whole, into: parts)
            self.observer.acknowledged(parts[0])
            self.state.withLock { $0.held += parts.dropFirst() }
        }
    }

    @Test("counts the parts that are left as spooled when it ends in the middle, and has the whole after a restart")
    func ending() async throws {
        let files = MemoryFileSystem()
        let chunk = try Self.chunk(records: 10)
        let accounts = LogAccounts()
        accounts.book(Self.batch(chunk), for: "app")
        try await self.run(accounts, files) { spooled, inner in
            try await spooled.enqueue(chunk)
            try await waitUntil("the chunk is handed out") { inner.held.count == 1 }
            try inner.splitFirst()
        }
        #expect(accounts.acknowledgedRecords == 5)
        #expect(accounts.inFlightRecords == 0)
        #expect(accounts.spooledRecords == 5)
        #expect(accounts.ledger.isBalanced)

        let next = LogAccounts()
        try await self.run(next, files) { _, inner in
            try await waitUntil("the chunk is handed out again") { inner.held.count == 1 }
            #expect(inner.held.first?.id == chunk.id)
        }
        #expect(next.spooledRecords == 10 && next.ledger.isBalanced)
    }

    private func run(
        _ accounts: LogAccounts, _ files: MemoryFileSystem,
        _ body: @escaping @Sendable (SpooledOutput, PausedOutput) async throws -> Void
    ) async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let books = DeliveryBooks(accounts: accounts, logger: logger, failureLevel: .debug)
        let made = Mutex<PausedOutput?>(nil)
        let spooled = try SpooledOutput(
            directory: "/spool", settings: SpoolSettings(freeBytesMin: 0), accounts: accounts, observer: books,
            files: files, logger: logger
        ) { observer in
            let inner = PausedOutput(observer: observer)
            made.withLock { $0 = inner }
            return inner
        }
        let inner = try #require(made.withLock { $0 })
        try await withTimeLimit {
            let running = Task { await spooled.run() }
            try await body(spooled, inner)
            await spooled.drain(within: .seconds(300))
            await running.value
        }
    }

    private static func chunk(records: Int) throws -> Chunk {
        var random = SystemRandomNumberGenerator()
        var builder = try ChunkBuilder(tag: "app")
        for number in 0..<records {
            let record = LogRecord(time: LogTime(seconds: 1), fields: [LogField("n", .integer(Int64(number)))])
            try builder.append(record, lineBytes: 10, span: nil, at: .zero)
        }
        return try builder.seal(id: ChunkID(random: &random))
    }

    private static func batch(_ chunk: Chunk) -> LogAccounts.Batch {
        var batch = LogAccounts.Batch()
        batch.read = LedgerAmount(chunk)
        batch.sealed = [chunk]
        return batch
    }
}
