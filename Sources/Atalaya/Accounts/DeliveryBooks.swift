package import AtalayaLogs
package import Logging
import Synchronization

/// Books what becomes of chunks, keeps aside what no receiver takes, and says in the log when the connection fails and
/// when it stands again: one line each time it changes, however often it is tried in between.
package final class DeliveryBooks: DeliveryObserver {
    private struct State {
        /// What happened last to each receiver, for those where it was a failure.
        var failures: [String: String] = [:]
        var families = SplitFamilies<ChunkID>()
        /// The chunks whose parts are underway: their spans are what is forgotten at last.
        var wholes: [ChunkID: Chunk] = [:]
    }

    private let accounts: LogAccounts
    private let logger: Logger
    /// `info` and above are for programs; inside a library, failures are for `debug`.
    private let failureLevel: Logger.Level
    private let quarantine: QuarantineDirectory?
    private let onDone: @Sendable (Chunk, _ source: String) -> Void
    private let onUndelivered: @Sendable (Chunk) -> Void
    private let state = Mutex(State())

    /// - Parameters:
    ///   - quarantine: Where chunks are kept that were given up; nil: nowhere.
    ///   - onDone: Called for chunks that were acknowledged or given up, in all their parts: their sources may forget
    ///     them.
    ///   - onUndelivered: Called for chunks that were handed back at the end.
    init(
        accounts: LogAccounts,
        logger: Logger,
        failureLevel: Logger.Level,
        quarantine: QuarantineDirectory? = nil,
        onDone: @escaping @Sendable (Chunk, _ source: String) -> Void = { _, _ in },
        onUndelivered: @escaping @Sendable (Chunk) -> Void = { _ in }
    ) {
        self.accounts = accounts
        self.logger = logger
        self.failureLevel = failureLevel
        self.quarantine = quarantine
        self.onDone = onDone
        self.onUndelivered = onUndelivered
    }

    /// Books that keep nothing aside.
    package convenience init(
        accounts: LogAccounts, logger: Logger, failureLevel: Logger.Level,
        onDone: @escaping @Sendable (Chunk, _ source: String) -> Void
    ) {
        self.init(accounts: accounts, logger: logger, failureLevel: failureLevel, quarantine: nil, onDone: onDone)
    }

    package func acknowledged(_ chunk: Chunk) {
        self.settle(chunk, source: self.accounts.acknowledge(chunk))
    }

    package func quarantined(_ chunk: Chunk, reason: DropReason) {
        let source = self.accounts.drop(chunk, reason: reason)
        self.logger.log(
            level: self.failureLevel, "no aggregator takes these records; they are given up",
            metadata: [
                "tag": "\(chunk.tag)", "records": "\(chunk.eventCount)", "reason": "\(reason.name)",
                "kept": "\(self.quarantine?.path(of: chunk) ?? "nowhere")",
            ])
        // The source forgets them when they are on the disk, or cannot be brought there.
        guard let quarantine = self.quarantine else { return self.settle(chunk, source: source) }
        quarantine.keep(chunk, reason: reason, logger: self.logger, level: self.failureLevel) {
            self.settle(chunk, source: source)
        }
    }

    package func split(_ chunk: Chunk, into parts: [Chunk]) {
        self.accounts.split(chunk, into: parts)
        self.state.withLock { state in
            if chunk.part == nil { state.wholes[chunk.id] = chunk }
            state.families.split(chunk.id, into: parts.map(\.id))
        }
    }

    package func undelivered(_ chunks: [Chunk]) {
        for chunk in chunks { self.onUndelivered(chunk) }
    }

    package func connectionChanged(_ change: ConnectionState, to address: String) {
        let message: String? =
            switch change {
            case .connected: nil
            case .failed(let error): error.description
            }
        let hasChanged = self.state.withLock { state in
            defer { state.failures[address] = message }
            return state.failures[address] != message
        }
        guard hasChanged else { return }
        if let message {
            self.logger.log(level: self.failureLevel, "\(message); trying again")
        } else {
            self.logger.log(level: min(self.failureLevel, .notice), "connected to the aggregator")
        }
    }

    /// Tells the source when nothing of a chunk is underway any more.
    private func settle(_ chunk: Chunk, source: String?) {
        let settled: Chunk? = self.state.withLock { state in
            guard let id = state.families.settle(chunk.id) else { return nil }
            return id == chunk.id ? chunk : state.wholes.removeValue(forKey: id)
        }
        if let settled, let source { self.onDone(settled, source) }
    }
}
