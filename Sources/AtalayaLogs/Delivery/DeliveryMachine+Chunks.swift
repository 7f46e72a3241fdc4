// What becomes of the chunks of a machine when things happen to its connection.
extension DeliveryMachine {
    mutating func endOverdue(now: Duration, into actions: inout [Action]) {
        switch state {
        case .connecting(let number, let giveUpAt) where now >= giveUpAt:
            counters.connectFailures += 1
            actions.append(.closeConnection(number, reason: .connectTimeout))
            actions += loseConnection(now: now)
        case .connected(var connection):
            if !inFlight.isEmpty, now >= connection.oldestSince + settings.acknowledgementTimeout {
                counters.acknowledgementTimeouts += 1
                window.failed()
                actions.append(.closeConnection(connection.number, reason: .acknowledgementTimeout))
                actions += loseConnection(blaming: .unanswered, now: now)
            } else if now >= connection.retireAt, inFlight.isEmpty {
                actions.append(.closeConnection(connection.number, reason: .age))
                state = .idle
            } else if now >= connection.retireAt {
                connection.isRetiring = true
                state = .connected(connection)
            }
        case .waiting(let until) where now >= until:
            state = .idle
        default:
            break
        }
    }

    mutating func returnSetAside(now: Duration) {
        let due = setAside.filter { $0.retryAt <= now }
        guard !due.isEmpty else { return }
        setAside.removeAll { $0.retryAt <= now }
        // Behind the others: should they pass, that speaks against these, and with a window of one nobody else would get
        // a turn.
        queue += due
    }

    mutating func fillWindow(now: Duration, into actions: inout [Action]) {
        guard case .connected(var connection) = state, !connection.isRetiring else { return }
        var count = 0
        while inFlight.count < window.chunks, count < queue.count, !connection.isRetiring {
            // A suspect has the connection to itself.
            let isBlocked = queue[count].suspicion.goesAlone || inFlight.last?.suspicion.goesAlone == true
            if isBlocked, !inFlight.isEmpty { break }
            if inFlight.isEmpty { connection.oldestSince = now }
            counters.sends += 1
            if queue[count].wasSent { counters.resends += 1 }
            queue[count].wasSent = true
            queue[count].suspicion.mark = queue[count].suspicion.mark ?? passages.count
            queue[count].suspicion.start = queue[count].suspicion.start ?? passages
            queue[count].sentAt = now
            inFlight.append(queue[count])
            actions.append(.send(queue[count].chunk, on: connection.number))
            count += 1
            if connection.takesOne {
                connection.isRetiring = true
                connection.retireAt = now
            }
        }
        guard count > 0 else { return }
        queue.removeFirst(count)
        state = .connected(connection)
    }

    /// What was in flight must be sent again, before everything else and in its order; except for the oldest, if there
    /// is a reason to blame it.
    mutating func loseConnection(blaming reason: DropReason? = nil, now: Duration) -> [Action] {
        let oldest = reason == nil || inFlight.isEmpty ? nil : inFlight.removeFirst()
        queue.insert(contentsOf: inFlight, at: 0)
        inFlight = []
        state = .waiting(until: now + backoff.next(using: &random))
        guard let oldest, let reason else { return [] }
        return judge(oldest, reason, isVerdict: false, now: now)
    }

    /// Finds the place of a chunk, which is in none, after a failure in which the receiver was at it.
    mutating func judge(
        _ failed: HeldChunk<Chunk>, _ reason: DropReason, isVerdict: Bool, now: Duration
    ) -> [Action] {
        var held = failed
        held.suspicion.strike(isVerdict: isVerdict, passages: passages)
        let isGuilty = isVerdict || held.suspicion.blames >= (held.suspicion.isPart ? 1 : settings.refusalsMax)
        if isGuilty || mayProbe(held) {
            let parts = held.chunk.parts(using: &random)
            if parts.count > 1 {
                if !isGuilty { probeBytesMax = parts.map(\.heldBytes).max() ?? 0 }
                return replace(held, by: parts, reason)
            }
            let isSure = isVerdict || held.suspicion.isBeyondLuck(passages)
            if held.suspicion.blames >= settings.refusalsMax, isSure {
                counters.quarantined += 1
                heldBytes -= held.chunk.heldBytes
                return [.quarantined(held.chunk, reason: reason)]
            }
        }
        // A first time happens to whatever is oldest when a receiver restarts: order is worth more then.
        if reason != .refused, held.suspicion.strikes == 1, !held.suspicion.isPart {
            queue.insert(held, at: 0)
            return []
        }
        held.suspicion.goesAlone = reason == .closedOn
        held.retryAt = now + held.backoff.next(using: &random)
        setAside.append(held)
        return []
    }

    /// When nothing passes, every chunk may be bad (too large for the receiver, say), or the receiver down. To know which
    /// one chunk is split, and a part of it again, until something passes or a single record is reached. Nothing is
    /// quarantined for it.
    private func mayProbe(_ held: HeldChunk<Chunk>) -> Bool {
        guard held.suspicion.strikes >= settings.refusalsMax, held.suspicion.mark ?? 0 >= passages.last else {
            return false
        }
        return held.suspicion.isPart ? held.chunk.heldBytes <= probeBytesMax : probeBytesMax == .max
    }

    private mutating func replace(
        _ held: HeldChunk<Chunk>, by parts: [Chunk], _ reason: DropReason
    ) -> [Action] {
        counters.splits += 1
        heldBytes -= held.chunk.heldBytes
        let replacements = parts.map { part in
            heldBytes += part.heldBytes
            var replacement = HeldChunk(part, backoff: Backoff(base: settings.backoffBase, cap: settings.backoffCap))
            replacement.receiver = held.receiver
            replacement.suspicion.isPart = true
            // That its sibling passes is something to compare it to, whichever is sent first.
            replacement.suspicion.mark = held.suspicion.mark
            replacement.suspicion.start = held.suspicion.start
            replacement.suspicion.start?.failures = passages.failures
            replacement.suspicion.goesAlone = reason == .closedOn
            return replacement
        }
        queue.insert(contentsOf: replacements, at: 0)
        return [.split(held.chunk, into: parts)]
    }

    mutating func remove(_ id: Chunk.ID, now: Duration) -> HeldChunk<Chunk>? {
        let held: HeldChunk<Chunk>
        if let index = inFlight.firstIndex(where: { $0.chunk.id == id }) {
            window.acknowledged(after: now - inFlight[index].sentAt, chunksInFlight: inFlight.count)
            held = removeInFlight(at: index, now: now)
        } else if let index = queue.firstIndex(where: { $0.chunk.id == id && $0.wasSent }) {
            held = queue.remove(at: index)
        } else if let index = setAside.firstIndex(where: { $0.chunk.id == id }) {
            held = setAside.remove(at: index)
        } else {
            return nil
        }
        heldBytes -= held.chunk.heldBytes
        return held
    }

    mutating func removeInFlight(at index: Int, now: Duration) -> HeldChunk<Chunk> {
        if index == 0, case .connected(var connection) = state {
            connection.oldestSince = now
            state = .connected(connection)
        }
        return inFlight.remove(at: index)
    }
}
