// Design
//
// The machine decides where a record goes, when to begin another segment, when to bring what is written to the disk,
// when to note acknowledgements and which files may go. It holds the index: some forty bytes for each chunk that waits.
// It does nothing itself. Its owner asks for the next step, does it, and says what came of it; each step brings the end
// nearer, so asking in a loop ends. Time and randomness are arguments.
//
//        append                    synchronized                committed
//   ───────────────▶ written ───────────────────▶ durable            ┌──────▶ gone, once the segment has nothing else
//                       │                            │               │
//                       └────── next / taken ────────┴──▶ handed out ┴─ done
//
// Rules of order, each learnt from somebody's lost logs:
//
// - A source is told that a chunk is safe after the write has been synchronized, never before.
// - A segment is removed after the commit that covers all of it is on the disk. The other way round, a crash in between
//   leaves a commit that asks for records that are gone.
// - After a failed synchronization nothing is known of what was written since the last good one, and a second call would
//   say that all is well. The segment is left behind, and those records are written again to a new one, with the same
//   sequences.
// - After a failed write the segment is left behind at its last good record. Half a record may stand behind it.
// - Room on the disk is taken a segment at a time and beforehand, so that a full disk shows when a segment is begun.
// - What is given up is acknowledged like what was delivered: no record is between the two.

/// The order of a spool: values in, steps out. See ``SpoolStep`` for what its owner must do.
///
/// A value; each call takes time logarithmic in the chunks that wait, or linear in what it removes.
public struct SpoolMachine: Sendable {
    /// How many bytes may have been written and not synchronized. They are held in memory until they are, so that they
    /// can be written again.
    public static let unsynchronizedBytesMax = 4 << 20
    /// No spool gets as far as this. What says otherwise was made up, and is not believed.
    public static let sequenceMax = UInt64.max / 2
    /// What is found must leave numbers for what comes.
    static let foundSequenceMax = sequenceMax - (1 << 40)

    public let settings: SpoolSettings
    /// What has been acknowledged, with what has not been written yet.
    public private(set) var commit: SpoolCommit
    /// The sequence of the next chunk.
    public private(set) var nextSequence: UInt64

    private var index = SpoolIndex()
    private var segments: [Segment] = []
    private var current: Segment?
    private var nextSegment: UInt32 = 0
    /// After a disk was full, it is not asked again before this time.
    private var retryAt: Duration?
    private var unsynchronizedSince: Duration?
    private var uncommittedSince: Duration?
    /// Done, and too far ahead for the commit to say so.
    private var ahead: [SpoolIndex.Entry] = []
    /// Where handing out goes on.
    private var cursor: UInt64 = 0

    /// Sequences after a restart that nothing is known of, ascending.
    private var gaps: [ClosedRange<UInt64>] = []

    private struct Segment: Sendable {
        let number: UInt32
        let name: SpoolSegmentName
        /// When it was begun; before the start of the clock for one that was found.
        let bornAt: Duration
        /// Bytes of the file, and bytes of it that are written, and bytes of those that are on the disk.
        var fileBytes: Int
        var end: Int
        var synchronizedEnd: Int
        /// Records that the commit does not cover.
        var pending = 0

        var unsynchronizedBytes: Int { end - synchronizedEnd }
    }

    /// An empty spool.
    public init(settings: SpoolSettings = SpoolSettings()) {
        self.settings = settings
        commit = SpoolCommit()
        nextSequence = 1
    }

    /// The spool as it was found after a restart.
    ///
    /// - Parameters:
    ///   - commit: What the commit file says; `nil` when it says nothing: then everything is sent again.
    ///   - found: The segments, ascending by name.
    ///   - wall: The time of day, for the age of what was found.
    public init(
        settings: SpoolSettings, commit: SpoolCommit?, found: [SpoolFoundSegment], now: Duration, wall: LogTime
    ) {
        self.init(settings: settings)
        var records: [SpoolIndex.Entry] = []
        for segment in found {
            let number = takeNumber()
            records += segment.recovery.records.compactMap { record in
                guard record.header.sequence <= Self.foundSequenceMax else { return nil }
                return SpoolIndex.Entry(
                    record.header, segment: number, offset: record.offset,
                    source: index.number(ofSource: record.header.source))
            }
            let age = segment.created.map { Duration.seconds(max(0, wall.seconds.subtractingClamped($0.seconds))) }
            segments.append(
                Segment(
                    number: number, name: segment.name, bornAt: now - (age ?? .zero), fileBytes: segment.recovery.end,
                    end: segment.recovery.end, synchronizedEnd: segment.recovery.end))
        }
        if zip(records, records.dropFirst()).contains(where: { $0.sequence >= $1.sequence }) {
            // Stable, so that of two copies the one in the earlier segment comes first.
            records.sort { ($0.sequence, $0.segment) < ($1.sequence, $1.segment) }
        }
        let first = records.first?.sequence ?? found.compactMap(\.firstSequence).min() ?? 1
        self.commit = commit ?? SpoolCommit(through: max(first, 1) - 1)
        restore(records)
        let used =
            [self.commit.highest, records.last?.sequence ?? 0] + found.compactMap { $0.firstSequence.map { $0 - 1 } }
        let last = used.filter { $0 <= Self.foundSequenceMax }.max() ?? 0
        if let start = records.last.map({ $0.sequence + 1 }) ?? Optional(self.commit.through + 1), start <= last {
            gaps.append(start...last)
        }
        nextSequence = last + 1
        lostChunks = gaps.reduce(0) { $0 + missing(in: $1) }
        skipGaps()
        if !segments.isEmpty { uncommittedSince = now }
    }

