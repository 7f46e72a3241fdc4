import AtalayaLogs
import AtalayaZlib

// Design
//
//     line ─▶ parser ─▶ joiner ─▶ content parser ─▶ metrics ─▶ filters ─▶ chunk
//
// A line that is neither parsed nor looked at goes straight into the chunk, without a record and without a `String`. So
// does a line that is parsed, with what was found in it, where nobody looks at records and it is a whole one.
//
// The books count a record when its first line is read, and its bytes line by line; what the joiner holds counts as in
// flight, like what is gathered for the next chunk. Its spans are in no chunk yet, so the checkpoint stays before them.

/// What becomes of the lines of one tail: records, metrics, chunks. Keeps the account of each batch.
struct SourceFeed: ~Copyable {
    /// The field of the message in records that are made of plain lines.
    private static let messageField = "message"

    private let parser: any RecordParser
    private let content: (any RecordParser)?
    private let metrics: LogMetrics
    private let readsAgain: Bool
    private var counts = CountedRecords()
    private var numbers = RecordNumbers()
    /// Streams of which nothing more comes; what the joiner holds of them has no number yet.
    private var endedStreams: [String] = []
    /// Whole lines and cut ones as entries, where lines need not be looked at.
    private var whole: LineEntryTemplate
    private var cut: LineEntryTemplate
    private let isPlain: Bool
    /// Whether nobody looks at records, so that none are made of lines that are whole ones.
    private let isDirect: Bool
    /// What was found in the present line, and in its message.
    private var tape = FieldTape()
    private var contentTape = FieldTape()
    /// Where the lines of the present piece come from, and which of them are in the present chunk and not covered by
    /// its spans yet. Nothing but numbers changes from line to line.
    private var piece = Piece()
    private var joiner: RecordJoiner
    private var filters: FilterChain
    private var joined: [JoinedRecord] = []
    private let flushing: Flushing?
    /// The requests for everything that were met.
    private var metRequests = 0
    private var assembler: ChunkAssembler
    private var batch = LogAccounts.Batch()
    private var gatheredBytes = 0
    private var hasNews = false
    /// Spans of lines that went into no chunk, because they were dropped: nothing has to wait for them.
    private var droppedSpans: [SourceSpan] = []

    private struct Piece {
        /// The name of the file's generation, for spans.
        var source = ""
        /// The file whatever its generation: an event may go on over a rotation.
        var path = ""
        var readAt = LogTime(seconds: 0)
        var now = Duration.zero
        var uncovered: Range<UInt64>?
        var uncoveredRecords = 0
    }

    /// - Parameter readsAgain: Whether what is read may be read again, after a crash: then it is remembered what the
    ///   metrics have counted.
    init(
        _ configuration: TailerConfiguration, metrics: LogMetrics, readsAgain: Bool = true,
        makeChunkID: @escaping @Sendable () -> ChunkID = ChunkAssembler.randomID
    ) throws {
        let whole = try LineEntryTemplate(key: Self.messageField)
        let cut = try LineEntryTemplate(key: Self.messageField, fields: [LogField("truncated", .bool(true))])
        self.assembler = try ChunkAssembler(
            tag: configuration.tag, limits: configuration.chunks, compression: configuration.compression,
            flushing: configuration.flushing, makeID: makeChunkID)
        self.flushing = configuration.flushing
        self.metRequests = configuration.flushing?.requests ?? 0
        self.whole = whole
        self.cut = cut
        // Not `self.isDirect` in the second line: operators take closures, and one that holds a part of what cannot be
        // copied yet has the compiler destroy what was never made.
        let isDirect = configuration.filters.isEmpty && metrics.isEmpty
        self.isDirect = isDirect
        self.isPlain =
            configuration.parser is PlainParser && configuration.content == nil && isDirect
            && configuration.joining.multiline == nil
        self.parser = configuration.parser
        self.content = configuration.content
        self.metrics = metrics
        self.readsAgain = readsAgain
        self.joiner = RecordJoiner(settings: configuration.joining)
        self.filters = configuration.filters
    }

