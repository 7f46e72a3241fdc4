import AtalayaLogs
import Logging
import Synchronization

/// Books what becomes of chunks, and says in the log when the connection fails and when it stands again: one line each
/// time it changes, however often it is tried in between.
final class DeliveryBooks: DeliveryObserver {
    private let accounts: LogAccounts
    private let logger: Logger
    /// `info` and above are for programs; inside a library, failures are for `debug`.
    private let failureLevel: Logger.Level
    private let onDone: @Sendable (Chunk, _ source: String) -> Void
    private let onUndelivered: @Sendable (Chunk) -> Void
    private let lastFailure = Mutex<String?>(nil)

    /// - Parameters:
    ///   - onDone: Called for chunks that were acknowledged or given up: their sources may forget them.
    ///   - onUndelivered: Called for chunks that were handed back at the end.
    init(
        accounts: LogAccounts,
        logger: Logger,
        failureLevel: Logger.Level,
        onDone: @escaping @Sendable (Chunk, _ source: String) -> Void = { _, _ in },
        onUndelivered: @escaping @Sendable (Chunk) -> Void = { _ in }
    ) {
        self.accounts = accounts
        self.logger = logger
        self.failureLevel = failureLevel
        self.onDone = onDone
        self.onUndelivered = onUndelivered
    }

    func acknowledged(_ chunk: Chunk) {
        if let source = self.accounts.acknowledge(chunk) { self.onDone(chunk, source) }
    }

    func quarantined(_ chunk: Chunk, reason: DropReason) {
        let source = self.accounts.drop(chunk, reason: reason)
        self.logger.log(
            level: self.failureLevel, "the aggregator refuses a chunk",
            metadata: ["tag": "\(chunk.tag)", "records": "\(chunk.eventCount)", "reason": "\(reason.name)"])
        if let source { self.onDone(chunk, source) }
    }

    func undelivered(_ chunks: [Chunk]) {
        for chunk in chunks { self.onUndelivered(chunk) }
    }

    func connectionChanged(_ state: ConnectionState) {
        let message: String? =
            switch state {
            case .connected: nil
            case .failed(let error): error.description
            }
        let hasChanged = self.lastFailure.withLock { last in
            defer { last = message }
            return last != message
        }
        guard hasChanged else { return }
        if let message {
            self.logger.log(level: self.failureLevel, "\(message); trying again")
        } else {
            self.logger.log(level: min(self.failureLevel, .notice), "connected to the aggregator")
        }
    }
}
