/// Makes a record of a line.
///
/// A parser never loses a line and never fails: what it cannot read goes out whole as the record's message, and the
/// result says so. To add a parser, write one file and add one line to ``RecordParsers/all``.
public protocol RecordParser: Sendable {
    /// What the parser is called in settings.
    static var name: String { get }
    /// One line for people who choose a parser.
    static var help: String { get }

    /// Makes a parser; settings that do not concern it are ignored.
    init(settings: ParserSettings)

    /// Makes a record of a line without its terminator.
    ///
    /// - Parameter readAt: the record's time where the line has none.
    func parse(_ line: Span<UInt8>, readAt: LogTime) -> ParsedLine
}

/// A record and what was wrong with the line it was made of.
public struct ParsedLine: Hashable, Sendable {
    public var record: LogRecord
    public var problems: LineProblems

    public init(record: LogRecord, problems: LineProblems = []) {
        self.record = record
        self.problems = problems
    }
}

/// What a line's parser may need to know.
public struct ParserSettings: Sendable {
    /// The field that holds the record's time, where there is one.
    public var timeField: String?
    /// How the time field is written.
    public var timeFormat: TimeFormat
    /// Whether the time field stays in the record after its time was taken.
    public var keepsTimeField: Bool
    /// The field that gets the whole line where a line has no fields of its own.
    public var messageField: String
    /// Limits on a line of JSON; lines beyond them are shipped as messages.
    public var jsonLimits: JSONLimits

    public init(
        timeField: String? = nil, timeFormat: TimeFormat = .automatic, keepsTimeField: Bool = false,
        messageField: String = "message", jsonLimits: JSONLimits = JSONLimits()
    ) {
        self.timeField = timeField
        self.timeFormat = timeFormat
        self.keepsTimeField = keepsTimeField
        self.messageField = messageField
        self.jsonLimits = jsonLimits
    }
}

/// The parsers there are.
public enum RecordParsers {
    /// Every parser, the simplest one first.
    public static let all: [any RecordParser.Type] = [PlainParser.self, JSONParser.self]

    /// The parser with this name, set up by the settings.
    public static func make(named name: String, settings: ParserSettings = ParserSettings()) -> (any RecordParser)? {
        all.first { $0.name == name }?.init(settings: settings)
    }
}

extension RecordParser {
    /// Makes a record of a line that a ``LineSplitter`` gave; that of a cut line gets the field `truncated: true`.
    public func parse(_ line: Span<UInt8>, mark: LineMark, readAt: LogTime) -> ParsedLine {
        var parsed = parse(line, readAt: readAt)
        if mark.isCut {
            parsed.problems.insert(.cut)
            parsed.record.fields.append(LogField("truncated", .bool(true)))
        }
        return parsed
    }
}

extension ParserSettings {
    /// The line as it is, as a record's message.
    func message(_ line: Span<UInt8>, readAt: LogTime, problems: LineProblems = []) -> ParsedLine {
        let text = LineText(line)
        let field = LogField(messageField, .string(text.string))
        return ParsedLine(
            record: LogRecord(time: readAt, fields: [field]),
            problems: text.escapedBytes > 0 ? problems.union(.invalidText) : problems)
    }

    /// Takes the record's time out of its fields, where they have one.
    func takeTime(from parsed: inout ParsedLine) {
        guard let timeField, let index = parsed.record.fields.firstIndex(where: { $0.key == timeField }) else { return }
        guard let time = timeFormat.time(from: parsed.record.fields[index].value) else {
            parsed.problems.insert(.unparsableTime)
            return
        }
        parsed.record.time = time
        if !keepsTimeField { parsed.record.fields.remove(at: index) }
    }
}
