public import AtalayaModel

/// Reads the files that Kubernetes' container runtimes write.
///
/// A line is `time stream tags content`, with single spaces: an RFC 3339 time, `stdout` or `stderr`, tags with colons in
/// between of which the first is `P` for a part that goes on and `F` for the last or only one, and what the program
/// wrote. The record has the fields `stream` and the message.
/// (kubernetes/community, "CRI: log management for container stdout/stderr streams")
public struct CRIParser: RecordParser {
    public static let format = LogFormat.cri

    private let names: FieldNames

    public init(settings: ParserSettings = ParserSettings()) {
        names = FieldNames([settings.messageField, "stream", "stdout", "stderr"])
    }

    public func parse(_ line: Span<UInt8>, into tape: inout FieldTape) {
        tape.begin(line, names: names)
        guard let parts = CRILine(line) else { return tape.setMessage(line, problems: .unparsable) }
        tape.addName(name: 1, value: parts.stream == .standardError ? 3 : 2)
        tape.addText(name: 0, parts.content, of: line)
        tape.time = parts.time
        if parts.time == nil { tape.problems.insert(.unparsableTime) }
        tape.stream = parts.stream
        tape.isPartial = parts.isPartial
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
