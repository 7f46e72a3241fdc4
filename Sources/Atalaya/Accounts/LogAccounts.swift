import AtalayaConfig
public import AtalayaLogs
public import AtalayaMetrics
import Synchronization

/// The books of the logs: a `Ledger` of every source, which chunk belongs to which source, and what was wrong with
/// lines and files.
///
///     read = acknowledged + in flight + spooled + dropped{reason}
///
/// holds at any moment, in records and in bytes; what is gathered for the next chunk counts as in flight. The
/// difference is exported as `atalaya_log_records_unaccounted`, which must be 0: the numbers are counted in different
/// places, so that a record that gets lost between two of them shows.
public final class LogAccounts: Collector {
    /// What one batch of reading did. Given as a whole, so that the books balance between any two batches.
    struct Batch {
        var read = LedgerAmount()
        /// What is gathered for the next chunk after this batch.
        var gathered = LedgerAmount()
        /// Chunks completed by this batch.
        var sealed: [Chunk] = []
        /// What was given up before it came into a chunk.
        private(set) var dropped: [DropReason: LedgerAmount] = [:]
        /// How often lines had which problem.
        var problems: [String: Int] = [:]

        mutating func drop(_ amount: LedgerAmount, reason: DropReason) {
            self.dropped[reason, default: LedgerAmount()] += amount
        }
    }

    /// What is known of a source beside its part of the ledger.
    private struct Notes {
        var gathered = LedgerAmount()
        var problems: [String: Int] = [:]
        var errors: [String: Int] = [:]
    }

    private struct State {
        var ledger = Ledger()
        var notes: [String: Notes] = [:]
        /// The source of each chunk that has not been answered for.
        var owners: [ChunkID: String] = [:]
    }

    private let state = Mutex(State())

    public init() {}

    // MARK: Booking

    /// Opens the account of a source, so that its metrics are there from the start.
    func open(_ source: String) {
        self.state.withLock { $0.ledger.read(LedgerAmount(), from: source) }
    }

    func book(_ batch: Batch, for source: String) {
        self.state.withLock { state in
            var notes = state.notes[source] ?? Notes()
            state.ledger.read(batch.read, from: source)
            var taken = batch.gathered
            for chunk in batch.sealed {
                state.owners[chunk.id] = source
                taken += LedgerAmount(chunk)
            }
            state.ledger.takeIn(taken, insteadOf: notes.gathered, from: source)
            for (reason, amount) in batch.dropped { state.ledger.dropRead(amount, from: source, reason: reason) }
            notes.gathered = batch.gathered
            for (problem, count) in batch.problems { notes.problems[problem, default: 0] += count }
            state.notes[source] = notes
        }
    }

    /// - Returns: the source of the chunk; nil for a chunk that is not on the books.
    @discardableResult
    func acknowledge(_ chunk: Chunk) -> String? {
        self.state.withLock { state in
            guard let source = state.owners.removeValue(forKey: chunk.id) else { return nil }
            state.ledger.acknowledge(LedgerAmount(chunk), from: source)
            return source
        }
    }

    /// - Returns: the source of the chunk; nil for a chunk that is not on the books.
    @discardableResult
    func drop(_ chunk: Chunk, reason: DropReason) -> String? {
        self.state.withLock { state in
            guard let source = state.owners.removeValue(forKey: chunk.id) else { return nil }
            state.ledger.dropInFlight(LedgerAmount(chunk), from: source, reason: reason)
            return source
        }
    }

    /// A chunk goes on as parts, which together are the same records.
    func split(_ chunk: Chunk, into parts: [Chunk]) {
        self.state.withLock { state in
            guard let source = state.owners.removeValue(forKey: chunk.id) else { return }
            for part in parts { state.owners[part.id] = source }
        }
    }

    // MARK: The spool

    /// Whose chunk it is, as long as it is not answered for.
    func source(of chunk: Chunk) -> String? {
        self.state.withLock { $0.owners[chunk.id] }
    }

