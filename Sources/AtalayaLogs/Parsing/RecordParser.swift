public import AtalayaModel

/// Makes a record of a line.
///
/// A parser never loses a line and never fails: what it cannot read goes out whole as the record's message, and the
/// result says so. To add a parser, write one file, add one line to ``RecordParsers/all`` and the format to
/// `LogFormat.all`.
public protocol RecordParser: Sendable {
    /// What the parser reads: its name in settings, and its help.
    static var format: LogFormat { get }

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
    /// Which of the source's streams the line belongs to, where it tells: parts of a record are of one stream.
    public var stream: LogStream
    /// Whether the message goes on in the next line of the stream. See ``RecordJoiner``.
    public var isPartial: Bool

    public init(
        record: LogRecord, problems: LineProblems = [], stream: LogStream = .only, isPartial: Bool = false
    ) {
        self.record = record
        self.problems = problems
        self.stream = stream
        self.isPartial = isPartial
    }
}

/// The streams of a container that end up in one file. Closed: a process has two outputs.
public enum LogStream: Hashable, Sendable {
    /// The source does not tell streams apart.
    case only
    case standardOutput
    case standardError
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
    /// The pattern of the format `regex`.
    public var pattern: Pattern?
    /// Limits on a line of JSON; lines beyond them are shipped as messages.
    public var jsonLimits: JSONLimits

    public init(
        timeField: String? = nil, timeFormat: TimeFormat = .automatic, keepsTimeField: Bool = false,
        messageField: String = "message", pattern: Pattern? = nil, jsonLimits: JSONLimits = JSONLimits()
    ) {
        self.timeField = timeField
        self.timeFormat = timeFormat
        self.keepsTimeField = keepsTimeField
        self.messageField = messageField
        self.pattern = pattern
        self.jsonLimits = jsonLimits
    }
}

/// The parsers there are.
public enum RecordParsers {
    /// Every parser, the simplest one first.
    public static let all: [any RecordParser.Type] = [
        PlainParser.self, JSONParser.self, LogfmtParser.self, RegexParser.self, CombinedParser.self,
        SyslogParser.self, CRIParser.self, DockerParser.self,
    ]

    /// The parser with this name, set up by the settings.
    public static func make(named name: String, settings: ParserSettings = ParserSettings()) -> (any RecordParser)? {
        all.first { $0.format.name == name }?.init(settings: settings)
    }
}

extension RecordParser {
    /// Makes a record of a line that a ``LineSplitter`` gave; that of a cut line gets the field `truncated: true`.
    public func parse(_ line: Span<UInt8>, mark: LineMark, readAt: LogTime) -> ParsedLine {
        var parsed = parse(line, readAt: readAt)
        if mark.escapedBytes > 0 { parsed.problems.insert(.invalidText) }
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

    /// A record of fields whose text was escaped where it was no UTF-8.
    func parsed(_ fields: TextFields, readAt: LogTime) -> ParsedLine {
        var parsed = ParsedLine(
            record: LogRecord(time: readAt, fields: fields.fields),
            problems: fields.escapedBytes > 0 ? .invalidText : [])
        takeTime(from: &parsed)
        return parsed
    }
}
