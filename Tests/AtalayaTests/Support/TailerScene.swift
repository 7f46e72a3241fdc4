import Atalaya
import AtalayaTesting
import Logging
import Synchronization

/// A tailer over files of a test's own, with an output that acknowledges everything at once.
struct TailerScene {
    /// What has arrived.
    final class Arrivals: LogOutput {
        private let messagesInOrder = Mutex<[String]>([])
        private let tailer = Mutex<Tailer?>(nil)

        /// Whether there is no room, and whether somebody waits for some.
        let isFull = SharedFlag()
        let isWaited = SharedFlag()

        /// The messages of all records, in their order.
        var messages: [String] { self.messagesInOrder.withLock { $0 } }

        func connect(_ tailer: Tailer?) {
            self.tailer.withLock { $0 = tailer }
        }

        func run() async {}
        func drain(within limit: Duration) async {}
        func enqueue(_ chunk: Chunk) async throws {
            if self.isFull.load() {
                self.isWaited.store(true)
                try await waitUntil("there is room") { !self.isFull.load() }
            }
            _ = await self.offer(chunk)
        }

        func offer(_ chunk: Chunk) async -> Bool {
            var receiver = ForwardReceiver()
            let frame = (try? ForwardFrame.encode(chunk)) ?? []
            for case .batch(let batch) in receiver.receive(frame) {
                self.messagesInOrder.withLock { $0 += batch.records.compactMap { $0["message"]?.stringValue } }
            }
            self.tailer.withLock { $0 }?.release(chunk)
            return true
        }
    }

    let files: any FileSystem
    /// Where checkpoints are.
    let state: String
    let accounts = LogAccounts()
    let log = RecordedLog()

    /// Follows a path for the time of the body.
    func follow(
        _ path: String, change: (inout TailerConfiguration) -> Void = { _ in }, within limit: Duration = .seconds(300),
        _ body: @escaping @Sendable (Arrivals) async throws -> Void
    ) async throws {
        var configuration = TailerConfiguration(source: "app", path: path, tag: "t", parser: PlainParser())
        configuration.pollInterval = .milliseconds(1)
        configuration.chunks = ChunkLimits(ageMax: .milliseconds(1))
        configuration.rotatedQuietTime = .milliseconds(20)
        change(&configuration)
        let logger = Logger(label: "test") { [log] _ in log.makeHandler() }
        let store = try await self.openStore(logger, within: limit)
        let arrivals = Arrivals()
        let tailer = try Tailer(
            configuration: configuration,
            metrics: try LogMetrics(metrics: [], source: "app", registry: MetricsRegistry()),
            store: store, accounts: self.accounts, output: arrivals, files: self.files, logger: logger)
        arrivals.connect(tailer)
        try await withTimeLimit(limit) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await tailer.run() }
                try await body(arrivals)
                group.cancelAll()
                try await group.waitForAll()
            }
        }
        arrivals.connect(nil)
        await tailer.settle()
        await store.save()
    }

    /// The store of the run before gives its lock back once its thread has let go of it, a moment after its last answer.
    private func openStore(_ logger: Logger, within limit: Duration) async throws -> CheckpointStore {
        try await withTimeLimit(limit) {
            while true {
                do throws(ShellError) {
                    return try CheckpointStore(directory: self.state, files: self.files, logger: logger)
                } catch {
                    guard error.code == .locked else { throw error }
                    await Task.yield()
                    try Task.checkCancellation()
                }
            }
        }
    }
}
