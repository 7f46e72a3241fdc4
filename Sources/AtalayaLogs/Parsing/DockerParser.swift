public import AtalayaModel

/// Reads the files of Docker's logging driver `json-file`.
///
/// A line is `{"log":"…\n","stream":"stdout","time":"…"}`; a text of more than 16 KiB comes in several of them, of which
/// only the last one ends with a line feed. The record has the message and every other member but the time.
public struct DockerParser: RecordParser {
    public static let format = LogFormat.docker

    private let settings: ParserSettings
    private let names: FieldNames

    public init(settings: ParserSettings = ParserSettings()) {
        self.settings = settings
        names = FieldNames([settings.messageField])
    }

    public func parse(_ line: Span<UInt8>, into tape: inout FieldTape) {
        tape.begin(line, names: names)
        guard tape.readObject(line, limits: settings.jsonLimits), let log = tape.field("log".utf8.span, in: line),
            tape.items[log + 1].kind == .text
        else { return tape.setMessage(line, problems: .unparsable) }
        tape.isPartial = !tape.cutLineEnd(at: log + 1, in: line)
        tape.items[log] = FieldTape.Item(kind: .key, place: .names, payload: 0)
        var index = 1
        while index < tape.items.count {
            let key = tape.items[index]
            let value = tape.items[index + 1]
            if index == log {
                index += 2
            } else if tape.isText("stream", key, in: line) {
                if value.kind == .text { tape.stream = Self.stream(value, tape, in: line) }
                index += 1 + value.length
            } else if tape.isText("time", key, in: line) {
                if let time = TimeFormat.rfc3339.time(of: value, on: tape, in: line) {
                    tape.time = time
                    tape.removeField(at: index)
                } else {
                    tape.problems.insert(.unparsableTime)
                    index += 1 + value.length
                }
            } else {
                index += 1 + value.length
            }
        }
    }

    private static func stream(
        _ value: FieldTape.Item, _ tape: borrowing FieldTape, in line: Span<UInt8>
    ) -> LogStream {
        if tape.isText("stdout", value, in: line) { return .standardOutput }
        return tape.isText("stderr", value, in: line) ? .standardError : .only
    }
}

extension FieldTape {
    /// Whether a key or a text is this one.
    fileprivate func isText(_ text: StaticString, _ item: Item, in line: Span<UInt8>) -> Bool {
        ((try? withText(item, in: line) { (bytes) throws(LogsError) in bytes.equals(text) }) ?? false)
    }

    /// Takes the line feed from the end of a text, with a carriage return before it; false where there is none.
    fileprivate mutating func cutLineEnd(at index: Int, in line: Span<UInt8>) -> Bool {
        let item = items[index]
        let end =
            (try? withText(item, in: line) { (text) throws(LogsError) in
                guard text.count > 0, text[text.count - 1] == 0x0A else { return 0 }
                return text.count > 1 && text[text.count - 2] == 0x0D ? 2 : 1
            }) ?? 0
        items[index].count -= end
        return end > 0
    }
}
