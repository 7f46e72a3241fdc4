public import AtalayaModel

/// Reads the files that Kubernetes' container runtimes write.
///
/// A line is `time stream tags content`, with single spaces: an RFC 3339 time, `stdout` or `stderr`, tags with colons in
/// between of which the first is `P` for a part that goes on and `F` for the last or only one, and what the program
/// wrote. The record has the fields `stream` and the message.
/// (kubernetes/community, "CRI: log management for container stdout/stderr streams")
public struct CRIParser: RecordParser {
    public static let format = LogFormat.cri

    private let settings: ParserSettings

    public init(settings: ParserSettings = ParserSettings()) { self.settings = settings }

    public func parse(_ line: Span<UInt8>, readAt: LogTime) -> ParsedLine {
        guard let parts = CRILine(line) else {
            return settings.message(line, readAt: readAt, problems: .unparsable)
        }
        let text = LineText(line.extracting(parts.content))
        let stream = LogField("stream", .string(parts.stream == .standardError ? "stderr" : "stdout"))
        var parsed = ParsedLine(
            record: LogRecord(
                time: parts.time ?? readAt, fields: [stream, LogField(settings.messageField, .string(text.string))]),
            problems: text.escapedBytes > 0 ? .invalidText : [], stream: parts.stream, isPartial: parts.isPartial)
        if parts.time == nil { parsed.problems.insert(.unparsableTime) }
        return parsed
    }
}

/// The parts of a line of the CRI format.
struct CRILine {
    /// `nil` for a time that is none.
    var time: LogTime?
    var stream: LogStream
    var isPartial: Bool
    /// Where in the line the content is.
    var content: Range<Int>

    /// `nil` for a line that is not of this format. Allocates nothing.
    init?(_ line: Span<UInt8>) {
        let space = UInt8(ascii: " ")
        guard let timeEnd = ByteScan.firstIndex(of: space, in: line),
            let streamEnd = ByteScan.firstIndex(of: space, in: line, from: timeEnd + 1)
        else { return nil }
        let name = line.extracting((timeEnd + 1)..<streamEnd)
        if name.equals("stdout") {
            stream = .standardOutput
        } else if name.equals("stderr") {
            stream = .standardError
        } else {
            return nil
        }
        // An empty message may come without the space before it.
        let tagsEnd = ByteScan.firstIndex(of: space, in: line, from: streamEnd + 1) ?? line.count
        let tags = line.extracting((streamEnd + 1)..<tagsEnd)
        guard tags.count == 1 || (tags.count > 1 && tags[1] == UInt8(ascii: ":")) else { return nil }
        switch tags[0] {
        case UInt8(ascii: "P"): isPartial = true
        case UInt8(ascii: "F"): isPartial = false
        default: return nil
        }
        time = RFC3339Time.parse(line.extracting(0..<timeEnd))
        content = min(tagsEnd + 1, line.count)..<line.count
    }
}
