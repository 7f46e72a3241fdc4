public import AtalayaModel

/// Reads a JSON object on each line and makes its members the record's fields, in their order.
///
/// The time field becomes the record's time; every other member stays as it is, whatever it is called. A line that is
/// no JSON object (also one that is cut, or that is JSON of another kind) goes out whole as a message.
public struct JSONParser: RecordParser {
    public static let format = LogFormat.json

    private let settings: ParserSettings

    public init(settings: ParserSettings = ParserSettings()) { self.settings = settings }

    public func parse(_ line: Span<UInt8>, readAt: LogTime) -> ParsedLine {
        let text = line.extracting(Self.byteOrderMarkBytes(line)..<line.count)
        guard
            let (value, escapedBytes) = try? JSONReader.readEscapingInvalidText(text, limits: settings.jsonLimits),
            case .map(let fields) = value
        else { return settings.message(line, readAt: readAt, problems: .unparsable) }
        var parsed = ParsedLine(record: LogRecord(time: readAt, fields: fields))
        if escapedBytes > 0 { parsed.problems.insert(.invalidText) }
        settings.takeTime(from: &parsed)
        return parsed
    }

    /// Some programs begin a file with a byte order mark, which is no JSON but says nothing either.
    private static func byteOrderMarkBytes(_ line: Span<UInt8>) -> Int {
        line.count >= 3 && line[0] == 0xEF && line[1] == 0xBB && line[2] == 0xBF ? 3 : 0
    }
}
