public import AtalayaLogs

// Design
//
// The hands of SpoolMachine: each step it names is one or a few calls on the file system. No task, no clock: time is an
// argument, so that a simulation can drive it call by call. Whoever owns it runs it on a thread that may block.
//
// A file system that fails is expected. What fails is reported in the news and tried again at the next occasion; no
// error ends the spool. A directory that somebody removed is made anew, and what is still in reach is written again.

/// A spool on a file system. See ``SpooledOutput`` for the one who uses it.
public struct SpoolStore: ~Copyable {
    /// How long a commit may wait for others.
    static let commitInterval: Duration = .milliseconds(200)
    /// How often a record that cannot be read is tried before it is given up.
    private static let readsMax = 3

    private let directory: SpoolDirectory
    private let files: any FileSystem
    private let wall: @Sendable () -> LogTime
    private var random: any RandomNumberGenerator & Sendable
    /// Nil after the end.
    private var lock: (any FileLock)?
    private var machine: SpoolMachine
    private var quarantine: SpoolQuarantine
    private var writer: (any UpdatableFile)?
    private var reader: (name: SpoolSegmentName, file: any ReadableFile)?
    private var commitFile: (any UpdatableFile)?
    /// Written, and not known to be on the disk.
    private var unsynchronized: [SpoolRecord] = []
    /// To be written again, because bringing them to the disk failed; and when to try.
    private var toRewrite: [SpoolRecord] = []
    private var rewriteAt: Duration?
    private var readFailures: (sequence: UInt64, count: Int) = (0, 0)
    private var news = SpoolNews()
    /// Counts for the metrics.
    public private(set) var statistics = SpoolStatistics()

    /// Takes the lock and finds out what is there.
    ///
    /// - Parameters:
    ///   - wall: The time of day, for segments and for the age of what is found.
    ///   - random: Where the IDs of segments come from.
    /// - Throws: ``ShellError`` when the directory cannot be made or listed, or with `.locked` when another process uses
    ///   it. Nothing that stands in the directory is a reason to throw.
    public init(
        directory path: String, settings: SpoolSettings = SpoolSettings(), files: any FileSystem = SystemFileSystem(),
        now: Duration, wall: @escaping @Sendable () -> LogTime = WallClock.now,
        random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
    ) throws(ShellError) {
        let directory = SpoolDirectory(path, files: files)
        let lock = try directory.takeLock()
        let contents = try directory.scan()
        self.lock = lock
        self.directory = directory
        self.files = files
        self.wall = wall
        self.random = random
        self.quarantine = SpoolQuarantine(directory, bytesMax: settings.quarantineBytesMax)
        self.machine = SpoolMachine(
            settings: settings, commit: contents.commit, found: contents.segments, now: now, wall: wall())
        self.news.troubles = contents.unreadable
        for name in contents.foreignSegments {
            let message = "a segment of another version; left alone"
            self.news.troubles.append(ShellError(.configuration, subject: path + "/" + name, message: message))
        }
        self.statistics.lostChunks = self.machine.lostChunks
        for (segment, byteCount) in zip(contents.segments, contents.segmentBytes) {
            self.quarantine.keepUnreadable(of: segment, byteCount: byteCount, in: directory)
            let isLonger = byteCount > segment.recovery.end
            // The process before may have ended before it brought to the disk what it wrote.
            let isUncertain = self.synchronizes && !segment.recovery.records.isEmpty
            guard isLonger || isUncertain else { continue }
            do throws(ShellError) {
                let file = try files.openForUpdating(directory.path(of: segment.name))
                if isLonger { try file.truncate(to: UInt64(segment.recovery.end)) }
                if isUncertain { try file.synchronizeContents() }
            } catch {
                self.news.troubles.append(error)
            }
        }
        self.count()
    }

    /// What waits in the spool, for each account.
    public var amounts: [String: LedgerAmount] { self.machine.amounts }

