import AtalayaLogs
public import AtalayaZlib

// Design
//
//     DIR/app-20261123T174501Z-00000012.ndjson.gz         finished: complete, never touched again, removed by age
//     DIR/app-20261123T181502Z-00000013.ndjson.gz.part    being written
//     DIR/lock                                            held by the one process that writes here
//
// What is written at one time is one gzip member, appended and synchronized before it is acknowledged. Members after
// each other are one gzip file (RFC 1952, 2.2), so that a segment is whole after each of them, and `zcat` reads it.
// Each member says its own length in an extra field of its header; after a crash the members of what was being written
// are walked along, each is checked, and what is behind the last good one, which nobody was told to be durable, is cut
// off. Then the segment is finished like any other.
//
// Writes to a file whose name is gone succeed and are worth nothing. So before a batch is acknowledged the name is looked
// for; where it is gone the batch goes into a new segment, in a directory made anew.
//
// After a failure nothing is assumed about a file but what was synchronized before: it is cut to that and finished,
// and the batch goes into a new one. A failure of `fsync` is never answered by another one (the kernel tells once).

/// How records are written into files.
public struct SegmentSettings: Hashable, Sendable {
    /// Where they go. Made, mode 0700, when it is missing.
    public var directory: String
    /// How their names begin. Letters, digits, `.`, `_` and `-`; others become `_`.
    public var name: String
    /// Compressed bytes from which a segment is finished.
    public var segmentBytesMax: Int
    /// How long after its first record a segment is finished.
    public var segmentAgeMax: Duration
    /// Compressed bytes of all segments; the oldest are removed when there are more.
    public var directoryBytesMax: Int
    public var level: CompressionLevel

    public init(
        directory: String, name: String = "log", segmentBytesMax: Int = 16 << 20,
        segmentAgeMax: Duration = .seconds(3_600), directoryBytesMax: Int = 1 << 30,
        level: CompressionLevel = .default
    ) {
        self.directory = directory
        self.name = Self.fitting(name)
        self.segmentBytesMax = max(1, segmentBytesMax)
        self.segmentAgeMax = segmentAgeMax
        self.directoryBytesMax = max(1, directoryBytesMax)
        self.level = level
    }

    static func fitting(_ name: String) -> String {
        String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "_" })
    }
}

/// Writes records into files of compressed JSON lines.
struct SegmentDirectory: ChunkWriter {
    private struct Segment: Sendable {
        let path: String
        let file: any AppendableFile
        let openedAt: Duration
        /// What has been synchronized.
        var bytes = 0
    }

    private static let finished = ".ndjson.gz"
    private static let unfinished = ".ndjson.gz.part"

    private let settings: SegmentSettings
    private let files: any FileSystem
    private let wallClock: @Sendable () -> LogTime
    private var lock: (any FileLock)?
    /// Nil before the directory has been looked into, and after a failure.
    private var nextNumber: Int?
    private var segment: Segment?
    /// What was synchronized of a segment that failed.
    private var trusted: [String: Int] = [:]

    var place: String { self.settings.directory }
    var dueAt: Duration? { self.segment.map { $0.openedAt + self.settings.segmentAgeMax } }

    init(
        settings: SegmentSettings, files: any FileSystem, wallClock: @escaping @Sendable () -> LogTime = WallClock.now
    ) {
        self.settings = settings
        self.files = files
        self.wallClock = wallClock
    }

    mutating func write(_ batches: [RecordBatch], now: Duration) throws(ShellError) {
        var json = RecordJSON()
        for batch in batches {
            for record in batch.records { json.append(tag: batch.tag, record) }
        }
        let member: [UInt8]
        do {
            member = try GzipMember.make(of: json.bytes, level: self.settings.level)
        } catch {
            throw ShellError(.inputOutput, subject: self.place, message: error.message)
        }
        do throws(ShellError) {
            var segment = try self.openSegment(now: now)
            try segment.file.append(member)
            try segment.file.synchronize()
            try self.expectName(segment.path)
            segment.bytes += member.count
            self.segment = segment
        } catch {
            self.distrust(after: error)
            throw error
        }
        if let segment, segment.bytes >= self.settings.segmentBytesMax { try self.finish() }
    }

    mutating func tick(now: Duration) throws(ShellError) {
        if let dueAt, now >= dueAt { try self.finish() }
    }

