public import AtalayaZlib

// Design
//
// Events are encoded as they come, straight into the buffer that will be compressed. Compression happens in one go when
// the chunk is sealed, with a compressor that belongs to the worker and not to the builder: a deflate stream holds
// 256 KiB, and there may be a builder for each of a hundred tags. The chunk gets exactly one gzip member, because a
// member for each append costs both time and size, and because some receivers lose what follows the first.
//
// Nothing is ever half in: an append that fails leaves the builder as it was, and so does a seal that fails.

/// Gathers the events of one tag until there are enough of them for a chunk.
///
/// ```swift
/// try builder.append(record, lineBytes: line.count, source: "app.log", from: start, to: end, at: now)
/// if builder.isFull { send(try builder.seal(id: ChunkID(random: &random), with: &compressor)) }
/// ```
///
/// The owner asks `isFull` after each append, and at `dueAt` seals what is there.
public struct ChunkBuilder: Sendable {
    public let tag: String
    public let limits: ChunkLimits

    /// Events waiting.
    public private(set) var eventCount = 0
    /// Bytes of input in the events waiting.
    public private(set) var rawBytes = 0
    /// When the first of the events waiting came; `nil` when there is none.
    public private(set) var openedAt: Duration?
    /// What the events waiting cover.
    public private(set) var spans: [SourceSpan] = []
    private var entries: [UInt8] = []

    /// - Throws: `.invalidArgument` for an empty tag.
    public init(tag: String, limits: ChunkLimits = .init()) throws(LogsError) {
        guard !tag.isEmpty else { throw LogsError(.invalidArgument, "a tag must not be empty") }
        self.tag = tag
        self.limits = limits
    }

    public var isEmpty: Bool { eventCount == 0 }

    /// Bytes of entries waiting, before compression.
    public var entriesBytes: Int { entries.count }

    /// Whether the chunk must be sealed before anything else is appended.
    public var isFull: Bool { entries.count >= limits.bytesMax || eventCount >= limits.eventsMax }

    /// When the events waiting have waited long enough, on the caller's clock; `nil` when there is none.
    public var dueAt: Duration? { openedAt.map { $0 + limits.ageMax } }

    /// Whether the chunk is full or old.
    public func isDue(at now: Duration) -> Bool {
        isFull || (dueAt.map { now >= $0 } ?? false)
    }
}

// MARK: - Appending

extension ChunkBuilder {
    /// Appends a record.
    ///
    /// - Parameters:
    ///   - lineBytes: Bytes of input that the record was made of.
    ///   - span: What of its source the record covers. A span that goes on where the last one ended extends it.
    ///   - now: The time on the caller's monotonic clock.
    /// - Throws: `.limitExceeded` for a record that is too large for any chunk, `.invalidArgument` when the builder is
    ///   full. Nothing has changed then.
    public mutating func append(
        _ record: LogRecord, lineBytes: Int, span: SourceSpan? = nil, at now: Duration
    ) throws(LogsError) {
        try append(rawBytes: lineBytes, span: span, at: now) { (buffer) throws(LogsError) in
            try ForwardEntry.write(record, into: &buffer)
        }
    }

    /// Appends a record that was made of several parts of its source.
    ///
    /// - Parameter number: The record's in the count of its source, where there is one; it belongs to the first span.
    public mutating func append(
        _ record: LogRecord, lineBytes: Int, spans: [SourceSpan], number: UInt64? = nil, at now: Duration
    ) throws(LogsError) {
        var first = spans.first
        if let number, number < .max { first?.records = number..<number + 1 }
        try append(record, lineBytes: lineBytes, span: first, at: now)
        for span in spans.dropFirst() { cover(span) }
    }

    /// Appends a line as it is, without making a record of it.
    ///
    /// - Parameters:
    ///   - lineBytes: Bytes of input that the line stands for; `nil`: those of the line.
    ///   - span: What of its source the line covers; `nil` where ``cover(_:)`` says it for many lines at once.
    /// - Returns: The number of bytes that were not UTF-8 and were escaped.
    @discardableResult
    public mutating func append(
        line: Span<UInt8>, using template: borrowing LineEntryTemplate, lineBytes: Int? = nil,
        span: SourceSpan? = nil, at now: Duration
    ) throws(LogsError) -> Int {
        let start = try begin()
        let escapedBytes: Int
        do {
            escapedBytes = try template.write(line: line, into: &entries)
        } catch {
            entries.removeSubrange(start...)
            throw error
        }
        try commit(from: start, rawBytes: lineBytes ?? line.count, span: span, at: now)
        return escapedBytes
    }

