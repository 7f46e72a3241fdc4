// What a receiver can say beyond yes and no: outputs over HTTP have answers that ask for time, and answers that judge
// each record.
extension DeliveryMachine {
    /// The receiver is there and asks for time, or is not there at all: the chunk, of which nothing bad is known, goes
    /// back, and nothing is sent before the wait is over. What else is in flight may still be answered.
    ///
    /// - Parameter wait: What the receiver asks for; the wait is never shorter than the backoff's.
    public mutating func deferred(_ id: Chunk.ID, for wait: Duration?, now: Duration) -> [Action] {
        guard let index = inFlight.firstIndex(where: { $0.chunk.id == id }) else {
            counters.unmatchedAnswers += 1
            return []
        }
        counters.deferrals += 1
        window.failed()
        queue.insert(removeInFlight(at: index, now: now), at: 0)
        switch state {
        case .waiting(let until):
            // The answers to one window are one failure, whatever their number.
            state = .waiting(until: max(until, now + (wait ?? .zero)))
        case .idle, .connecting, .connected:
            state = .waiting(until: now + max(wait ?? .zero, backoff.next(using: &random)))
        case .finished: break
        }
        return advance([], now: now)
    }

    /// The receiver has judged the records of a chunk: it goes on as these parts, of which some are settled at once.
    ///
    /// - Parameter parts: Together the chunk, each with an id of its own.
    public mutating func judged(
        _ id: Chunk.ID, as parts: [(chunk: Chunk, fate: RecordFate)], now: Duration
    ) -> [Action] {
        guard let index = inFlight.firstIndex(where: { $0.chunk.id == id }), !parts.isEmpty else {
            counters.unmatchedAnswers += 1
            return []
        }
        var held = removeInFlight(at: index, now: now)
        heldBytes -= held.chunk.heldBytes
        counters.splits += 1
        var actions: [Action] = [.split(held.chunk, into: parts.map(\.chunk))]
        let retryAt = now + held.backoff.next(using: &random)
        for part in parts {
            switch part.fate {
            case .acknowledged:
                counters.acknowledged += 1
                actions.append(.acknowledged(part.chunk))
            case .refused:
                counters.quarantined += 1
                actions.append(.quarantined(part.chunk, reason: .refused))
            case .again:
                heldBytes += part.chunk.heldBytes
                var again = HeldChunk(part.chunk, backoff: held.backoff)
                again.receiver = held.receiver
                again.wasSent = true
                again.retryAt = retryAt
                setAside.append(again)
            }
        }
        if parts.contains(where: { $0.fate == .acknowledged }) {
            backoff.reset()
            passages.note(afterFailures: held.suspicion.strikes)
            probeBytesMax = .max
        }
        if parts.contains(where: { $0.fate == .again }) { window.failed() }
        return advance(actions, now: now)
    }
}

extension Chunk {
    /// The parts of a chunk whose records have these fates: neighbours with the same fate stay together.
    ///
    /// - Throws: ``LogsError`` when there is not a fate for each event, or the chunk cannot be read.
    public func parts(
        by fates: [RecordFate], using random: inout some RandomNumberGenerator
    ) throws(LogsError) -> [(chunk: Chunk, fate: RecordFate)] {
        var runs: [(count: Int, fate: RecordFate)] = []
        for fate in fates {
            if runs.last?.fate == fate {
                runs[runs.count - 1].count += 1
            } else {
                runs.append((1, fate))
            }
        }
        let chunks = try parts(with: runs.map(\.count), using: &random)
        return zip(chunks, runs).map { ($0, $1.fate) }
    }
}
