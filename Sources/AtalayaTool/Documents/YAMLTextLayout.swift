import AtalayaConfig

/// Finds out how the text of a scalar stands in the file. Only what is proven by the file is told: text that YAML folds has
/// other lines than the file.
enum YAMLTextLayout {
    /// A longer line has places of its values only, not of what stands inside them.
    static let lineBytesMax = 4_096

    static func of(
        _ text: String, _ style: YAMLEvent.Style, line: Int, column: Int, in lines: inout SourceLines
    ) -> TextLayout? {
        // Columns are counted from the beginning of the line, for each scalar on it.
        guard let written = lines.line(line), written.count <= lineBytesMax else { return nil }
        if style == .literal { return block(text, under: line, in: lines) }
        guard let start = lines.byte(line: line, column: column) else { return nil }
        let rest = written[min(start, written.endIndex)...]
        switch style {
        case .plain: return rest.starts(with: text.utf8) ? .plain : nil
        case .singleQuoted:
            return stands(text, in: rest, quote: UInt8(ascii: "'")) { $0 == UInt8(ascii: "'") ? $0 : nil }
                ? .singleQuoted : nil
        case .doubleQuoted:
            return stands(text, in: rest, quote: UInt8(ascii: "\""), escaped: doubleQuotedEscape) ? .doubleQuoted : nil
        case .literal, .folded: return nil
        }
    }

    /// What follows a backslash for a byte that cannot stand for itself.
    private static func doubleQuotedEscape(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "\\"), UInt8(ascii: "\""): byte
        case 0x0A: UInt8(ascii: "n")
        case 0x09: UInt8(ascii: "t")
        default: nil
        }
    }

    /// Whether the file has the text between quotes, with two bytes for each that is escaped: the quote twice in single
    /// quotes, a backslash in double ones.
    private static func stands(
        _ text: String, in written: ArraySlice<UInt8>, quote: UInt8, escaped: (UInt8) -> UInt8?
    ) -> Bool {
        var rest = written
        let escape = quote == UInt8(ascii: "'") ? quote : UInt8(ascii: "\\")
        guard rest.popFirst() == quote else { return false }
        for byte in text.utf8 {
            if let second = escaped(byte) {
                guard rest.popFirst() == escape, rest.popFirst() == second else { return false }
            } else {
                guard rest.popFirst() == byte else { return false }
            }
        }
        return rest.first == quote
    }

    /// The block begins in the line below its sign; its first line that is not empty shows how far in it stands.
    private static func block(_ text: String, under line: Int, in lines: SourceLines) -> TextLayout? {
        let rest = text.utf8.drop { $0 == 0x0A }
        let empty = text.utf8.count - rest.count
        let first = rest.prefix { $0 != 0x0A }
        guard !first.isEmpty, let written = lines.line(line + 1 + empty), written.count >= first.count,
            written.suffix(first.count).elementsEqual(first)
        else { return nil }
        return .block(line: line + 1, indentation: written.count - first.count)
    }
}
