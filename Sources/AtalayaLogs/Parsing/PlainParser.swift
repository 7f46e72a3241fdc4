public import AtalayaModel

/// Takes the line as it is: one field with the text.
public struct PlainParser: RecordParser {
    public static let format = LogFormat.none

    private let names: FieldNames

    public init(settings: ParserSettings = ParserSettings()) { names = FieldNames([settings.messageField]) }

    public func parse(_ line: Span<UInt8>, into tape: inout FieldTape) {
        tape.begin(line, names: names)
        tape.addText(name: 0, 0..<line.count, of: line)
    }
}