    mutating func finish() throws(ShellError) {
        guard let segment else { return }
        do throws(ShellError) {
            try self.complete(segment.path)
            self.segment = nil
            try self.removeOldest()
        } catch {
            self.distrust(after: error)
            throw error
        }
    }

    // MARK: Segments

    private func expectName(_ path: String) throws(ShellError) {
        do throws(ShellError) {
            _ = try self.files.status(of: path)
        } catch {
            guard error.code == .notFound else { throw error }
            throw ShellError(
                .vanished, subject: path, message: "removed while it was written to; beginning another one")
        }
    }

    private mutating func distrust(after error: ShellError) {
        if error.code == .notFound || error.code == .vanished {
            // Perhaps the directory, and with it the file that is locked.
            self.lock = nil
        } else if let segment {
            self.trusted[segment.path] = segment.bytes
        }
        self.segment = nil
        self.nextNumber = nil
    }

    private mutating func openSegment(now: Duration) throws(ShellError) -> Segment {
        if let segment { return segment }
        let number = try self.numberOfNext()
        let time = CivilTime(self.wallClock())
        let digits = String(number)
        let path =
            "\(self.place)/\(self.settings.name)-\(time.compact)-"
            + String(repeating: "0", count: max(0, 8 - digits.count)) + digits + Self.unfinished
        let file = try self.files.create(path)
        self.nextNumber = number + 1
        let segment = Segment(path: path, file: file, openedAt: now)
        self.segment = segment
        try self.files.synchronizeDirectory(self.place)
        return segment
    }

    /// Takes the directory over, and completes what somebody left unfinished.
    ///
    /// - Returns: the number of the next segment.
    private mutating func numberOfNext() throws(ShellError) -> Int {
        if let nextNumber { return nextNumber }
        try self.files.makeDirectory(self.place)
        if self.lock == nil { self.lock = try self.files.lock(self.place + "/lock") }
        var next = 1
        for name in try self.files.names(in: self.place) {
            guard let number = self.number(of: name) else { continue }
            next = max(next, number + 1)
            guard name.hasSuffix(Self.unfinished) else { continue }
            try self.recover("\(self.place)/\(name)")
        }
        try self.removeOldest()
        return next
    }

    /// Cuts off what is behind the last good member, and finishes the segment.
    private mutating func recover(_ path: String) throws(ShellError) {
        let length = try GzipMember.soundBytes(of: self.files.openForReading(path), atMost: self.trusted[path])
        guard length > 0 else {
            try self.files.remove(path)
            return
        }
        let file = try self.files.openForUpdating(path)
        try file.truncate(to: UInt64(length))
        try file.synchronizeContents()
        try self.complete(path)
        self.trusted[path] = nil
    }

    private func complete(_ path: String) throws(ShellError) {
        try self.files.move(path, to: String(path.dropLast(Self.unfinished.count)) + Self.finished)
        try self.files.synchronizeDirectory(self.place)
    }

    private func removeOldest() throws(ShellError) {
        var segments: [(number: Int, path: String, bytes: Int)] = []
        for name in try self.files.names(in: self.place) where name.hasSuffix(Self.finished) {
            guard let number = self.number(of: name) else { continue }
            let path = "\(self.place)/\(name)"
            segments.append((number, path, Int(clamping: try self.files.status(of: path).size)))
        }
        segments.sort { $0.number < $1.number }
        var bytes = segments.reduce(0) { $0 + $1.bytes }
        // The newest stays, however large it is.
        for segment in segments.dropLast() where bytes > self.settings.directoryBytesMax {
            try self.files.remove(segment.path)
            bytes -= segment.bytes
        }
    }

    /// The number in the name of a segment of ours; nil for other files, which are left alone.
    private func number(of name: String) -> Int? {
        guard name.hasPrefix(self.settings.name + "-") else { return nil }
        let suffixes = [Self.finished, Self.unfinished]
        guard let suffix = suffixes.first(where: { name.hasSuffix($0) }) else { return nil }
        let parts = name.dropFirst(self.settings.name.count + 1).dropLast(suffix.count).split(separator: "-")
        guard parts.count == 2, parts[0].count >= 16, parts[1].count >= 8 else { return nil }
        return Int(parts[1])
    }
}
