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

    /// Reads a line without its terminator.
    ///
    /// - Parameter tape: Gets what was found in the place of what is there.
    func parse(_ line: Span<UInt8>, into tape: inout FieldTape)
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
    /// Makes a record of a line without its terminator.
    ///
    /// - Parameter readAt: the record's time where the line has none.
    public func parse(_ line: Span<UInt8>, readAt: LogTime) -> ParsedLine {
        var tape = FieldTape()
        parse(line, into: &tape)
        return tape.parsedLine(of: line, readAt: readAt)
    }

    /// Reads a line that a ``LineSplitter`` gave; the record of a cut one gets the field `truncated: true`.
    public func parse(_ line: Span<UInt8>, mark: LineMark, into tape: inout FieldTape) {
        parse(line, into: &tape)
        tape.note(mark)
    }

    /// Makes a record of a line that a ``LineSplitter`` gave; that of a cut line gets the field `truncated: true`.
    public func parse(_ line: Span<UInt8>, mark: LineMark, readAt: LogTime) -> ParsedLine {
        var tape = FieldTape()
        parse(line, mark: mark, into: &tape)
        return tape.parsedLine(of: line, readAt: readAt)
    }
}

extension ParserSettings {
    /// Takes the record's time out of its fields, where they have one.
    func takeTime(from tape: inout FieldTape, of line: Span<UInt8>) {
        guard let timeField, let index = tape.field(timeField.utf8.span, in: line) else { return }
        guard let time = timeFormat.time(of: tape.items[index + 1], on: tape, in: line) else {
            tape.problems.insert(.unparsableTime)
            return
        }
        tape.time = time
        if !keepsTimeField { tape.removeField(at: index) }
    }
}

extension TimeFormat {
    /// The time that an item of a tape stands for.
    func time(of item: FieldTape.Item, on tape: borrowing FieldTape, in line: Span<UInt8>) -> LogTime? {
        switch item.kind {
        case .array, .map, .null, .yes, .no, .key: return nil
        case .text:
            if mayBeRFC3339,
                let time = try? tape.withText(item, in: line, { (text) throws(LogsError) in RFC3339Time.parse(text) })
            {
                return time
            }
            fallthrough
        case .integer, .unsigned, .double: return time(from: tape.value(of: item, in: line))
        }
    }
}