    /// Takes the records that are still to be sent into the index, and notes where some are missing.
    private mutating func restore(_ records: [SpoolIndex.Entry]) {
        var expected = commit.through + 1
        for entry in records where entry.sequence >= expected {
            if entry.sequence > expected { gaps.append(expected...(entry.sequence - 1)) }
            expected = entry.sequence + 1
            guard !commit.contains(entry.sequence) else { continue }
            index.append(entry)
            if let place = segments.firstIndex(where: { $0.number == entry.segment }) { segments[place].pending += 1 }
        }
    }

    private func missing(in gap: ClosedRange<UInt64>) -> UInt64 {
        let known =
            commit.highest < gap.lowerBound
            ? 0
            : (gap.lowerBound...min(gap.upperBound, commit.highest))
                .reduce(into: UInt64(0)) { if commit.contains($1) { $0 += 1 } }
        return gap.upperBound - gap.lowerBound + 1 - known
    }

    private mutating func skipGaps() {
        while let gap = gaps.first, commit.through + 1 >= gap.lowerBound {
            commit.skip(to: gap.upperBound)
            gaps.removeFirst()
        }
    }

    /// Chunks of which, after the restart, only the absence was found.
    public private(set) var lostChunks: UInt64 = 0

    // MARK: What is asked

    /// What waits or is handed out, for each account.
    public var amounts: [String: LedgerAmount] { index.amounts }

    /// Chunks that wait or are handed out.
    public var chunkCount: Int { index.liveCount }
    /// Records and bytes of lines in them.
    public var amount: LedgerAmount { index.liveAmount }
    /// Bytes that the segments take on the disk.
    public var fileBytes: Int { segments.reduce(current?.fileBytes ?? 0) { $0 + $1.fileBytes } }
    /// Bytes of the segments that are written.
    public var writtenBytes: Int { segments.reduce(current?.end ?? 0) { $0 + $1.end } }
    public var segmentCount: Int { segments.count + (current == nil ? 0 : 1) }
    /// Bytes written that may not be on the disk yet.
    public var unsynchronizedBytes: Int { current?.unsynchronizedBytes ?? 0 }
    /// The segment that is written to, and where its next record will stand.
    public var currentName: SpoolSegmentName? { current?.name }
    public var currentEnd: Int? { current?.end }
    /// When the oldest segment was begun.
    public var oldestBornAt: Duration? { segments.first?.bornAt ?? current?.bornAt }

    /// When ``appendStep(recordBytes:severity:free:now:)`` is worth asking again after it said to wait, if nothing is
    /// acknowledged before.
    public var nextRetry: Duration? { retryAt }

    /// When something is to be synchronized, committed or given up for its age.
    public func nextDue(commitInterval: Duration) -> Duration? {
        var times: [Duration] = []
        if let since = unsynchronizedSince, let interval = settings.synchronization.interval {
            times.append(unsynchronizedBytes >= Self.unsynchronizedBytesMax ? since : since + interval)
        }
        if let since = uncommittedSince { times.append(since + commitInterval) }
        if let ageMax = settings.ageMax, let oldest = segments.first { times.append(oldest.bornAt + ageMax) }
        if let ageMax = settings.ageMax, let current, current.end > SpoolSegmentHeader.byteCount {
            times.append(current.bornAt + ageMax / 8)
        }
        return times.min()
    }

    // MARK: Appending

