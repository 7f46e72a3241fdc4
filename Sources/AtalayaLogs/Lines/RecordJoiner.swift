// Design
//
// One event may come in several lines: a container runtime cuts long lines into parts, and a traceback has a line for
// each frame. Both are joined here, first the parts of a line, then the lines of an event, each stream of each source on
// its own, because two streams of a container are interleaved in one file.
//
//     parsed line ──▶ parts by stream ──▶ lines of an event by stream ──▶ record with the spans of all its lines
//
// What is held is not lost: its bytes are in their file, and its spans go with the record, so that the checkpoint stays
// in front of them until the record is acknowledged. A record that was emitted while an older one is still held leaves a
// gap in the acknowledged ranges, which closes later.
//
// A record is complete when the next one begins, when it says so itself, when nothing came for a while, or when it would
// be beyond a limit: then what there is goes out with a mark, and the rest becomes a record of its own.

/// How lines are joined to records, and how long and how large a record that is not complete may become.
public struct JoinSettings: Sendable {
    /// The field with the text that is joined.
    public var messageField: String
    /// How events of several lines are recognised; `nil`: only parts of lines are joined.
    public var multiline: MultilineRules?
    /// The longest text of a joined record in bytes.
    public var recordBytesMax: Int
    /// The most lines of a joined record.
    public var recordLinesMax: Int
    /// Bytes held over all sources and streams.
    public var heldBytesMax: Int
    /// A record is taken for complete when nothing came to it for so long.
    public var quietMax: Duration

    public init(
        messageField: String = "message", multiline: MultilineRules? = nil, recordBytesMax: Int = 1 << 20,
        recordLinesMax: Int = 10_000, heldBytesMax: Int = 8 << 20, quietMax: Duration = .seconds(1)
    ) {
        self.messageField = messageField
        self.multiline = multiline
        self.recordBytesMax = max(1, recordBytesMax)
        self.recordLinesMax = max(1, recordLinesMax)
        self.heldBytesMax = max(1, heldBytesMax)
        self.quietMax = max(.zero, quietMax)
    }
}

/// A record, and what of its source it was made of.
public struct JoinedRecord: Hashable, Sendable {
    public var parsed: ParsedLine
    /// In the order of the lines; lines that follow each other are one span.
    public var spans: [SourceSpan]
    /// Bytes of the lines, terminators included.
    public var lineBytes: Int

    public init(parsed: ParsedLine, spans: [SourceSpan], lineBytes: Int) {
        self.parsed = parsed
        self.spans = spans
        self.lineBytes = lineBytes
    }
}

/// Joins the lines of an event to one record. No line is lost, and none waits longer than the settings say.
///
/// ```swift
/// joiner.append(parser.parse(line, mark: mark, readAt: time), span: span, of: path, at: now, into: &records)
/// joiner.flush(at: now, into: &records)      // at `dueAt`
/// ```
public struct RecordJoiner: Sendable {
    public let settings: JoinSettings
    /// Records that are not complete yet.
    public private(set) var heldRecords = 0
    /// Bytes of their lines.
    public private(set) var heldBytes = 0

    private struct Key: Hashable, Sendable {
        var source: String
        var stream: LogStream
    }

    private struct Held: Sendable {
        var parsed: ParsedLine
        /// Where in the fields the text belongs; the text is kept outside while it grows.
        var field: Int
        var text: String
        var spans: [SourceSpan]
        var lineBytes: Int
        var lines = 1
        var state = 0
        var lastAt: Duration
    }

    /// Parts of a line.
    private var parts: [Key: Held] = [:]
    /// Lines of an event.
    private var events: [Key: Held] = [:]

    public init(settings: JoinSettings = JoinSettings()) { self.settings = settings }

    /// When a record that is held must go although nothing followed; `nil` when none is held.
    public var dueAt: Duration? {
        if heldRecords == 0 { return nil }
        let first = (parts.values.map(\.lastAt) + events.values.map(\.lastAt)).min()
        return first.map { $0 + settings.quietMax }
    }

    /// Whether a line is a record of its own, whatever follows: nothing is held that it could belong to, and it begins
    /// nothing. Then it need not be given to the joiner.
    public func passes(_ tape: borrowing FieldTape, of line: Span<UInt8>) -> Bool {
        guard heldRecords == 0, !tape.isPartial else { return false }
        guard let rules = settings.multiline, let field = tape.textField(settings.messageField, in: line) else {
            return true
        }
        let state = try? tape.withText(tape.items[field + 1], in: line) { (text) throws(LogsError) in
            rules.state(after: text, from: 0) ?? 0
        }
        return state == 0
    }