    /// Takes what happened since the last call.
    public mutating func takeNews() -> SpoolNews {
        defer { self.news = SpoolNews() }
        self.news.troubles += self.quarantine.takeTroubles()
        return self.news
    }

    // MARK: Appending

    /// Writes a chunk.
    ///
    /// - Parameters:
    ///   - source: The account its records are on.
    ///   - severity: The highest in it.
    public mutating func append(
        _ chunk: Chunk, source: String, severity: LogSeverity = .info, at now: Duration
    ) -> SpoolAppendResult {
        let record = SpoolRecord(
            sequence: self.machine.nextSequence, chunk: chunk, source: source, severity: severity)
        let result = self.place(record, now: now)
        if case .written = result, self.machine.isSynchronizationDue(now: now) { self.synchronize(now: now) }
        self.count()
        return result
    }

    private mutating func place(_ record: SpoolRecord, now: Duration) -> SpoolAppendResult {
        let header = record.header
        var failures = 0
        // Each step changes what the next one will be; the bound is for a machine that is wrong.
        for _ in 0..<(self.machine.segmentCount * 2 + 16) {
            switch self.step(header, now: now) {
            case .write(let place):
                do {
                    try self.write(record, header, to: place, now: now)
                    return .written
                } catch let error as ShellError {
                    self.news.troubles.append(error)
                    self.abandonWriter(now: now)
                    failures += 1
                    if failures > 1 { return .failed(error) }
                } catch {
                    return .refused(.unencodable)
                }
            case .create(let byteCount):
                do throws(ShellError) {
                    try self.create(byteCount: byteCount, before: record.sequence, now: now)
                } catch {
                    self.news.troubles.append(error)
                    self.machine.createFailed(now: now)
                    if error.code != .noSpace { return .failed(error) }
                }
            case .seal(_, let byteCount):
                self.seal(byteCount: byteCount, now: now)
            case .giveUpOldest(let reason):
                self.giveUpOldest(reason, now: now)
            case .wait: return .wait
            case .refuse(let reason): return .refused(reason)
            }
        }
        return .wait
    }

    /// The free bytes are asked for only when they matter.
    private mutating func step(_ header: SpoolRecordHeader, now: Duration) -> SpoolStep {
        let step = self.machine.appendStep(
            recordBytes: header.recordBytes, severity: header.severity, free: nil, now: now)
        guard case .create = step, let free = try? self.files.freeBytes(at: self.directory.path) else { return step }
        let (bytes, severity) = (header.recordBytes, header.severity)
        let result = self.machine.appendStep(recordBytes: bytes, severity: severity, free: free, now: now)
        guard case .wait = result else { return result }
        self.news.troubles.append(ShellError(.noSpace, subject: self.directory.path, message: "too little space left"))
        return result
    }