    /// Goes on from a checkpoint: with its tallies, and without counting again what they have counted.
    mutating func resume(_ checkpoint: Checkpoint, source: String) {
        guard !self.metrics.isEmpty else { return }
        self.counts.tallies = self.metrics.restore(checkpoint.tallies.filter { $0.source == source })
        for path in checkpoint.sources {
            for file in path.files {
                let generation = GenerationID(path: path.path, number: file.generation).source
                self.counts.resume(generation, offset: file.offset, counted: file.counted)
            }
        }
    }

    /// What the records have made of the metrics, if that has changed since the last call.
    mutating func changedTallies(source: String) -> [Checkpoint.Tally]? {
        self.counts.tallies.isChanged ? self.counts.tallies.take(source: source) : nil
    }

    /// The sources of which metrics have counted something since the last call.
    mutating func takeCountedSources() -> Set<String> { self.counts.takeChanged() }

    /// Adds to a checkpoint which parts of its files are counted.
    func noteCounted(in checkpoint: inout Checkpoint.Source) {
        guard !self.metrics.isEmpty else { return }
        for index in checkpoint.files.indices {
            let file = checkpoint.files[index]
            let generation = GenerationID(path: checkpoint.path, number: file.generation).source
            checkpoint.files[index].counted = self.counts.counted(generation, after: file.offset)
        }
    }

    /// The sources of which it is remembered what was counted.
    var countedSources: Int { self.counts.sources }

    /// Sources of which it is remembered how many records were shipped.
    var numberedSources: Int { self.numbers.sources }

    /// A generation is followed.
    ///
    /// - Parameter record: The number of the first record that will be shipped of it, if none was shipped yet.
    mutating func begin(_ generation: GenerationID, record: UInt64) {
        self.numbers.begin(generation.source, at: record)
    }

    /// A generation is settled: nothing of it is read again.
    mutating func forget(_ generation: GenerationID) {
        self.counts.forget(generation.source)
        self.numbers.forget(generation.source)
    }

    /// A stream has ended, which has no generations.
    mutating func end(stream: String) {
        self.endedStreams.append(stream)
    }

    /// When something that waits must go; nil when nothing does.
    var dueAt: Duration? {
        guard let joinerDue = self.joiner.dueAt else { return self.assembler.dueAt }
        return self.assembler.dueAt.map { min($0, joinerDue) } ?? joinerDue
    }

    /// Says where the next lines come from.
    ///
    /// - Parameters:
    ///   - source: The name of the file's generation, for spans.
    ///   - path: The file whatever its generation: an event may go on over a rotation.
    mutating func beginPiece(of source: String, path: String, readAt: LogTime, now: Duration) {
        self.hasNews = true
        self.piece = Piece(source: source, path: path, readAt: readAt, now: now)
        self.whole.setTime(readAt)
        self.cut.setTime(readAt)
    }

    /// Takes a line of the piece.
    mutating func append(_ line: Span<UInt8>, _ mark: LineMark) {
        if self.isPlain { return self.gather(line, mark) }
        self.parser.parse(line, mark: mark, into: &self.tape)
        if self.isDirect, self.joiner.passes(self.tape, of: line) { return self.gatherTape(line, mark) }
        let lineBytes = Int(mark.endOffset - mark.startOffset)
        let span = SourceSpan(source: self.piece.source, from: mark.startOffset, to: mark.endOffset)
        let held = self.joiner.heldRecords
        self.joiner.append(
            self.tape.parsedLine(of: line, readAt: self.piece.readAt), span: span, of: self.piece.path,
            at: self.piece.now, into: &self.joined)
        self.batch.read += LedgerAmount(self.joined.count + self.joiner.heldRecords - held, bytes: lineBytes)
        self.gatherJoined(now: self.piece.now)
    }

    /// There are no more lines in the piece.
    mutating func endPiece() {
        self.cover()
    }

