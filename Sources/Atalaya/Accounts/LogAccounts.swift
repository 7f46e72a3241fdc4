import AtalayaConfig
import AtalayaLogs
public import AtalayaMetrics
import Synchronization

/// The books of the logs: where every record and byte of every source is. In each account
///
///     read = acknowledged + in flight + dropped
///
/// holds at any moment, in records and in bytes; what is gathered for the next chunk counts as in flight. The
/// difference is exported as `atalaya_log_records_unaccounted`, which must be 0: the numbers are counted in different
/// places, so that a record that gets lost between two of them shows.
public final class LogAccounts: Collector {
    /// What one batch of reading did. Given as a whole, so that the books balance between any two batches.
    struct Batch {
        var records = 0
        var bytes = 0
        /// Records and bytes gathered for the next chunk after this batch.
        var gatheredRecords = 0
        var gatheredBytes = 0
        /// Chunks completed by this batch.
        var sealed: [Chunk] = []
        /// Records that were given up.
        var dropped: [(reason: String, records: Int, bytes: Int)] = []
        /// How often lines had which problem.
        var problems: [String: Int] = [:]
    }

    /// Records and the bytes of their lines.
    struct Amount: Equatable {
        var records = 0
        var bytes = 0

        static func += (left: inout Amount, right: Amount) {
            left.records += right.records
            left.bytes += right.bytes
        }

        static func -= (left: inout Amount, right: Amount) {
            left.records -= right.records
            left.bytes -= right.bytes
        }
    }

    private struct Account {
        var read = Amount()
        var acknowledged = Amount()
        var gathered = Amount()
        var sealed = Amount()
        var dropped: [String: Amount] = [:]
        var problems: [String: Int] = [:]
        var errors: [String: Int] = [:]

        var inFlight: Amount {
            var sum = self.gathered
            sum += self.sealed
            return sum
        }

        var unaccounted: Amount {
            var rest = self.read
            rest -= self.acknowledged
            rest -= self.inFlight
            for amount in self.dropped.values { rest -= amount }
            return rest
        }
    }

    private struct State {
        var accounts: [String: Account] = [:]
        /// The source of each chunk that has not been answered for.
        var owners: [ChunkID: String] = [:]
    }

    private let state = Mutex(State())

    public init() {}

    // MARK: Booking

    /// Opens the account of a source, so that its metrics are there from the start.
    func open(_ source: String) {
        self.state.withLock { $0.accounts[source, default: Account()] = $0.accounts[source] ?? Account() }
    }

    func book(_ batch: Batch, for source: String) {
        self.state.withLock { state in
            var account = state.accounts[source] ?? Account()
            account.read += Amount(records: batch.records, bytes: batch.bytes)
            account.gathered = Amount(records: batch.gatheredRecords, bytes: batch.gatheredBytes)
            for chunk in batch.sealed {
                state.owners[chunk.id] = source
                account.sealed += Self.amount(chunk)
            }
            for drop in batch.dropped {
                account.dropped[drop.reason, default: Amount()] += Amount(records: drop.records, bytes: drop.bytes)
            }
            for (problem, count) in batch.problems { account.problems[problem, default: 0] += count }
            state.accounts[source] = account
        }
    }

    /// - Returns: the source of the chunk; nil for a chunk that is not on the books.
    @discardableResult
    func acknowledge(_ chunk: Chunk) -> String? {
        self.close(chunk) { $0.acknowledged += Self.amount(chunk) }
    }

    /// - Returns: the source of the chunk; nil for a chunk that is not on the books.
    @discardableResult
    func drop(_ chunk: Chunk, reason: String) -> String? {
        self.close(chunk) { $0.dropped[reason, default: Amount()] += Self.amount(chunk) }
    }

    /// Counts a file or directory that could not be found or read.
    func bookError(_ reason: String, for source: String) {
        self.state.withLock { $0.accounts[source, default: Account()].errors[reason, default: 0] += 1 }
    }

    private func close(_ chunk: Chunk, _ change: (inout Account) -> Void) -> String? {
        self.state.withLock { state in
            guard let source = state.owners.removeValue(forKey: chunk.id), var account = state.accounts[source] else {
                return nil
            }
            account.sealed -= Self.amount(chunk)
            change(&account)
            state.accounts[source] = account
            return source
        }
    }

    private static func amount(_ chunk: Chunk) -> Amount {
        Amount(records: chunk.eventCount, bytes: chunk.rawBytes)
    }

    // MARK: Reading

    /// Records read that nothing knows about, over all sources. Anything but 0 is a defect.
    public var unaccountedRecords: Int {
        self.state.withLock { $0.accounts.values.reduce(0) { $0 + $1.unaccounted.records } }
    }

    /// Records acknowledged, over all sources.
    public var acknowledgedRecords: Int {
        self.state.withLock { $0.accounts.values.reduce(0) { $0 + $1.acknowledged.records } }
    }

    /// Records that were read and are neither acknowledged nor dropped, over all sources.
    public var inFlightRecords: Int {
        self.state.withLock { $0.accounts.values.reduce(0) { $0 + $1.inFlight.records } }
    }

    public func collect(into builder: inout SnapshotBuilder) {
        let accounts = self.state.withLock { $0.accounts }
        for (source, account) in accounts {
            let labels = ["source": source]
            builder.counter(SidecarMetrics.recordsRead, UInt64(account.read.records), labels: labels)
            builder.counter(SidecarMetrics.bytesRead, UInt64(account.read.bytes), labels: labels)
            builder.counter(SidecarMetrics.recordsAcknowledged, UInt64(account.acknowledged.records), labels: labels)
            builder.gauge(SidecarMetrics.recordsUnaccounted, Double(account.unaccounted.records), labels: labels)
            for (reason, amount) in account.dropped {
                builder.counter(
                    SidecarMetrics.recordsDropped, UInt64(amount.records), labels: ["source": source, "reason": reason])
            }
            for (reason, count) in account.problems {
                builder.counter(
                    SidecarMetrics.parseErrors, UInt64(count), labels: ["source": source, "reason": reason])
            }
            for (reason, count) in account.errors {
                builder.counter(
                    SidecarMetrics.sourceErrors, UInt64(count), labels: ["source": source, "reason": reason])
            }
        }
    }

    /// The books as a JSON document, sources sorted: what `/debug/ledger` shows.
    public func document() -> [UInt8] {
        let accounts = self.state.withLock { $0.accounts }
        let sources = accounts.sorted { $0.key < $1.key }.map { source, account in
            Document.fields { fields in
                fields.set("source", .string(source))
                fields.set("read", Self.document(account.read))
                fields.set("acknowledged", Self.document(account.acknowledged))
                fields.set("in_flight", Self.document(account.inFlight))
                fields.set("spooled", Self.document(Amount()))
                let dropped = account.dropped.sorted { $0.key < $1.key }
                fields.set("dropped", .mapping(dropped.map { Document.Entry($0.key, Self.document($0.value)) }))
                fields.set("unaccounted", Self.document(account.unaccounted))
            }
        }
        return Array(JSONWriter.write(.fields { $0.set("sources", .sequence(sources)) }).utf8)
    }

    private static func document(_ amount: Amount) -> Document {
        .fields { fields in
            fields.set("records", .int(Int64(amount.records)))
            fields.set("bytes", .int(Int64(amount.bytes)))
        }
    }
}
