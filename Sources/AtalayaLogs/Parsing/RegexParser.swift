public import AtalayaModel

/// Reads lines by a pattern: each named capture that took part in the match becomes a field with its text.
///
/// The pattern may match anywhere unless it says otherwise; what lies outside of the captures is left out, because the
/// operator chose the pattern. A line that does not match goes out whole. Lines that are not UTF-8 are matched in the
/// escaped form of ``LineText``.
public struct RegexParser: RecordParser {
    public static let format = LogFormat.regex

    private let settings: ParserSettings
    private let names: FieldNames
    /// The captures with a name; the place of each is that of its name, less one.
    private let captures: [Int]

    /// Without a pattern in the settings every line is a message.
    public init(settings: ParserSettings = ParserSettings()) {
        self.settings = settings
        let named = (settings.pattern?.captureNames ?? []).enumerated().compactMap { index, name in
            name.map { (capture: index + 1, name: $0) }
        }
        captures = named.map(\.capture)
        names = FieldNames([settings.messageField] + named.map(\.name))
    }

    public func parse(_ line: Span<UInt8>, into tape: inout FieldTape) {
        tape.begin(line, names: names)
        guard let pattern = settings.pattern else { return tape.setMessage(line, problems: .unparsable) }
        if tape.isText {
            guard pattern.findFirst(in: line, &tape.match) else {
                return tape.setMessage(line, problems: .unparsable)
            }
            for (index, capture) in captures.enumerated() {
                if let range = tape.match[capture] { tape.addText(name: index + 1, range, of: line) }
            }
        } else {
            let text = LineText(line)
            guard pattern.findFirst(in: text.string.utf8.span, &tape.match) else {
                return tape.setMessage(line, problems: .unparsable)
            }
            tape.problems.insert(.invalidText)
            for (index, capture) in captures.enumerated() {
                guard let range = tape.match[capture] else { continue }
                let start = tape.beside.count
                tape.beside.append(copying: text.string.utf8.span.extracting(range))
                tape.addKey(name: index + 1)
                tape.addBeside(.text, from: start)
            }
        }
        settings.takeTime(from: &tape, of: line)
    }
}