    /// Does what is due: lets go what was held long enough, seals what was gathered long enough.
    mutating func keepUp(now: Duration) {
        if self.isEverythingAskedFor {
            self.metRequests = self.flushing?.requests ?? 0
            return self.finish(now: now)
        }
        if let due = self.joiner.dueAt, due <= now {
            self.joiner.flush(at: now, into: &self.joined)
            self.gatherJoined(now: now)
        }
        if let due = self.assembler.dueAt, due <= now { self.seal() }
    }

    /// Whether also what waits for its other half is to go.
    var isEverythingAskedFor: Bool { self.flushing.map { $0.requests != self.metRequests } ?? false }

    /// Seals everything, because no line will come, or because it must not be waited for.
    mutating func finish(now: Duration) {
        self.joiner.finish(into: &self.joined)
        self.gatherJoined(now: now)
        self.seal()
    }

    /// What happened since the last call; nil when nothing did.
    mutating func takeBatch() -> (batch: LogAccounts.Batch, droppedSpans: [SourceSpan])? {
        guard self.hasNews else { return nil }
        self.hasNews = false
        if self.joiner.heldRecords == 0 {
            for stream in self.endedStreams { self.numbers.forget(stream) }
            self.endedStreams = []
        }
        self.batch.gathered = LedgerAmount(
            self.assembler.eventCount + self.joiner.heldRecords, bytes: self.gatheredBytes + self.joiner.heldBytes)
        defer {
            self.batch = LogAccounts.Batch()
            self.droppedSpans = []
        }
        return (self.batch, self.droppedSpans)
    }

    // MARK: Gathering

    /// Takes a line as it is.
    private mutating func gather(_ line: Span<UInt8>, _ mark: LineMark) {
        let lineBytes = Int(mark.endOffset - mark.startOffset)
        let amount = LedgerAmount(1, bytes: lineBytes)
        self.batch.read += amount
        if mark.isCut { self.note(.cut) }
        do {
            let escapedBytes =
                mark.isCut
                ? try self.assembler.append(line: line, using: self.cut, lineBytes: lineBytes, at: self.piece.now)
                : try self.assembler.append(line: line, using: self.whole, lineBytes: lineBytes, at: self.piece.now)
            if escapedBytes + mark.escapedBytes > 0 { self.note(.invalidText) }
        } catch {
            return self.dropUnencodable(mark)
        }
        self.gathered(mark)
    }

    /// Takes what was found in a line.
    private mutating func gatherTape(_ line: Span<UInt8>, _ mark: LineMark) {
        let lineBytes = Int(mark.endOffset - mark.startOffset)
        self.batch.read += LedgerAmount(1, bytes: lineBytes)
        var problems = self.tape.problems
        var message: Int?
        if let content, !problems.contains(.unparsable) {
            message = self.tape.textField(self.joiner.settings.messageField, in: line)
            if let message {
                self.tape.parseMessage(at: message, of: line, with: content, into: &self.contentTape)
                problems.formUnion(self.contentTape.problems)
            }
        }
        if !problems.isEmpty { self.note(problems) }
        do {
            try self.assembler.append(
                self.tape, of: line, replacing: message, with: self.contentTape, readAt: self.piece.readAt,
                lineBytes: lineBytes, at: self.piece.now)
        } catch {
            return self.dropUnencodable(mark)
        }
        self.gathered(mark)
    }

    private mutating func dropUnencodable(_ mark: LineMark) {
        self.cover()
        let amount = LedgerAmount(1, bytes: Int(mark.endOffset - mark.startOffset))
        let span = SourceSpan(source: self.piece.source, from: mark.startOffset, to: mark.endOffset)
        self.drop(amount, [span], reason: .unencodable)
    }

