/// What a ``TailMachine`` knows of one generation.
struct TailGeneration: Sendable {
    enum Phase: Hashable, Sendable {
        /// Its file must be looked for: it is from a checkpoint, or was truncated under our hands.
        case displaced
        case opening(FileNumber, FileKey)
        case open(FileNumber, FileKey)
        /// Closed to make room for others, or left closed by a restart; nothing new was in it when it was last seen.
        case parked(FileKey)
    }

    let id: GenerationID
    /// What the file was last called.
    var path: String
    var phase: Phase
    /// Read up to here.
    var offset: UInt64
    var acknowledged: ByteRanges
    /// The numbers of the records that are acknowledged: see ``SourceSpan/records``.
    var acknowledgedRecords: ByteRanges
    /// The file's beginning, as far as it has been seen: grows with the file.
    var head: [UInt8] = []
    /// The bytes just before `offset`, which each read sees again. `nil` until the first read after opening.
    var window: [UInt8]?
    /// What the file was recognised by last, where that does not follow from `head` and `window`.
    var knownIdentity: FileIdentity?
    var hasBegun = false
    /// Whether the bytes before `offset` are not compared yet with those that a checkpoint tells of.
    var isUnverified = false
    /// Whether it was read to its end and closed before.
    var wasEnded = false
    /// Whether the survey that goes on looks for it.
    var isSought = false
    /// Where the file is closed: when its contents had been changed last, and whether something was written since.
    var parkedModified: Int64 = 0
    var hasUnreadWrites = false
    var isAtEnd = false
    /// Since when the file is not the path's any more and has brought nothing new; `nil` while it is the path's.
    var quietSince: Duration?

    init(
        id: GenerationID, path: String, phase: Phase, offset: UInt64, acknowledged: UInt64? = nil, records: UInt64 = 0
    ) {
        self.id = id
        self.path = path
        self.phase = phase
        self.offset = offset
        self.acknowledged = ByteRanges(upTo: acknowledged ?? offset)
        self.acknowledgedRecords = ByteRanges(upTo: records)
    }

    /// The generation as one that must be found again, after it had ended.
    var reopened: TailGeneration {
        var generation = self
        generation.hasBegun = false
        generation.quietSince = nil
        generation.isAtEnd = false
        return generation
    }

    var key: FileKey? {
        switch phase {
        case .displaced: nil
        case .opening(_, let key), .open(_, let key), .parked(let key): key
        }
    }

    /// What the file can be recognised by later.
    var identity: FileIdentity? {
        guard case .open(_, let key) = phase, let window else { return knownIdentity }
        return FileIdentity(
            key: key, head: HeadFingerprint(head), tail: TailFingerprint(window, end: offset))
    }

    /// Whether everything that was read is acknowledged.
    var isSettled: Bool { acknowledged.contiguousEnd >= offset }

    mutating func acknowledge(_ span: SourceSpan) {
        acknowledged.insert(from: span.from, to: span.to)
        acknowledgedRecords.insert(from: span.records.lowerBound, to: span.records.upperBound)
    }

    /// Bytes before `offset` that the next read sees again.
    var overlap: Int {
        window?.count ?? Int(min(offset, UInt64(TailFingerprint.bytesMax)))
    }

    /// Where those bytes stand.
    var overlapRange: Range<UInt64> { offset - UInt64(overlap)..<offset }

    /// Moves over new bytes, of which `bytes` is all but the first `overlap`.
    mutating func advance(over bytes: Span<UInt8>, overlap: Int) {
        let newBytes = overlap..<bytes.count
        // The beginning of the file grows when these bytes continue it.
        let reach = UInt64(head.count)
        if head.count < HeadFingerprint.bytesMax, offset <= reach, reach < offset + UInt64(newBytes.count) {
            let first = overlap + Int(reach - offset)
            let last = min(bytes.count, first + HeadFingerprint.bytesMax - head.count)
            for index in first..<last { head.append(bytes[index]) }
        }
        offset += UInt64(newBytes.count)
        var window: [UInt8] = []
        window.reserveCapacity(TailFingerprint.bytesMax)
        for index in max(0, bytes.count - TailFingerprint.bytesMax)..<bytes.count { window.append(bytes[index]) }
        self.window = window
    }
}