    private mutating func write(
        _ record: SpoolRecord, _ header: SpoolRecordHeader, to place: SpoolPlace, now: Duration
    ) throws {
        guard let writer = self.writer else {
            throw ShellError(.vanished, subject: self.directory.path, message: "no segment is open")
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(header.recordBytes)
        try record.encode(segment: place.segment.id, into: &bytes)
        try writer.write(bytes, at: UInt64(place.offset))
        self.machine.wrote(header, now: now)
        self.statistics.writtenBytes += UInt64(bytes.count)
        if self.synchronizes {
            self.unsynchronized.append(record)
        } else {
            self.news.durable.append(record)
        }
    }

    private var synchronizes: Bool { self.machine.settings.synchronization.interval != nil }

    private mutating func create(byteCount: Int, before sequence: UInt64, now: Duration) throws(ShellError) {
        // A spool that fills the disk must be able to note what is delivered, or nothing would ever make room.
        if self.commitFile == nil { self.commit(now: now) }
        do throws(ShellError) {
            try self.makeSegment(byteCount: byteCount, before: sequence, now: now)
        } catch {
            guard error.code == .notFound else { throw error }
            // Somebody has removed the directory.
            try self.heal()
            try self.makeSegment(byteCount: byteCount, before: sequence, now: now)
        }
    }

    private mutating func makeSegment(byteCount: Int, before sequence: UInt64, now: Duration) throws(ShellError) {
        let header = SpoolSegmentHeader(
            id: ChunkID(random: &self.random), firstSequence: min(sequence, self.machine.nextSequence),
            created: self.wall())
        let path = self.directory.path(of: SpoolSegmentName(header))
        do throws(ShellError) {
            let file = try self.files.openForUpdating(path)
            try file.preallocate(UInt64(byteCount))
            try file.write(header.encode(), at: 0)
            if self.synchronizes {
                try file.synchronizeContents()
                try self.files.synchronizeDirectory(self.directory.path)
            }
            self.writer = file
        } catch {
            try? self.files.remove(path)
            throw error
        }
        self.machine.created(header, byteCount: byteCount, now: now)
    }

    private mutating func seal(byteCount: Int, now: Duration) {
        do throws(ShellError) {
            try self.writer?.truncate(to: UInt64(byteCount))
            if self.synchronizes { try self.writer?.synchronizeContents() }
            self.writer = nil
            self.machine.sealed()
            self.tellDurable()
        } catch {
            self.news.troubles.append(error)
            self.leaveWriter(now: now)
        }
    }

    /// Leaves the segment behind after a write that failed. What was written to it before may be as good as ever.
    private mutating func abandonWriter(now: Duration) {
        do throws(ShellError) {
            if self.synchronizes { try self.writer?.synchronizeContents() }
            self.tellDurable()
            self.writer = nil
            self.machine.abandoned()
        } catch {
            self.news.troubles.append(error)
            self.leaveWriter(now: now)
        }
    }

    /// Leaves the segment behind after bringing it to the disk failed: nothing is known of its last records.
    private mutating func leaveWriter(now: Duration) {
        self.statistics.failedSynchronizations += 1
        self.toRewrite += self.unsynchronized
        self.unsynchronized = []
        self.rewriteAt = now
        self.writer = nil
        self.machine.abandoned()
    }

    private mutating func tellDurable() {
        self.news.durable += self.unsynchronized
        self.unsynchronized = []
    }

    // MARK: Bringing to the disk

    private mutating func synchronize(now: Duration) {
        guard !self.unsynchronized.isEmpty, let writer = self.writer else { return }
        do throws(ShellError) {
            try writer.synchronizeContents()
            self.machine.synchronized()
            self.tellDurable()
        } catch {
            self.news.troubles.append(error)
            self.leaveWriter(now: now)
            self.rewrite(now: now)
        }
    }

    /// Writes again what may not be on the disk.
    private mutating func rewrite(now: Duration) {
        var records = self.toRewrite[...]
        self.toRewrite = []
        self.rewriteAt = nil
        while let record = records.popFirst() {
            // What has been delivered meanwhile needs no copy.
            guard self.machine.holds(record.sequence) else {
                self.news.durable.append(record)
                continue
            }
            if case .written = self.place(record, now: now) { continue }
            self.toRewrite += [record] + records
            self.rewriteAt = now + .seconds(1)
            return
        }
        do throws(ShellError) {
            try self.writer?.synchronizeContents()
            self.machine.synchronized()
            self.tellDurable()
        } catch {
            self.news.troubles.append(error)
            self.leaveWriter(now: now)
            self.rewriteAt = now + .seconds(1)
        }
    }

    // MARK: Handing out

    /// The next chunk to be sent, checked.
    public mutating func next(at now: Duration) -> SpoolRecord? {
        defer { self.count() }
        while let entry = self.machine.next() {
            do {
                let record = try self.read(entry)
                self.statistics.readBytes += UInt64(entry.recordBytes)
                return record
            } catch let error as ShellError where error.code != .notFound && self.isWorthRetrying(entry.sequence) {
                self.news.troubles.append(error)
                _ = self.machine.handBack(entry.sequence)
                return nil
            } catch {
                self.giveUp(entry, because: error, now: now)
            }
        }
        return nil
    }

    private mutating func isWorthRetrying(_ sequence: UInt64) -> Bool {
        if self.readFailures.sequence != sequence { self.readFailures = (sequence, 0) }
        self.readFailures.count += 1
        return self.readFailures.count < Self.readsMax
    }

    private mutating func read(_ entry: SpoolEntry) throws -> SpoolRecord {
        guard let place = entry.place else {
            throw ShellError(.notFound, subject: self.directory.path, message: "the segment is gone")
        }
        let bytes = try self.file(of: place.segment).read(at: UInt64(place.offset), bytesMax: entry.recordBytes)
        let record = try SpoolRecord(decoding: bytes, segment: place.segment.id)
        guard record.sequence == entry.sequence else {
            throw LogsError(.malformed, "another record stands there", offset: place.offset)
        }
        return record
    }

    private mutating func file(of name: SpoolSegmentName) throws(ShellError) -> any ReadableFile {
        if let writer = self.writer, self.machine.currentName == name { return writer }
        if let reader = self.reader, reader.name == name { return reader.file }
        let file = try self.files.openForReading(self.directory.path(of: name))
        self.reader = (name, file)
        return file
    }

    private mutating func giveUp(_ entry: SpoolEntry, because error: any Error, now: Duration) {
        if let place = entry.place {
            let bytes = try? self.file(of: place.segment).read(
                at: UInt64(place.offset), bytesMax: min(entry.recordBytes, self.quarantine.freeBytes))
            self.quarantine.keep(
                bytes ?? [], as: "\(place.segment.text).\(place.offset)", reason: "damaged", details: "\(error)")
        }
        self.news.troubles.append(
            (error as? ShellError)
                ?? ShellError(.damaged, subject: self.directory.path, message: "a chunk is damaged: \(error)"))
        self.news.losses.append(SpoolNews.Loss(entry: entry, reason: .spoolDamaged))
        self.machine.done(entry.sequence, now: now)
    }

    /// Whether ``next(at:)`` is worth calling.
    public var hasNext: Bool { self.machine.hasNext }

    /// A chunk that was handed out is delivered or given up.
    public mutating func done(_ sequence: UInt64, at now: Duration) {
        self.machine.done(sequence, now: now)
        self.count()
    }

    /// A chunk that was handed out was not delivered, and is to be handed out again.
    ///
    /// - Returns: Whether it is in the spool still. When its segment was given up meanwhile, it is not.
    public mutating func handBack(_ sequence: UInt64) -> Bool {
        defer { self.count() }
        return self.machine.handBack(sequence)
    }

    /// Keeps aside a chunk that the receiver refuses; it is done with.
    public mutating func setAside(_ chunk: Chunk, sequence: UInt64, reason: String, at now: Duration) {
        let name = chunk.id.bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        self.quarantine.keep(
            chunk.entries, as: name + (chunk.isCompressed ? ".gz" : ".msgpack"), reason: reason,
            details: "chunk \(chunk.id), tag \(chunk.tag), \(chunk.eventCount) records")
        self.done(sequence, at: now)
    }

    // MARK: Keeping up

    /// When ``keepUp(at:)`` has something to do, if nothing else happens before.
    public var nextDue: Duration? {
        let due = self.machine.nextDue(commitInterval: Self.commitInterval)
        return [due, self.rewriteAt, self.machine.nextRetry].compactMap { $0 }.min()
    }

    /// Does what is due: brings to the disk, notes acknowledgements, removes files, gives up what is too old.
    ///
    /// - Parameter everything: Whether all of it is due, because this is the end or somebody waits for room.
    public mutating func keepUp(at now: Duration, everything: Bool = false) {
        if let rewriteAt = self.rewriteAt, rewriteAt <= now || everything { self.rewrite(now: now) }
        while self.machine.isOldestExpired(now: now), self.giveUpOldest(.spoolExpired, now: now) {}
        let commits = self.machine.isCommitDue(now: now, interval: everything ? .zero : Self.commitInterval)
        let synchronizes = everything || self.machine.isSynchronizationDue(now: now)
        if self.machine.isRollDue(now: now), let end = self.machine.currentEnd { self.seal(byteCount: end, now: now) }
        if synchronizes { self.synchronize(now: now) }
        if commits { self.commit(now: now) }
        if commits || synchronizes { self.checkDirectory(now: now) }
        self.count()
    }

    /// - Returns: Whether the segment is gone.
    @discardableResult
    private mutating func giveUpOldest(_ reason: DropReason, now: Duration) -> Bool {
        let before = self.machine.segmentCount
        let entries = self.machine.giveUpOldest(now: now)
        self.news.losses += entries.map { SpoolNews.Loss(entry: $0, reason: reason) }
        self.commit(now: now)
        return self.machine.segmentCount < before
    }

    private mutating func commit(now: Duration) {
        let (slot, bytes) = self.machine.nextCommit()
        do throws(ShellError) {
            if let file = self.commitFile {
                try file.write(bytes, at: UInt64(slot * SpoolCommit.slotBytes))
                if self.synchronizes { try file.synchronizeContents() }
            } else {
                // The first one, or one after a failure, when nothing is known of what the old file holds.
                var both = Array(repeating: UInt8(0), count: 2 * SpoolCommit.slotBytes)
                both.replaceSubrange(slot * SpoolCommit.slotBytes..<(slot + 1) * SpoolCommit.slotBytes, with: bytes)
                if self.synchronizes { try self.files.replace(self.directory.commitPath, with: both) }
                let file = try self.files.openForUpdating(self.directory.commitPath)
                if !self.synchronizes { try file.write(both, at: 0) }
                self.commitFile = file
            }
        } catch {
            self.news.troubles.append(error)
            self.commitFile = nil
            self.machine.commitFailed(now: now)
            return
        }
        self.remove(self.machine.committed())
    }

    private mutating func remove(_ segments: [SpoolSegmentName]) {
        guard !segments.isEmpty else { return }
        for name in segments {
            if self.reader?.name == name { self.reader = nil }
            do throws(ShellError) {
                try self.files.remove(self.directory.path(of: name))
            } catch {
                // One that stays is found at the next start, and the commit says that it is done with.
                if error.code != .notFound { self.news.troubles.append(error) }
            }
        }
        if self.synchronizes { try? self.files.synchronizeDirectory(self.directory.path) }
    }

    /// Brings everything to the disk and lets another process have the directory. Nothing may be called any more.
    public mutating func close(at now: Duration) {
        self.keepUp(at: now, everything: true)
        self.writer = nil
        self.reader = nil
        self.commitFile = nil
        self.lock = nil
    }

    // MARK: A directory that is gone

    /// Writes to a file whose name is gone succeed and are worth nothing; so it is looked for.
    private mutating func checkDirectory(now: Duration) {
        guard self.commitFile != nil || self.writer != nil else { return }
        let path = self.machine.currentName.map { self.directory.path(of: $0) } ?? self.directory.commitPath
        do throws(ShellError) {
            _ = try self.files.status(of: path)
        } catch {
            guard error.code == .notFound else { return }
            self.news.troubles.append(
                ShellError(.vanished, subject: self.directory.path, message: "the spool was removed; beginning anew"))
            do throws(ShellError) { try self.heal() } catch { self.news.troubles.append(error) }
            // What stands in the open file can be read still.
            let records = self.machine.entriesBeingWritten.compactMap { try? self.read($0) }
            self.unsynchronized = []
            self.writer = nil
            self.machine.abandoned()
            self.toRewrite += records
            self.rewrite(now: now)
            self.commit(now: now)
        }
    }

    private mutating func heal() throws(ShellError) {
        self.commitFile = nil
        self.reader = nil
        try self.files.makeDirectory(self.directory.path)
        if self.lock?.isInPlace != true { self.lock = try self.directory.takeLock() }
    }

    private mutating func count() { self.statistics.take(self.machine, quarantined: self.quarantine.counts) }
}
