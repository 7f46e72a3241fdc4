package import AtalayaLogs
import Synchronization

/// What the inner output says of chunks, passed on to the books at once and kept for the spool until it asks.
package final class SpoolAnswers: DeliveryObserver {
    struct Answer: Sendable {
        enum Kind: Sendable {
            case acknowledged
            case refused(DropReason)
            /// With what of the chunk is not answered for: itself, or the parts that are left.
            case undelivered([Chunk])
        }

        var chunk: Chunk
        var kind: Kind
    }

    private struct State {
        var expected: Set<ChunkID> = []
        /// Chunks of the spool that go on as parts, and stay in it until all of these are settled.
        var wholes: [ChunkID: Chunk] = [:]
        var families = SplitFamilies<ChunkID>()
        var answers: [Answer] = []
    }

    private let observer: any DeliveryObserver
    private let accounts: LogAccounts
    private let ring: @Sendable () -> Void
    private let state = Mutex(State())

    init(observer: any DeliveryObserver, accounts: LogAccounts, ring: @escaping @Sendable () -> Void) {
        self.observer = observer
        self.accounts = accounts
        self.ring = ring
    }

    func expect(_ id: ChunkID) { self.state.withLock { _ = $0.expected.insert(id) } }

    func forget(_ id: ChunkID) { self.state.withLock { _ = $0.expected.remove(id) } }

    func takeAll() -> [Answer] {
        self.state.withLock { state in
            defer { state.answers = [] }
            return state.answers
        }
    }

    /// - Returns: Whether the chunk came from the spool.
    private func note(_ chunk: Chunk, _ kind: Answer.Kind) -> Bool {
        let isExpected = self.state.withLock { state in
            if let part = chunk.part { return Self.note(chunk, of: part.whole, in: &state) }
            guard state.expected.remove(chunk.id) != nil else { return false }
            var chunk = chunk
            if case .acknowledged = kind { chunk.entries = [] }
            state.answers.append(Answer(chunk: chunk, kind: kind))
            return true
        }
        if isExpected { self.ring() }
        return isExpected
    }

    /// A part is settled. The whole is done with when the last one is; the records given up are in the quarantine.
    private static func note(_ part: Chunk, of whole: ChunkID, in state: inout State) -> Bool {
        guard state.expected.contains(whole) else { return false }
        guard let id = state.families.settle(part.id), let whole = state.wholes.removeValue(forKey: id) else {
            return true
        }
        state.expected.remove(id)
        state.answers.append(Answer(chunk: whole, kind: .acknowledged))
        return true
    }

    package func split(_ chunk: Chunk, into parts: [Chunk]) {
        self.observer.split(chunk, into: parts)
        self.state.withLock { state in
            guard state.expected.contains(chunk.part?.whole ?? chunk.id) else { return }
            state.families.split(chunk.id, into: parts.map(\.id))
            if chunk.part == nil { state.wholes[chunk.id] = chunk }
        }
    }

    package func acknowledged(_ chunk: Chunk) {
        self.observer.acknowledged(chunk)
        _ = self.note(chunk, .acknowledged)
    }

    package func quarantined(_ chunk: Chunk, reason: DropReason) {
        self.observer.quarantined(chunk, reason: reason)
        _ = self.note(chunk, .refused(reason))
    }

    package func undelivered(_ chunks: [Chunk]) {
        let others = self.state.withLock { state in
            var parts: [ChunkID: [Chunk]] = [:]
            let others = chunks.filter { chunk in
                if let whole = chunk.part?.whole, state.expected.contains(whole) {
                    parts[whole, default: []].append(chunk)
                    return false
                }
                guard chunk.part == nil, state.expected.remove(chunk.id) != nil else { return true }
                state.answers.append(Answer(chunk: chunk, kind: .undelivered([chunk])))
                return false
            }
            // All of a chunk that was split is sent again after the next start.
            for (id, parts) in parts {
                guard let whole = state.wholes.removeValue(forKey: id) else { continue }
                state.answers.append(Answer(chunk: whole, kind: .undelivered(parts)))
            }
            return others
        }
        self.ring()
        if !others.isEmpty { self.observer.undelivered(others) }
    }

    package func connectionChanged(_ change: ConnectionState, to address: String) {
        self.observer.connectionChanged(change, to: address)
    }
}
