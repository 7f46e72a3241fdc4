import AtalayaLogs

// Design
//
// The book of a receiver on the disk, so that it can still tell duplicates and gaps after a restart: lines of JSON that
// are only appended, and written anew when there are too many. A line for each chunk stored, and after a rewrite one for
// each source:
//
//     {"chunk":"AAEC…","sum":12345,"spans":[["app.log",0,262144]]}
//     {"source":"app.log","ranges":[[0,262144]]}
//
// The line of a part of a chunk that was split says which one it is; that of a chunk which came in parts has no sum.
//
// A line is on the disk before its chunk is acknowledged, and after its records are. A crash between the two leaves
// records without a line: their chunk comes again, and is stored again. That is one chunk a connection at most, and the
// only way to have a record twice without being told.
//
// A line that makes no sense (a crash in the middle of it) is skipped.

/// Keeps a ``ReceptionBook`` in a file.
actor ReceptionFile {
    /// No line is longer; a file beyond this many bytes is not read at all.
    private static let fileBytesMax = 256 << 20

    private let path: String
    private let files: any FileSystem
    private let executor: FileExecutor
    private var file: (any AppendableFile)?
    private var lines = 0
    /// Held as long as the receiver lives: two must not write one file.
    private var lock: (any FileLock)?

    nonisolated var unownedExecutor: UnownedSerialExecutor { self.executor.asUnownedSerialExecutor() }

    init(path: String, files: any FileSystem = SystemFileSystem(), executor: FileExecutor = .shared) {
        self.path = path
        self.files = files
        self.executor = executor
    }

    /// Takes the file over and reads what is in it into the book.
    ///
    /// - Throws: ``ShellError`` when another receiver has it, or it cannot be read or written.
    func open(_ empty: ReceptionBook) throws(ShellError) -> ReceptionBook {
        self.lock = try self.files.lock(self.path + ".lock")
        var book = empty
        do throws(ShellError) {
            let bytes = try self.files.contents(of: self.path, bytesMax: Self.fileBytesMax)
            for line in bytes.split(separator: UInt8(ascii: "\n")) { Self.read(line, into: &book) }
        } catch {
            guard error.code == .notFound else { throw error }
        }
        try self.rewrite(book)
        return book
    }

    /// Adds a chunk, and returns when it is on the disk.
    ///
    /// - Parameter book: What to write instead when the file has become long.
    func append(_ entry: ReceptionBook.Entry, book: @Sendable () -> ReceptionBook) throws(ShellError) {
        do throws(ShellError) {
            if self.file == nil { self.file = try self.files.openForAppending(self.path) }
            guard let file = self.file else { return }
            try file.append(Self.line(entry))
            try file.synchronize()
            self.lines += 1
        } catch {
            self.file = nil
            throw error
        }
        let current = book()
        if self.lines > 1_000 + 4 * current.rememberedChunksMax { try self.rewrite(current) }
    }

    private func rewrite(_ book: ReceptionBook) throws(ShellError) {
        var bytes: [UInt8] = []
        for (source, ranges) in book.sources.sorted(by: { $0.key < $1.key }) {
            bytes += Self.line(source, ranges, records: book.records[source])
        }
        for (whole, incomplete) in book.incomplete.sorted(by: { $0.key.base64 < $1.key.base64 }) {
            for range in incomplete.events.ranges {
                let events = Int(range.lowerBound)..<Int(range.upperBound)
                let part = ChunkPart(whole: whole, events: events, eventCount: incomplete.eventCount)
                bytes += Self.line(ReceptionBook.Entry(chunk: nil, checksum: nil, part: part))
            }
        }
        for entry in book.entries { bytes += Self.line(entry) }
        self.file = nil
        try self.files.replace(self.path, with: bytes)
        self.lines = book.entries.count
    }

    // MARK: Lines

    private static func line(_ entry: ReceptionBook.Entry) -> [UInt8] {
        var fields: [LogField] = []
        if let chunk = entry.chunk { fields.append(LogField("chunk", .string(chunk))) }
        if let checksum = entry.checksum { fields.append(LogField("sum", .integer(Int64(checksum)))) }
        if !entry.spans.isEmpty {
            let spans = entry.spans.map { span in
                let numbers = span.records.isEmpty ? [] : [span.records.lowerBound, span.recordCount]
                return LogValue.array([.string(span.source)] + ([span.from, span.to] + numbers).map { .unsigned($0) })
            }
            fields.append(LogField("spans", .array(spans)))
        }
        if let part = entry.part {
            let numbers = [part.events.lowerBound, part.events.upperBound, part.eventCount]
            fields.append(
                LogField("part", .array([.string(part.whole.base64)] + numbers.map { .integer(Int64($0)) })))
        }
        return RecordJSON.line(fields)
    }

    private static func line(_ source: String, _ ranges: ByteRanges, records: ByteRanges?) -> [UInt8] {
        func pairs(_ ranges: ByteRanges) -> LogValue {
            .array(ranges.ranges.map { LogValue.array([.unsigned($0.lowerBound), .unsigned($0.upperBound)]) })
        }
        var fields = [LogField("source", .string(source)), LogField("ranges", pairs(ranges))]
        if let records { fields.append(LogField("records", pairs(records))) }
        return RecordJSON.line(fields)
    }

    private static func read(_ line: ArraySlice<UInt8>, into book: inout ReceptionBook) {
        guard case .map(let fields)? = try? JSONReader.read(Array(line).span) else { return }
        // The options of a message have the same spans and parts, and a reader of them.
        let options = ForwardOptions(others: fields)
        if case .string(let source)? = options["source"], options["ranges"] != nil {
            for range in Self.ranges(options["ranges"]) {
                book.add(SourceSpan(source: source, from: range.lowerBound, to: range.upperBound))
            }
            for range in Self.ranges(options["records"]) {
                book.add(SourceSpan(source: source, from: 0, to: 0, records: range))
            }
            return
        }
        let checksum = options["sum"].flatMap(Self.number).flatMap(UInt32.init(exactly:))
        var chunk: String?
        if case .string(let text)? = options["chunk"] { chunk = text }
        guard chunk != nil || checksum != nil || options.part != nil else { return }
        book.add(ReceptionBook.Entry(chunk: chunk, checksum: checksum, spans: options.spans, part: options.part))
    }

    private static func ranges(_ value: LogValue?) -> [Range<UInt64>] {
        guard case .array(let pairs)? = value else { return [] }
        return pairs.compactMap { pair in
            guard case .array(let bounds) = pair, bounds.count == 2, let from = Self.number(bounds[0]),
                let to = Self.number(bounds[1]), from < to
            else { return nil }
            return from..<to
        }
    }

    private static func number(_ value: LogValue) -> UInt64? {
        switch value {
        case .integer(let number): UInt64(exactly: number)
        case .unsigned(let number): number
        default: nil
        }
    }
}