    /// Appends what was found in a line, without making a record of it.
    ///
    /// - Parameters:
    ///   - tape: What was found in the line.
    ///   - field: Where the line's message is on the tape, when `content` takes its place.
    ///   - content: What was found in the message.
    ///   - readAt: The record's time where the line has none.
    ///   - lineBytes: Bytes of input that the line stands for.
    ///   - span: What of its source the line covers; `nil` where ``cover(_:)`` says it for many lines at once.
    /// - Throws: `.limitExceeded` for a record that is too large for any chunk or too deep, `.invalidArgument` when the
    ///   builder is full. Nothing has changed then.
    public mutating func append(
        _ tape: borrowing FieldTape, of line: Span<UInt8>, replacing field: Int? = nil,
        with content: borrowing FieldTape, readAt: LogTime, lineBytes: Int, span: SourceSpan? = nil, at now: Duration
    ) throws(LogsError) {
        let start = try begin()
        do {
            if let field {
                try tape.writeEntry(of: line, replacing: field, with: content, readAt: readAt, into: &entries)
            } else {
                try tape.writeEntry(of: line, readAt: readAt, into: &entries)
            }
        } catch {
            entries.removeSubrange(start...)
            throw error
        }
        try commit(from: start, rawBytes: lineBytes, span: span, at: now)
    }

    /// Appends an entry that is encoded already: `[time, record]` in MessagePack. It is taken on trust.
    public mutating func append(
        entry: Span<UInt8>, rawBytes: Int, span: SourceSpan? = nil, at now: Duration
    ) throws(LogsError) {
        let start = try begin()
        entries.append(copying: entry)
        try commit(from: start, rawBytes: rawBytes, span: span, at: now)
    }

    private mutating func append(
        rawBytes: Int, span: SourceSpan?, at now: Duration,
        encode: (inout [UInt8]) throws(LogsError) -> Void
    ) throws(LogsError) {
        let start = try begin()
        do {
            try encode(&entries)
        } catch {
            entries.removeSubrange(start...)
            throw error
        }
        try commit(from: start, rawBytes: rawBytes, span: span, at: now)
    }

    private func begin() throws(LogsError) -> Int {
        guard !isFull else { throw LogsError(.invalidArgument, "the chunk is full and must be sealed first") }
        return entries.count
    }

    private mutating func commit(
        from start: Int, rawBytes: Int, span: SourceSpan?, at now: Duration
    ) throws(LogsError) {
        let entryBytes = entries.count - start
        guard entryBytes <= limits.entryBytesMax else {
            entries.removeSubrange(start...)
            throw LogsError(
                .limitExceeded, "an event of \(entryBytes) bytes is longer than \(limits.entryBytesMax)")
        }
        eventCount += 1
        self.rawBytes += max(0, rawBytes)
        if openedAt == nil { openedAt = now }
        if let span { cover(span) }
    }

    /// Says what of its source the events waiting cover, for those that were appended without a span.
    public mutating func cover(_ span: SourceSpan) {
        // Joined records leave gaps that the next ones fill; the neighbours of a span are among the last few.
        for index in spans.indices.suffix(4).reversed() {
            guard spans[index].source == span.source else { break }
            if spans[index].extend(by: span) { return }
        }
        spans.append(span)
    }
}

// MARK: - Sealing

extension ChunkBuilder {
    /// After so many bytes compression begins anew: a tenth less time for three per cent more bytes (decision 13).
    private static let cutBytes = 48 << 10

    /// Makes a chunk of what is waiting, as one gzip member, and begins anew.
    ///
    /// - Parameter compressor: A compressor for gzip in any state; it is reset first. Its level is the chunk's.
    /// - Throws: `.invalidArgument` when nothing is waiting or the compressor is for another format, `.compression`
    ///   when zlib fails. The events are then still waiting.
    public mutating func seal(
        id: ChunkID, with compressor: inout Compressor
    ) throws(LogsError) -> Chunk {
        guard compressor.format == .gzip else {
            throw LogsError(.invalidArgument, "the forward protocol knows gzip, not \(compressor.format)")
        }
        guard !isEmpty else { throw LogsError(.invalidArgument, "there is nothing to seal") }
        var compressed: [UInt8] = []
        // Log text compresses five to ten times; a wrong guess costs a reallocation.
        compressed.reserveCapacity(entries.count / 5 + 64)
        compressor.reset()
        do {
            try compressor.write(entries, into: &compressed, cutBytes: Self.cutBytes)
            try compressor.finish(into: &compressed)
        } catch {
            throw LogsError(.compression, error.message)
        }
        return take(id: id, entries: compressed, isCompressed: true)
    }

    /// Makes a chunk of what is waiting without compressing it, and begins anew.
    ///
    /// - Throws: `.invalidArgument` when nothing is waiting.
    public mutating func seal(id: ChunkID) throws(LogsError) -> Chunk {
        guard !isEmpty else { throw LogsError(.invalidArgument, "there is nothing to seal") }
        return take(id: id, entries: entries, isCompressed: false)
    }

    private mutating func take(id: ChunkID, entries wire: [UInt8], isCompressed: Bool) -> Chunk {
        let chunk = Chunk(
            id: id, tag: tag, eventCount: eventCount, rawBytes: rawBytes, entries: wire, entriesBytes: entries.count,
            isCompressed: isCompressed, spans: spans)
        // A busy source will fill the buffer again at once; a quiet one should not hold its memory meanwhile.
        entries.removeAll(keepingCapacity: isFull && isCompressed)
        spans.removeAll()
        eventCount = 0
        rawBytes = 0
        openedAt = nil
        return chunk
    }
}
