import AtalayaLogs
import Synchronization

/// Figures of a receiver. Every number only grows, `gaps` excepted.
public struct ReceiverStatistics: Hashable, Sendable {
    /// Connections accepted.
    public var connections = 0
    /// Chunks stored, or batches without an id.
    public var chunks = 0
    /// Records stored.
    public var records = 0
    /// Chunks that came again after they had been stored, and their records. They are acknowledged and not stored
    /// again.
    public var duplicateChunks = 0
    public var duplicateRecords = 0
    /// Chunks that came again under the same id with other contents: a sender must never do that.
    public var alteredChunks = 0
    /// Rules of the protocol that were broken.
    public var violations = 0
    /// Batches that could not be stored; they were not acknowledged.
    public var refusals = 0
    /// Connections that ended before their TLS handshake was complete, and those whose sender did not prove that it may
    /// send: nothing was taken from either.
    public var failedTLSHandshakes = 0
    public var failedAuthentications = 0
    /// Bytes on the wire, and of the entries after decompression.
    public var wireBytes = 0
    public var entriesBytes = 0
    /// What is missing between what has arrived of each source: runs of records by their numbers or, of a source that does
    /// not count them, ranges of bytes.
    public var gaps = 0

    public init() {}
}

/// What a receiver has done and remembers: figures, violations, and the book of what is stored. All of it is bounded.
final class ReceiverJournal: Sendable {
    private static let violationsMax = 1_000

    private struct State {
        var statistics = ReceiverStatistics()
        var violations: [ForwardViolation] = []
        var rejections: [ReceiverRejection] = []
        var book: ReceptionBook
        /// Chunks that are being stored.
        var underway: Set<String> = []
    }

    private let state: Mutex<State>

    init(rememberedChunksMax: Int, followedSourcesMax: Int) {
        self.state = Mutex(
            State(
                book: ReceptionBook(
                    rememberedChunksMax: rememberedChunksMax, followedSourcesMax: followedSourcesMax)))
    }

    var statistics: ReceiverStatistics {
        self.state.withLock { state in
            var statistics = state.statistics
            statistics.gaps = state.book.gaps
            return statistics
        }
    }

    var violations: [ForwardViolation] { self.state.withLock { $0.violations } }

    var rejections: [ReceiverRejection] { self.state.withLock { $0.rejections } }

    /// What is stored, this time and the times before.
    var book: ReceptionBook { self.state.withLock { $0.book } }

    /// Goes on from what an earlier run has stored.
    func restore(_ book: ReceptionBook) {
        self.state.withLock { $0.book = book }
    }

    /// What to do with a batch before it is stored.
    enum Standing {
        case new
        case duplicate
        /// The same chunk is being stored for another connection at this moment.
        case busy
    }

    /// Looks a batch up, and books a new one as being stored, until ``countStored(_:)`` or ``countRefusal(_:)``.
    func begin(_ batch: ReceivedBatch) -> Standing {
        guard let chunk = batch.chunk else { return .new }
        return self.state.withLock { state in
            guard state.book.standing(of: ReceptionBook.Entry(batch)) == .new else { return .duplicate }
            return state.underway.insert(chunk).inserted ? .new : .busy
        }
    }

    /// - Returns: the number of the connection, from 1.
    func countConnection() -> Int {
        self.state.withLock { state in
            state.statistics.connections += 1
            return state.statistics.connections
        }
    }

    func countRefusal(_ batch: ReceivedBatch) {
        self.state.withLock { state in
            state.statistics.refusals += 1
            if let chunk = batch.chunk { state.underway.remove(chunk) }
        }
    }

    func note(_ violation: ForwardViolation) {
        self.state.withLock { state in
            state.statistics.violations += 1
            if state.violations.count < Self.violationsMax { state.violations.append(violation) }
        }
    }

    /// - Returns: whether it is among those that are kept, the first ones.
    func note(_ rejection: ReceiverRejection) -> Bool {
        self.state.withLock { state in
            switch rejection.stage {
            case .tls: state.statistics.failedTLSHandshakes += 1
            case .authentication: state.statistics.failedAuthentications += 1
            }
            guard state.rejections.count < Self.violationsMax else { return false }
            state.rejections.append(rejection)
            return true
        }
    }

    func countDuplicate(_ batch: ReceivedBatch) {
        self.state.withLock { state in
            state.statistics.duplicateChunks += 1
            state.statistics.duplicateRecords += batch.records.count
            if state.book.standing(of: ReceptionBook.Entry(batch)) == .altered { state.statistics.alteredChunks += 1 }
        }
    }

    func countStored(_ batch: ReceivedBatch) {
        self.state.withLock { state in
            state.statistics.chunks += 1
            state.statistics.records += batch.records.count
            state.statistics.wireBytes += batch.wireBytes
            state.statistics.entriesBytes += batch.entriesBytes
            state.book.add(ReceptionBook.Entry(batch))
            if let chunk = batch.chunk { state.underway.remove(chunk) }
        }
    }
}
