public import AtalayaModel

/// Takes the line as it is: one field with the text.
public struct PlainParser: RecordParser {
    public static let format = LogFormat.none

    private let settings: ParserSettings

    public init(settings: ParserSettings = ParserSettings()) { self.settings = settings }

    public func parse(_ line: Span<UInt8>, readAt: LogTime) -> ParsedLine {
        settings.message(line, readAt: readAt)
    }
}
