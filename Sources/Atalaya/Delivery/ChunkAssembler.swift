import AtalayaLogs
import AtalayaZlib

/// Gathers the records of one tag into sealed chunks: the builder, its compressor and the ids together.
struct ChunkAssembler: ~Copyable {
    private var builder: ChunkBuilder
    private var compressor: Compressor
    private let makeID: @Sendable () -> ChunkID

    /// - Throws: `LogsError` for an empty tag, `ZlibError` when there is no memory.
    init(
        tag: String, limits: ChunkLimits, level: CompressionLevel,
        makeID: @escaping @Sendable () -> ChunkID = Self.randomID
    ) throws {
        self.makeID = makeID
        let builder = try ChunkBuilder(tag: tag, limits: limits)
        self.compressor = try Compressor(format: .gzip, level: level)
        self.builder = builder
    }

    /// When what waits is old enough to be sealed; nil when nothing waits.
    var dueAt: Duration? { self.builder.dueAt }

    /// Records that wait.
    var eventCount: Int { self.builder.eventCount }

    /// Adds a record, and gives the chunk that it completes, if it completes one.
    ///
    /// - Throws: `LogsError` when the record fits into no chunk; nothing has changed then.
    mutating func append(
        _ record: LogRecord, lineBytes: Int, spans: [SourceSpan] = [], at now: Duration
    ) throws(LogsError) -> Chunk? {
        try self.builder.append(record, lineBytes: lineBytes, spans: spans, at: now)
        return self.builder.isFull ? self.seal() : nil
    }

    /// Adds a line as it is, without a record.
    ///
    /// - Returns: the chunk that it completes, if it completes one, and how many of its bytes were no UTF-8.
    /// - Throws: `LogsError` when the line fits into no chunk; nothing has changed then.
    mutating func append(
        line: Span<UInt8>, using template: LineEntryTemplate, time: LogTime, lineBytes: Int, span: SourceSpan,
        at now: Duration
    ) throws(LogsError) -> (chunk: Chunk?, escapedBytes: Int) {
        let escapedBytes = try self.builder.append(
            line: line, using: template, time: time, lineBytes: lineBytes, span: span, at: now)
        return (self.builder.isFull ? self.seal() : nil, escapedBytes)
    }

    /// Seals what waits; nil when nothing does.
    mutating func seal() -> Chunk? {
        guard !self.builder.isEmpty else { return nil }
        let id = self.makeID()
        // Should zlib fail (it has no memory), the records go out as they are.
        if let chunk = try? self.builder.seal(id: id, with: &self.compressor) { return chunk }
        return try? self.builder.seal(id: id)
    }

    @Sendable static func randomID() -> ChunkID {
        var random = SystemRandomNumberGenerator()
        return ChunkID(random: &random)
    }
}
