public import AtalayaLogs

/// Writes what a receiver gets into a directory, one file a tag (`app.web` into `app.web.ndjson`), one JSON object a
/// line:
///
/// ```json
/// {"tag":"app.web","time":"2026-01-02T03:04:05.678901234Z","record":{"level":"info","message":"started"}}
/// ```
///
/// A batch is appended and on the disk before it is acknowledged. Characters of a tag that do not belong into a file
/// name are written as `%XX`. Files have mode 0600 and are only ever appended to.
public actor JSONLinesDirectory: ReceivedBatchSink {
    /// Open files at a time; the tags of a peer must not use up the descriptors.
    private static let openFilesMax = 64

    private let directory: String
    private let files: any FileSystem
    private let executor: FileExecutor
    private var open: [String: any AppendableFile] = [:]

    public nonisolated var unownedExecutor: UnownedSerialExecutor { self.executor.asUnownedSerialExecutor() }

    /// - Throws: ``ShellError`` when the directory cannot be made or written.
    public init(
        directory: String,
        files: any FileSystem = SystemFileSystem(),
        executor: FileExecutor = .shared
    ) throws(ShellError) {
        try files.makeDirectory(directory)
        self.directory = directory
        self.files = files
        self.executor = executor
    }

    public func store(_ batch: ReceivedBatch) async throws {
        try self.append(batch.records, tag: batch.tag)
    }

    /// Appends records, and returns when they are on the disk.
    public func append(_ records: [LogRecord], tag: String) throws(ShellError) {
        var json = RecordJSON()
        for record in records { json.append(tag: tag, record) }
        let name = Self.fileName(tag: tag)
        do throws(ShellError) {
            let file = try self.file(name)
            try file.append(json.bytes)
            try file.synchronize()
        } catch {
            // After a failed write the state of the descriptor is unknown; the next batch opens the file anew.
            self.open[name] = nil
            throw error
        }
    }

    private func file(_ name: String) throws(ShellError) -> any AppendableFile {
        if let file = self.open[name] { return file }
        if self.open.count >= Self.openFilesMax { self.open.removeAll() }
        let file = try self.files.openForAppending(self.directory + "/" + name)
        self.open[name] = file
        return file
    }

    static func fileName(tag: String) -> String {
        var name = ""
        for byte in tag.utf8.prefix(60) {
            let character = Character(UnicodeScalar(byte))
            if character.isASCII && (character.isLetter || character.isNumber || "-_".contains(character))
                || (character == "." && !name.isEmpty)
            {
                name.append(character)
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                name += "%" + (digits.count == 2 ? digits : "0" + digits)
            }
        }
        return name + ".ndjson"
    }
}
