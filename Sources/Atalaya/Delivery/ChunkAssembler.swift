import AtalayaLogs
import AtalayaZlib

/// Gathers the records of one tag into sealed chunks: the builder, its compressor and the ids together.
struct ChunkAssembler: ~Copyable {
    private var builder: ChunkBuilder
    private var compressor: Compressor
    private let compression: ChunkCompression
    private var controller: CompressionController
    private var lastSealed = ContinuousClock.now
    private let flushing: Flushing?
    private let makeID: @Sendable () -> ChunkID

    /// - Throws: `LogsError` for an empty tag, `ZlibError` when there is no memory.
    init(
        tag: String, limits: ChunkLimits, compression: ChunkCompression, flushing: Flushing? = nil,
        makeID: @escaping @Sendable () -> ChunkID = Self.randomID
    ) throws {
        self.makeID = makeID
        let builder = try ChunkBuilder(tag: tag, limits: limits)
        self.compressor = try Compressor(format: .gzip, level: try CompressionLevel(compression.level))
        self.compression = compression
        self.controller = CompressionController(usualLevel: compression.level)
        self.flushing = flushing
        self.builder = builder
    }

    /// When what waits is old enough to be sealed; nil when nothing waits.
    var dueAt: Duration? {
        self.flushing?.isImmediate == true ? self.builder.openedAt : self.builder.dueAt
    }

    /// Records that wait.
    var eventCount: Int { self.builder.eventCount }

    /// Adds a record, and gives the chunk that it completes, if it completes one.
    ///
    /// - Parameter number: The record's in the count of its source.
    /// - Throws: `LogsError` when the record fits into no chunk; nothing has changed then.
    mutating func append(
        _ record: LogRecord, lineBytes: Int, spans: [SourceSpan] = [], number: UInt64? = nil, at now: Duration
    ) throws(LogsError) -> Chunk? {
        try self.builder.append(record, lineBytes: lineBytes, spans: spans, number: number, at: now)
        return self.builder.isFull ? self.seal() : nil
    }

    /// Adds a line as it is, without a record and without a span: see ``cover(_:)``. A chunk may be full after it.
    ///
    /// - Returns: how many of the line's bytes were no UTF-8.
    /// - Throws: `LogsError` when the line fits into no chunk; nothing has changed then.
    mutating func append(
        line: Span<UInt8>, using template: borrowing LineEntryTemplate, lineBytes: Int, at now: Duration
    ) throws(LogsError) -> Int {
        try self.builder.append(line: line, using: template, lineBytes: lineBytes, at: now)
    }

    /// Adds what was found in a line, without a record and without a span: see ``cover(_:)``. A chunk may be full after it.
    ///
    /// - Parameters:
    ///   - field: Where the line's message is on the tape, when `content` takes its place.
    /// - Throws: `LogsError` when the record fits into no chunk; nothing has changed then.
    mutating func append(
        _ tape: borrowing FieldTape, of line: Span<UInt8>, replacing field: Int?, with content: borrowing FieldTape,
        readAt: LogTime, lineBytes: Int, at now: Duration
    ) throws(LogsError) {
        try self.builder.append(
            tape, of: line, replacing: field, with: content, readAt: readAt, lineBytes: lineBytes, at: now)
    }

    /// Whether the chunk must be sealed before anything else is added.
    var isFull: Bool { self.builder.isFull }

    /// Says what the lines cover that were added since it was last said.
    mutating func cover(_ span: SourceSpan) {
        self.builder.cover(span)
    }

    /// Seals what waits; nil when nothing does.
    mutating func seal() -> Chunk? {
        guard !self.builder.isEmpty else { return nil }
        let id = self.makeID()
        // Should zlib fail (it has no memory), the records go out as they are.
        guard self.compression.mode != .none, let chunk = self.compressed(id) else {
            return try? self.builder.seal(id: id)
        }
        return chunk
    }

    private mutating func compressed(_ id: ChunkID) -> Chunk? {
        let isAdaptive = self.compression.mode == .adaptive
        let wasFull = self.builder.isFull
        let level = self.controller.level
        // Between two chunks the level may change; zlib begins anew with each anyway.
        if isAdaptive, self.compressor.level.rawValue != level, let next = try? CompressionLevel(level) {
            try? self.compressor.reset(level: next)
        }
        let start = ThreadClock.now()
        guard let chunk = try? self.builder.seal(id: id, with: &self.compressor) else { return nil }
        let spent = ThreadClock.now() - start
        self.compression.meter.note(
            level: level, plainBytes: chunk.entriesBytes, compressedBytes: chunk.entries.count, processorTime: spent)
        if isAdaptive {
            let now = ContinuousClock.now
            let elapsed = max(self.lastSealed.duration(to: now), .microseconds(1))
            self.lastSealed = now
            self.controller.sealed(
                wasFull: wasFull, processorShare: min(1, spent / elapsed), self.compression.conditions())
        }
        return chunk
    }

    @Sendable static func randomID() -> ChunkID {
        var random = SystemRandomNumberGenerator()
        return ChunkID(random: &random)
    }
}