    /// Takes a line and appends the records that it completes.
    ///
    /// - Parameters:
    ///   - source: What has streams of its own: the path of a file, whatever its generation.
    ///   - now: The time on the caller's monotonic clock.
    public mutating func append(
        _ parsed: ParsedLine, span: SourceSpan, of source: String, at now: Duration,
        into records: inout [JoinedRecord]
    ) {
        let key = Key(source: source, stream: parsed.stream)
        let lineBytes = Int(clamping: span.byteCount)
        guard let field = parsed.record.fields.firstIndex(where: { $0.key == settings.messageField }),
            case .string(let text) = parsed.record.fields[field].value
        else {
            // Without text there is nothing to join; what came before is complete, so that the order stays.
            release(key, into: &records)
            return records.append(JoinedRecord(parsed: parsed, spans: [span], lineBytes: lineBytes))
        }
        if !parsed.isPartial, settings.multiline == nil, parts[key] == nil {
            return records.append(JoinedRecord(parsed: parsed, spans: [span], lineBytes: lineBytes))
        }
        var line = Held(
            parsed: parsed, field: field, text: text, spans: [span], lineBytes: lineBytes, lastAt: now)
        line.parsed.record.fields[field].value = .null
        heldRecords += 1
        heldBytes += lineBytes
        if parsed.isPartial || parts[key] != nil {
            guard let whole = takePart(line, key, into: &records) else { return bound(key, into: &records) }
            line = whole
        }
        takeLine(line, key, into: &records)
        bound(key, into: &records)
    }

    /// Appends the records to which nothing came for as long as the settings say.
    public mutating func flush(at now: Duration, into records: inout [JoinedRecord]) {
        for (key, held) in parts where now - held.lastAt >= settings.quietMax {
            parts[key] = nil
            takeLine(held, key, into: &records)
        }
        for (key, held) in events where now - held.lastAt >= settings.quietMax {
            events[key] = nil
            emit(held, into: &records)
        }
    }

    /// Appends every record that is held, because no line will follow.
    public mutating func finish(into records: inout [JoinedRecord]) {
        for key in Set(parts.keys).union(events.keys) { release(key, into: &records) }
    }

    // MARK: Joining

    /// Adds a part to the parts before it. Gives the line when it is whole, or at its limit.
    private mutating func takePart(_ part: Held, _ key: Key, into records: inout [JoinedRecord]) -> Held? {
        var whole = part
        if var before = parts.removeValue(forKey: key) {
            if fits(part, with: before) {
                join(part, to: &before, separator: "")
                whole = before
            } else {
                before.parsed.problems.insert(.divided)
                takeLine(before, key, into: &records)
            }
        }
        guard part.parsed.isPartial else { return whole }
        parts[key] = whole
        return nil
    }

    /// Adds a line to its event, or begins one with it, or lets it go as it is.
    private mutating func takeLine(_ line: Held, _ key: Key, into records: inout [JoinedRecord]) {
        guard let rules = settings.multiline else { return emit(line, into: &records) }
        if var event = events.removeValue(forKey: key) {
            guard let state = rules.state(after: line.text, from: event.state) else {
                emit(event, into: &records)
                return beginEvent(with: line, key, rules, into: &records)
            }
            if fits(line, with: event) {
                join(line, to: &event, separator: "\n")
            } else {
                event.parsed.problems.insert(.divided)
                emit(event, into: &records)
                event = line
            }
            event.state = state
            if state == 0 { emit(event, into: &records) } else { events[key] = event }
        } else {
            beginEvent(with: line, key, rules, into: &records)
        }
    }

    private mutating func beginEvent(
        with line: Held, _ key: Key, _ rules: MultilineRules, into records: inout [JoinedRecord]
    ) {
        guard let state = rules.state(after: line.text, from: 0), state != 0 else { return emit(line, into: &records) }
        var event = line
        event.state = state
        events[key] = event
    }

    private func fits(_ line: Held, with before: Held) -> Bool {
        before.lines + line.lines <= settings.recordLinesMax
            && before.text.utf8.count + line.text.utf8.count < settings.recordBytesMax
    }

    private mutating func join(_ line: Held, to before: inout Held, separator: String) {
        before.text += separator
        before.text += line.text
        before.lineBytes += line.lineBytes
        before.lines += line.lines
        before.lastAt = line.lastAt
        let wasCut = before.parsed.problems.contains(.cut)
        before.parsed.problems.formUnion(line.parsed.problems)
        if line.parsed.problems.contains(.cut), !wasCut {
            before.parsed.record.fields.append(LogField("truncated", .bool(true)))
        }
        for span in line.spans {
            if let last = before.spans.last, last.source == span.source, last.to == span.from {
                before.spans[before.spans.count - 1].to = span.to
            } else {
                before.spans.append(span)
            }
        }
        // Two were held, now it is one of them.
        heldRecords -= 1
    }

    // MARK: Letting go

    /// Keeps what is held within its limit: the stream that grew goes out first.
    private mutating func bound(_ key: Key, into records: inout [JoinedRecord]) {
        guard heldBytes > settings.heldBytesMax else { return }
        parts[key]?.parsed.problems.insert(.divided)
        events[key]?.parsed.problems.insert(.divided)
        release(key, into: &records)
    }

    private mutating func release(_ key: Key, into records: inout [JoinedRecord]) {
        if let part = parts.removeValue(forKey: key) { takeLine(part, key, into: &records) }
        if let event = events.removeValue(forKey: key) { emit(event, into: &records) }
    }

    private mutating func emit(_ held: Held, into records: inout [JoinedRecord]) {
        heldRecords -= 1
        heldBytes -= held.lineBytes
        var parsed = held.parsed
        parsed.isPartial = false
        parsed.record.fields[held.field].value = .string(held.text)
        records.append(JoinedRecord(parsed: parsed, spans: held.spans, lineBytes: held.lineBytes))
    }
}
