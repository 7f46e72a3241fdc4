import AtalayaLogs
import Logging
import Synchronization

/// Where chunks are kept that no receiver takes, for a person to look at: `DIR/<id>.forward` holds the message as it was
/// sent (any tool that reads MessagePack reads it, and sent to a receiver it is the same again), `DIR/<id>.reason` says
/// in a line of JSON why it is there.
///
/// Bounded by the number of files: what comes after that is given up without being kept, and said so in the log. Nobody
/// but a person removes anything here. Files have mode 0600.
final class QuarantineDirectory: Sendable {
    static let chunksMaxDefault = 1_000

    private let directory: String
    private let chunksMax: Int
    private let files: any FileSystem
    private let executor: FileExecutor
    /// Chunks in the directory; nil before it was looked into.
    private let kept = Mutex<Int?>(nil)

    init(
        directory: String, chunksMax: Int = QuarantineDirectory.chunksMaxDefault,
        files: any FileSystem = SystemFileSystem(), executor: FileExecutor = .shared
    ) {
        self.directory = directory
        self.chunksMax = chunksMax
        self.files = files
        self.executor = executor
    }

    /// Where the chunk is put, or would be.
    func path(of chunk: Chunk) -> String {
        let digits = chunk.id.bytes.map { byte in
            let text = String(byte, radix: 16)
            return text.count == 2 ? text : "0" + text
        }
        return "\(self.directory)/\(digits.joined()).forward"
    }

    /// Writes the chunk on the file thread. A failure is a line in the log and never more.
    ///
    /// - Parameter done: Called when it is on the disk, or cannot be brought there.
    func keep(
        _ chunk: Chunk, reason: DropReason, logger: Logger, level: Logger.Level, done: @escaping @Sendable () -> Void
    ) {
        self.executor.run { [self] in
            do {
                try self.write(chunk, reason: reason)
            } catch {
                logger.log(level: level, "\(error); the records are lost", metadata: ["records": "\(chunk.eventCount)"])
            }
            done()
        }
    }

    private func write(_ chunk: Chunk, reason: DropReason) throws {
        try self.files.makeDirectory(self.directory)
        let known = self.kept.withLock { $0 }
        let count = try known ?? self.files.names(in: self.directory).count { $0.hasSuffix(".forward") }
        guard count < self.chunksMax else {
            throw ShellError(
                .noSpace, subject: self.directory, message: "holds \(count) chunks already, and takes no more")
        }
        let path = self.path(of: chunk)
        try self.files.replace(path, with: try ForwardFrame.encode(chunk))
        let reasonPath = path.dropLast(".forward".count) + ".reason"
        try self.files.replace(String(reasonPath), with: Self.note(chunk, reason))
        self.kept.withLock { $0 = count + 1 }
    }

    private static func note(_ chunk: Chunk, _ reason: DropReason) -> [UInt8] {
        var fields = [
            LogField("reason", .string(reason.name)), LogField("tag", .string(chunk.tag)),
            LogField("records", .integer(Int64(chunk.eventCount))), LogField("bytes", .integer(Int64(chunk.rawBytes))),
        ]
        if let part = chunk.part {
            fields.append(LogField("chunk", .string(part.whole.base64)))
            fields.append(LogField("first", .integer(Int64(part.events.lowerBound))))
        }
        let spans = chunk.spans.map { span in
            LogValue.map([
                LogField("source", .string(span.source)), LogField("from", .integer(Int64(clamping: span.from))),
                LogField("to", .integer(Int64(clamping: span.to))),
            ])
        }
        fields.append(LogField("spans", .array(spans)))
        return RecordJSON.line(fields)
    }
}
