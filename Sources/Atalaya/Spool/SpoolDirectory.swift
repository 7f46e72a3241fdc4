public import AtalayaLogs

/// The files of a spool, for reading: what recovery, and a person with a tool, find there. Nothing is changed, so it
/// also works beside the process that the spool belongs to.
public struct SpoolDirectory: Sendable {
    /// What stands in a spool's directory.
    public struct Contents: Sendable {
        /// `nil` when neither slot of the commit file is sound, or there is none.
        public var commit: SpoolCommit?
        public var hasCommitFile = false
        /// In their order.
        public var segments: [SpoolFoundSegment] = []
        /// Bytes of the files of the segments, one for one.
        public var segmentBytes: [Int] = []
        /// Segments of a version that is not known here.
        public var foreignSegments: [String] = []
        /// Segments that could not be read.
        public var unreadable: [ShellError] = []
        /// Files in the quarantine.
        public var quarantined: [String] = []
    }

    public let path: String
    let files: any FileSystem

    public init(_ path: String, files: any FileSystem = SystemFileSystem()) {
        self.path = path
        self.files = files
    }

    var commitPath: String { self.path + "/commit" }
    var lockPath: String { self.path + "/lock" }
    var quarantinePath: String { self.path + "/quarantine" }

    /// Where a segment is.
    public func path(of segment: SpoolSegmentName) -> String { self.path + "/" + segment.text }

    /// Makes the directory if it is missing, and takes the lock of the one process that may change it.
    func takeLock() throws(ShellError) -> any FileLock {
        try self.files.makeDirectory(self.path)
        do throws(ShellError) {
            return try self.files.lock(self.lockPath)
        } catch {
            guard error.code == .locked else { throw error }
            throw ShellError(.locked, subject: self.path, message: "another process spools there")
        }
    }

    /// Reads the headers of everything.
    ///
    /// - Throws: ``ShellError`` when the directory cannot be listed. What is wrong with single files is in the result.
    public func scan() throws(ShellError) -> Contents {
        var contents = Contents()
        for text in try self.files.names(in: self.path) {
            guard let name = SpoolSegmentName(text) else { continue }
            do throws(ShellError) {
                let file = try self.files.openForReading(self.path + "/" + text)
                let byteCount = Int(clamping: try file.status().size)
                let found = try SpoolFoundSegment(name, byteCount: byteCount) { range throws(ShellError) in
                    try file.read(at: UInt64(range.lowerBound), bytesMax: range.count)
                }
                guard let found else {
                    contents.foreignSegments.append(text)
                    continue
                }
                contents.segments.append(found)
                contents.segmentBytes.append(byteCount)
            } catch {
                contents.unreadable.append(error)
            }
        }
        do throws(ShellError) {
            let bytes = try self.files.contents(of: self.commitPath, bytesMax: 64 << 10)
            contents.hasCommitFile = true
            contents.commit = SpoolCommit(decoding: bytes)
        } catch {
            if error.code != .notFound { contents.unreadable.append(error) }
        }
        contents.quarantined = (try? self.files.names(in: self.quarantinePath)) ?? []
        return contents
    }

    /// Reads a record and checks all of it.
    ///
    /// - Throws: ``ShellError`` when the file cannot be read, `LogsError` when the record is damaged.
    public func record(in segment: SpoolFoundSegment, at offset: Int, recordBytes: Int) throws -> SpoolRecord {
        let file = try self.files.openForReading(self.path(of: segment.name))
        let bytes = try file.read(at: UInt64(offset), bytesMax: recordBytes)
        return try SpoolRecord(decoding: bytes, segment: segment.name.id)
    }
}