    /// A line is in the chunk.
    private mutating func gathered(_ mark: LineMark) {
        self.gatheredBytes += Int(mark.endOffset - mark.startOffset)
        if let first = self.piece.uncovered?.lowerBound, self.piece.uncovered?.upperBound == mark.startOffset {
            self.piece.uncovered = first..<mark.endOffset
        } else {
            self.cover()
            self.piece.uncovered = mark.startOffset..<mark.endOffset
        }
        self.piece.uncoveredRecords += 1
        if self.assembler.isFull { self.seal() }
    }

    /// Says in the chunk which lines it has.
    private mutating func cover() {
        guard let range = self.piece.uncovered else { return }
        let source = self.piece.source
        let records = self.numbers.take(self.piece.uncoveredRecords, of: source)
        self.piece.uncovered = nil
        self.piece.uncoveredRecords = 0
        self.assembler.cover(
            SourceSpan(source: source, from: range.lowerBound, to: range.upperBound, records: records))
    }

    /// Takes the records that the joiner let go.
    private mutating func gatherJoined(now: Duration) {
        if self.joined.isEmpty { return }
        self.hasNews = true
        // What was gathered before is in the same chunk, which may be sealed now.
        self.cover()
        for record in self.joined { self.gather(record, now: now) }
        self.joined.removeAll(keepingCapacity: true)
    }

    private mutating func gather(_ joined: JoinedRecord, now: Duration) {
        var parsed = joined.parsed
        if let content { Self.expand(&parsed, content, field: self.joiner.settings.messageField) }
        if !parsed.problems.isEmpty { self.note(parsed.problems) }
        if !self.metrics.isEmpty, !self.readsAgain || self.counts.insert(joined.spans) {
            self.metrics.observe(parsed.record, into: &self.counts.tallies)
        }
        let amount = LedgerAmount(1, bytes: joined.lineBytes)
        if let reason = self.filters.apply(to: &parsed.record, at: now) {
            return self.drop(amount, joined.spans, reason: reason)
        }
        self.gatheredBytes += joined.lineBytes
        do {
            let source = joined.spans.first?.source ?? self.piece.source
            let number = self.numbers.next(of: source)
            let chunk = try self.assembler.append(
                parsed.record, lineBytes: joined.lineBytes, spans: joined.spans, number: number, at: now)
            _ = self.numbers.take(1, of: source)
            if let chunk { self.take(chunk) }
        } catch {
            self.gatheredBytes -= joined.lineBytes
            self.drop(amount, joined.spans, reason: .unencodable)
        }
    }

    /// Puts the fields of a container's text in the place of the text; one that cannot be read stays.
    private static func expand(_ parsed: inout ParsedLine, _ content: any RecordParser, field: String) {
        guard !parsed.problems.contains(.unparsable),
            let index = parsed.record.fields.firstIndex(where: { $0.key == field }),
            case .string(let text) = parsed.record.fields[index].value
        else { return }
        let inner = content.parse(text.utf8.span, readAt: parsed.record.time)
        parsed.problems.formUnion(inner.problems)
        parsed.record.time = inner.record.time
        parsed.record.fields.replaceSubrange(index...index, with: inner.record.fields)
    }

    private mutating func note(_ problems: LineProblems) {
        for (problem, reason) in LineProblems.all where problems.contains(problem) {
            self.batch.problems[reason, default: 0] += 1
        }
    }

    private mutating func drop(_ amount: LedgerAmount, _ spans: [SourceSpan], reason: DropReason) {
        self.batch.drop(amount, reason: reason)
        // Lines that follow each other are one span, however many of them a filter drops.
        for span in spans {
            if let last = self.droppedSpans.last, last.to == span.from, last.source == span.source {
                self.droppedSpans[self.droppedSpans.count - 1].to = span.to
            } else {
                self.droppedSpans.append(span)
            }
        }
    }

    private mutating func seal() {
        self.cover()
        if let chunk = self.assembler.seal() { self.take(chunk) }
    }

    private mutating func take(_ chunk: Chunk) {
        self.hasNews = true
        self.gatheredBytes = 0
        self.batch.sealed.append(chunk)
    }
}