    /// Books what a restart has found in the spool: read in an earlier life, and still to be delivered.
    func restore(_ amount: LedgerAmount, for source: String) {
        self.state.withLock { state in
            state.ledger.read(amount, from: source)
            state.ledger.takeIn(amount, from: source)
            state.ledger.spool(amount, from: source)
        }
    }

    /// The chunk is in the spool.
    func spool(_ chunk: Chunk) {
        self.state.withLock { state in
            guard let source = state.owners.removeValue(forKey: chunk.id) else { return }
            state.ledger.spool(LedgerAmount(chunk), from: source)
        }
    }

    /// The chunk is on its way from the spool.
    func unspool(_ chunk: Chunk, for source: String) {
        self.state.withLock { state in
            state.owners[chunk.id] = source
            state.ledger.unspool(LedgerAmount(chunk), from: source)
        }
    }

    /// Something in the spool is given up.
    func dropSpooled(_ amount: LedgerAmount, of source: String, reason: DropReason) {
        self.state.withLock { state in
            state.ledger.unspool(amount, from: source)
            state.ledger.dropInFlight(amount, from: source, reason: reason)
        }
    }

    /// Counts a file or directory that could not be found or read.
    func bookError(_ reason: String, for source: String) {
        self.state.withLock { $0.notes[source, default: Notes()].errors[reason, default: 0] += 1 }
    }

    // MARK: Reading

    /// The ledger as it stands: what `/debug/ledger` shows.
    public var ledger: LedgerSnapshot {
        LedgerSnapshot(self.state.withLock { $0.ledger })
    }

    /// Records read that nothing knows about, over all sources. Anything but 0 is a defect.
    public var unaccountedRecords: Int64 {
        self.ledger.sources.reduce(0) { $0 + $1.ledger.unaccountedRecords }
    }

    /// Records acknowledged, over all sources.
    public var acknowledgedRecords: Int {
        self.ledger.sources.reduce(0) { $0 + Int(clamping: $1.ledger.acknowledged.records) }
    }

    /// Records that were read and are neither acknowledged nor dropped, over all sources.
    public var inFlightRecords: Int {
        self.ledger.sources.reduce(0) { $0 + Int(clamping: $1.ledger.inFlight.records) }
    }

    /// Records in the spool, over all sources.
    public var spooledRecords: Int {
        self.ledger.sources.reduce(0) { $0 + Int(clamping: $1.ledger.spooled.records) }
    }

    public func collect(into builder: inout SnapshotBuilder) {
        let (ledger, notes) = self.state.withLock { ($0.ledger, $0.notes) }
        for (source, account) in ledger.sources {
            let labels = ["source": source]
            builder.counter(SidecarMetrics.recordsRead, account.read.records, labels: labels)
            builder.counter(SidecarMetrics.bytesRead, account.read.bytes, labels: labels)
            builder.counter(SidecarMetrics.recordsAcknowledged, account.acknowledged.records, labels: labels)
            builder.gauge(SidecarMetrics.recordsInFlight, Double(account.inFlight.records), labels: labels)
            builder.gauge(SidecarMetrics.recordsSpooled, Double(account.spooled.records), labels: labels)
            builder.gauge(SidecarMetrics.recordsUnaccounted, Double(account.unaccountedRecords), labels: labels)
            for reason in DropReason.all {
                let records = account.dropped[reason]?.records ?? 0
                builder.counter(
                    SidecarMetrics.recordsDropped, records, labels: ["source": source, "reason": reason.name])
            }
        }
        for (source, notes) in notes {
            for (reason, count) in notes.problems {
                builder.counter(
                    SidecarMetrics.parseErrors, UInt64(count), labels: ["source": source, "reason": reason])
            }
            for (reason, count) in notes.errors {
                builder.counter(
                    SidecarMetrics.sourceErrors, UInt64(count), labels: ["source": source, "reason": reason])
            }
        }
    }
}

extension LedgerAmount {
    init(_ records: Int, bytes: Int) {
        self.init(records: UInt64(clamping: records), bytes: UInt64(clamping: bytes))
    }

    /// All of a chunk.
    init(_ chunk: Chunk) {
        self.init(chunk.eventCount, bytes: chunk.rawBytes)
    }
}
