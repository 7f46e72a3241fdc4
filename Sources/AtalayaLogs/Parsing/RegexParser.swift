public import AtalayaModel

/// Reads lines by a pattern: each named capture that took part in the match becomes a field with its text.
///
/// The pattern may match anywhere unless it says otherwise; what lies outside of the captures is left out, because the
/// operator chose the pattern. A line that does not match goes out whole. Lines that are not UTF-8 are matched in the
/// escaped form of ``LineText``.
public struct RegexParser: RecordParser {
    public static let format = LogFormat.regex

    private let settings: ParserSettings
    private let captures: [(index: Int, name: String)]

    /// Without a pattern in the settings every line is a message.
    public init(settings: ParserSettings = ParserSettings()) {
        self.settings = settings
        captures = (settings.pattern?.captureNames ?? []).enumerated().compactMap { index, name in
            name.map { (index + 1, $0) }
        }
    }

    public func parse(_ line: Span<UInt8>, readAt: LogTime) -> ParsedLine {
        if let match = settings.pattern?.firstMatch(in: line), (try? UTF8Span(validating: line)) != nil {
            return settings.parsed(fields(of: match, in: line), readAt: readAt)
        }
        let text = LineText(line)
        if text.escapedBytes > 0, let match = settings.pattern?.firstMatch(in: text.string) {
            var fields = fields(of: match, in: text.string.utf8.span)
            fields.escapedBytes = text.escapedBytes
            return settings.parsed(fields, readAt: readAt)
        }
        return settings.message(line, readAt: readAt, problems: .unparsable)
    }

    private func fields(of match: PatternMatch, in text: Span<UInt8>) -> TextFields {
        var fields = TextFields()
        for capture in captures {
            if let range = match[capture.index] { fields.add(capture.name, text.extracting(range)) }
        }
        return fields
    }
}