    /// What is to be done next so that a record can be written.
    ///
    /// - Parameters:
    ///   - recordBytes: Bytes of the whole record.
    ///   - free: Bytes that are free on the disk, as far as that is known.
    public func appendStep(recordBytes: Int, severity: LogSeverity, free: UInt64?, now: Duration) -> SpoolStep {
        if settings.whenFull == .dropDebugFirst, isBeyondShare(of: severity) { return .refuse(.spoolFull) }
        if index.liveCount >= settings.chunksMax { return makingRoom() }
        if let current {
            if !isRollDue(now: now), current.end + recordBytes <= current.fileBytes {
                return .write(SpoolPlace(segment: current.name, offset: current.end))
            }
            return .seal(current.name, byteCount: current.end)
        }
        let newBytes = max(settings.segmentBytes, SpoolSegmentHeader.byteCount + recordBytes)
        guard newBytes <= settings.bytesMax else { return .refuse(.spoolFull) }
        if let retryAt, now < retryAt { return makingRoom() }
        let needed = UInt64(settings.freeBytesMin + newBytes)
        if fileBytes + newBytes > settings.bytesMax || (free.map { $0 < needed } ?? false) { return makingRoom() }
        return .create(byteCount: newBytes)
    }

    private func isBeyondShare(of severity: LogSeverity) -> Bool {
        let shares = severity.quarterShares
        guard shares < 4 else { return false }
        return writtenBytes >= settings.bytesMax / 4 * shares || index.liveCount >= settings.chunksMax * shares / 4
    }

    private func makingRoom() -> SpoolStep {
        switch settings.whenFull {
        case .dropOldest, .dropDebugFirst:
            if !segments.isEmpty { return .giveUpOldest(.spoolFull) }
            // What is there stands in the segment that is written to.
            if let current, current.pending > 0 { return .seal(current.name, byteCount: current.end) }
            return .refuse(.spoolFull)
        case .dropNewest: return .refuse(.spoolFull)
        default: return .wait
        }
    }

    /// There is a new segment, empty and on the disk.
    public mutating func created(_ segment: SpoolSegmentHeader, byteCount: Int, now: Duration) {
        if let old = current { segments.append(old) }
        retryAt = nil
        current = Segment(
            number: takeNumber(), name: SpoolSegmentName(segment), bornAt: now, fileBytes: byteCount,
            end: SpoolSegmentHeader.byteCount, synchronizedEnd: SpoolSegmentHeader.byteCount)
    }

    /// A segment could not be made, for lack of room or for something worse. Nothing is tried for a second.
    public mutating func createFailed(now: Duration) { retryAt = now + .seconds(1) }

    /// The segment that was written to is cut to what is in it, and all of it is on the disk.
    public mutating func sealed() {
        guard var segment = current else { return }
        segment.fileBytes = segment.end
        segment.synchronizedEnd = segment.end
        unsynchronizedSince = nil
        segments.append(segment)
        current = nil
    }

    /// The segment that was written to is left behind as it is, because a write has failed. Nothing is changed in it any
    /// more.
    public mutating func abandoned() {
        guard let segment = current else { return }
        segments.append(segment)
        current = nil
    }

    /// A record stands at the place that the step said, in the order of the calls.
    ///
    /// A sequence that was written before is written again: the older copy counts no more.
    public mutating func wrote(_ header: SpoolRecordHeader, now: Duration) {
        guard var segment = current else { return }
        let entry = SpoolIndex.Entry(
            header, segment: segment.number, offset: segment.end, source: index.number(ofSource: header.source))
        segment.end += header.recordBytes
        if let old = index.replace(entry) {
            segment.pending += 1
            current = segment
            forgetPending(in: old)
            // A commit lets the old segment go, when this was the last of it.
            if uncommittedSince == nil { uncommittedSince = now }
        } else if header.sequence >= nextSequence {
            segment.pending += 1
            current = segment
            index.append(entry)
            nextSequence = header.sequence + 1
        } else {
            // It was done with before it was written again.
            current = segment
        }
        if unsynchronizedSince == nil, settings.synchronization.interval != nil { unsynchronizedSince = now }
    }

    // MARK: Synchronizing

    /// Whether what is written is to be brought to the disk now.
    public func isSynchronizationDue(now: Duration) -> Bool {
        guard let since = unsynchronizedSince, let interval = settings.synchronization.interval else { return false }
        return now >= since + interval || unsynchronizedBytes >= Self.unsynchronizedBytesMax
    }

    /// Everything written so far is on the disk.
    public mutating func synchronized() {
        unsynchronizedSince = nil
        guard let end = current?.end else { return }
        current?.synchronizedEnd = end
    }

    // MARK: Handing out

    /// The next record to be sent, if there is one that is neither handed out nor done.
    public mutating func next() -> SpoolEntry? {
        guard let entry = index.firstWaiting(from: cursor) else { return nil }
        cursor = entry.sequence + 1
        index.setState(.handedOut, of: entry.sequence)
        return describe(entry)
    }

    /// Whether a record waits or is handed out.
    public func holds(_ sequence: UInt64) -> Bool { index.contains(sequence) }

    /// What stands in the segment that is written to and is not done with.
    public var entriesBeingWritten: [SpoolEntry] {
        guard let current else { return [] }
        return index.entries(inSegment: current.number).map(describe)
    }

