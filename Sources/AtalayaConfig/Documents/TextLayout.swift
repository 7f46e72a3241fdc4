/// How the text of a scalar stands in its file, so that a place in the text is a place in the file.
public enum TextLayout: Hashable, Sendable {
    /// On one line, as it is.
    case plain
    /// On one line between single quotes, which are written twice inside.
    case singleQuoted
    /// On one line between double quotes, with escapes.
    case doubleQuoted
    /// A literal block of YAML.
    /// - Parameters:
    ///   - line: Of the first line of the text.
    ///   - indentation: The spaces before each of its lines.
    case block(line: Int, indentation: Int)
}

extension DocumentNode {
    /// The line and the column in the file of a byte of the text; of the text as a whole where its layout is not known.
    ///
    /// Columns count Unicode scalars. In double quotes the shortest escapes are assumed.
    public func position(ofByte offset: Int) -> (line: Int, column: Int) {
        guard let text = string, let layout else { return (line, column) }
        let before = text.utf8.prefix(offset)
        switch layout {
        case .plain: return (line, column + Self.scalars(before))
        case .singleQuoted: return (line, column + 1 + Self.scalars(before) + before.count { $0 == UInt8(ascii: "'") })
        case .doubleQuoted: return (line, column + 1 + Self.scalars(before) + before.count(where: Self.isEscaped))
        case .block(let first, let indentation):
            let lineStart =
                before.lastIndex(of: UInt8(ascii: "\n")).map { before.index(after: $0) } ?? before.startIndex
            let lines = before.count { $0 == UInt8(ascii: "\n") }
            return (first + lines, indentation + 1 + Self.scalars(before[lineStart...]))
        }
    }

    private static func scalars(_ bytes: some Sequence<UInt8>) -> Int { bytes.count { $0 & 0xC0 != 0x80 } }

    private static func isEscaped(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20
    }
}
