public import AtalayaModel

/// Reads the files of Docker's logging driver `json-file`.
///
/// A line is `{"log":"…\n","stream":"stdout","time":"…"}`; a text of more than 16 KiB comes in several of them, of which
/// only the last one ends with a line feed. The record has the message and every other member but the time.
public struct DockerParser: RecordParser {
    public static let format = LogFormat.docker

    private let settings: ParserSettings

    public init(settings: ParserSettings = ParserSettings()) { self.settings = settings }

    public func parse(_ line: Span<UInt8>, readAt: LogTime) -> ParsedLine {
        guard let (value, escapedBytes) = try? JSONReader.readEscapingInvalidText(line, limits: settings.jsonLimits),
            case .map(let members) = value, case .string(var text)? = value["log"]
        else { return settings.message(line, readAt: readAt, problems: .unparsable) }
        var parsed = ParsedLine(record: LogRecord(time: readAt), problems: escapedBytes > 0 ? .invalidText : [])
        parsed.isPartial = text.utf8.last != UInt8(ascii: "\n")
        if !parsed.isPartial {
            text.unicodeScalars.removeLast()
            if text.utf8.last == UInt8(ascii: "\r") { text.unicodeScalars.removeLast() }
        }
        var hasMessage = false
        for member in members {
            switch member.key {
            case "log" where !hasMessage:
                hasMessage = true
                parsed.record.fields.append(LogField(settings.messageField, .string(text)))
            case "stream":
                if case .string(let name) = member.value { parsed.stream = Self.stream(name) }
                parsed.record.fields.append(member)
            case "time":
                if let time = TimeFormat.rfc3339.time(from: member.value) {
                    parsed.record.time = time
                } else {
                    parsed.problems.insert(.unparsableTime)
                    parsed.record.fields.append(member)
                }
            default: parsed.record.fields.append(member)
            }
        }
        return parsed
    }

    private static func stream(_ name: String) -> LogStream {
        switch name {
        case "stdout": .standardOutput
        case "stderr": .standardError
        default: .only
        }
    }
}