    /// Whether ``next()`` would give something.
    public var hasNext: Bool { index.firstWaiting(from: cursor) != nil }

    /// A record that was handed out will not be sent after all.
    ///
    /// - Returns: Whether it waits again. It does not when its copy on the disk is gone: then it is given up.
    public mutating func handBack(_ sequence: UInt64) -> Bool {
        switch index.state(of: sequence) {
        case .handedOut:
            index.setState(.waiting, of: sequence)
            cursor = min(cursor, sequence)
            return true
        case .orphaned:
            index.remove(sequence)
            return false
        default: return false
        }
    }

    /// The record is done with: delivered, or given up. Saying it twice changes nothing.
    public mutating func done(_ sequence: UInt64, now: Duration) {
        guard let entry = index.remove(sequence), entry.state != .orphaned else { return }
        acknowledge(entry, now: now)
    }

    private mutating func acknowledge(_ entry: SpoolIndex.Entry, now: Duration) {
        if commit.acknowledge(entry.sequence) {
            forgetPending(in: entry.segment)
        } else {
            ahead.append(entry)
        }
        skipGaps()
        if uncommittedSince == nil { uncommittedSince = now }
    }

    private mutating func retryAhead() {
        guard !ahead.isEmpty else { return }
        let waiting = ahead
        ahead = []
        for entry in waiting {
            if commit.acknowledge(entry.sequence) { forgetPending(in: entry.segment) } else { ahead.append(entry) }
        }
    }

    private mutating func forgetPending(in number: UInt32) {
        if current?.number == number {
            current?.pending -= 1
        } else if let place = segments.firstIndex(where: { $0.number == number }) {
            segments[place].pending -= 1
        }
    }

    // MARK: Committing

    /// Whether acknowledgements are to be noted now.
    public func isCommitDue(now: Duration, interval: Duration) -> Bool {
        guard let since = uncommittedSince else { return false }
        return now >= since + interval || segments.contains { $0.pending == 0 }
    }

    /// What to write where in the commit file, to be synchronized before ``committed()`` is called.
    public mutating func nextCommit() -> (slot: Int, bytes: [UInt8]) {
        retryAhead()
        uncommittedSince = nil
        return commit.commit()
    }

    /// The commit could not be written: what it said is still to be said.
    public mutating func commitFailed(now: Duration) { uncommittedSince = now }

    /// The commit is on the disk.
    ///
    /// - Returns: Segments whose files may be removed. They are forgotten here.
    public mutating func committed() -> [SpoolSegmentName] {
        let gone = segments.filter { $0.pending == 0 }
        guard !gone.isEmpty else { return [] }
        segments.removeAll { $0.pending == 0 }
        retryAt = nil
        return gone.map(\.name)
    }

    // MARK: Giving up

    /// Gives up what waits in the oldest segment. What is handed out of it stays so and may still be delivered; only its
    /// copy on the disk goes.
    ///
    /// - Returns: What was given up. A commit must follow.
    public mutating func giveUpOldest(now: Duration) -> [SpoolEntry] {
        guard let oldest = segments.first else { return [] }
        var given: [SpoolEntry] = []
        for entry in index.entries(inSegment: oldest.number) {
            switch entry.state {
            case .orphaned: continue
            case .handedOut: index.setState(.orphaned, of: entry.sequence)
            case .waiting:
                given.append(describe(entry))
                index.remove(entry.sequence)
            }
            acknowledge(entry, now: now)
        }
        return given
    }

    /// Whether the segment that is written to has become too old to be written to: a segment is given up as a whole, so
    /// its records must not differ too much in age.
    public func isRollDue(now: Duration) -> Bool {
        guard let ageMax = settings.ageMax, let current else { return false }
        return current.end > SpoolSegmentHeader.byteCount && now - current.bornAt > ageMax / 8
    }

    /// Whether the oldest segment has only records that are too old.
    public func isOldestExpired(now: Duration) -> Bool {
        guard let ageMax = settings.ageMax, let oldest = segments.first else { return false }
        return now - oldest.bornAt > ageMax
    }

    // MARK: Inside

    private mutating func takeNumber() -> UInt32 {
        nextSegment &+= 1
        return nextSegment
    }

    private func describe(_ entry: SpoolIndex.Entry) -> SpoolEntry {
        let segment = current?.number == entry.segment ? current : segments.first { $0.number == entry.segment }
        return SpoolEntry(
            sequence: entry.sequence,
            place: segment.map { SpoolPlace(segment: $0.name, offset: Int(entry.offset)) },
            recordBytes: Int(entry.recordBytes), amount: entry.amount, source: index.sources[Int(entry.source)])
    }
}
