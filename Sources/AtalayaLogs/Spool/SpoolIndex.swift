/// Which records a spool holds and where, in the order of their sequences. Forty bytes each.
struct SpoolIndex: Sendable {
    enum State: UInt8, Sendable {
        case waiting
        case handedOut
        /// Handed out, and its segment is gone meanwhile.
        case orphaned
    }

    struct Entry: Sendable {
        let sequence: UInt64
        let rawBytes: UInt64
        let segment: UInt32
        let offset: UInt32
        let recordBytes: UInt32
        let events: UInt32
        let source: UInt32
        var state = State.waiting

        init(_ header: SpoolRecordHeader, segment: UInt32, offset: Int, source: UInt32) {
            sequence = header.sequence
            rawBytes = UInt64(clamping: header.description.rawBytes)
            self.segment = segment
            self.offset = UInt32(clamping: offset)
            recordBytes = UInt32(clamping: header.recordBytes)
            events = UInt32(clamping: header.description.eventCount)
            self.source = source
        }

        var amount: LedgerAmount { LedgerAmount(records: UInt64(events), bytes: rawBytes) }
    }

    /// Accounts beyond this many are one.
    private static let sourcesMax = 10_000

    /// Ascending. An entry that is removed is a hole until the holes are half of it.
    private var entries: [Entry?] = []
    private var sequences: [UInt64] = []
    /// Where the first entry that is no hole may be.
    private var head = 0
    private(set) var liveCount = 0
    private(set) var liveAmount = LedgerAmount()
    private(set) var sources: [String] = []
    private var sourceNumbers: [String: UInt32] = [:]

    mutating func number(ofSource source: String) -> UInt32 {
        if let number = sourceNumbers[source] { return number }
        let name = sources.count < Self.sourcesMax ? source : Ledger.otherSources
        if let number = sourceNumbers[name] { return number }
        let number = UInt32(sources.count)
        sources.append(name)
        sourceNumbers[name] = number
        return number
    }

    /// Adds an entry whose sequence is higher than all before.
    mutating func append(_ entry: Entry) {
        entries.append(entry)
        sequences.append(entry.sequence)
        liveCount += 1
        liveAmount += entry.amount
    }

    /// Puts an entry in the place of the one with its sequence, in the same state.
    ///
    /// - Returns: the segment of the one before; nil, and nothing has changed, when there is none.
    mutating func replace(_ entry: Entry) -> UInt32? {
        guard let place = place(of: entry.sequence), let old = entries[place] else { return nil }
        entries[place] = entry
        entries[place]?.state = old.state
        return old.segment
    }

    @discardableResult
    mutating func remove(_ sequence: UInt64) -> Entry? {
        guard let place = place(of: sequence), let entry = entries[place] else { return nil }
        entries[place] = nil
        liveCount -= 1
        liveAmount = LedgerAmount(
            records: liveAmount.records - entry.amount.records, bytes: liveAmount.bytes - entry.amount.bytes)
        while head < entries.count, entries[head] == nil { head += 1 }
        if head > 1_024, head > entries.count / 2 {
            entries.removeFirst(head)
            sequences.removeFirst(head)
            head = 0
        }
        return entry
    }

    func contains(_ sequence: UInt64) -> Bool { state(of: sequence) != nil }

    func state(of sequence: UInt64) -> State? {
        place(of: sequence).flatMap { entries[$0]?.state }
    }

    mutating func setState(_ state: State, of sequence: UInt64) {
        guard let place = place(of: sequence) else { return }
        entries[place]?.state = state
    }

    /// The first entry from a sequence on that waits.
    func firstWaiting(from sequence: UInt64) -> Entry? {
        var place = max(head, lowerBound(sequence))
        while place < entries.count {
            if let entry = entries[place], entry.state == .waiting { return entry }
            place += 1
        }
        return nil
    }

    func entries(inSegment number: UInt32) -> [Entry] {
        entries[head...].compactMap { entry in entry.flatMap { $0.segment == number ? $0 : nil } }
    }

    /// What is in the index for each source.
    var amounts: [String: LedgerAmount] {
        var amounts: [UInt32: LedgerAmount] = [:]
        for case let entry? in entries[head...] { amounts[entry.source, default: LedgerAmount()] += entry.amount }
        return Dictionary(uniqueKeysWithValues: amounts.map { (sources[Int($0)], $1) })
    }

    private func place(of sequence: UInt64) -> Int? {
        let place = lowerBound(sequence)
        return place < sequences.count && sequences[place] == sequence ? place : nil
    }

    private func lowerBound(_ sequence: UInt64) -> Int {
        var low = 0
        var high = sequences.count
        while low < high {
            let middle = (low + high) / 2
            if sequences[middle] < sequence { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
