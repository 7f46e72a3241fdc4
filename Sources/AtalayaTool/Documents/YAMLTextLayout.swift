import AtalayaConfig
import Yams

/// Finds out how the text of a scalar stands in the file. Only what is proven by the file is told: text that YAML folds has
/// other lines than the file.
enum YAMLTextLayout {
    /// A longer line has places of its values only, not of what stands inside them.
    static let lineBytesMax = 4_096

    static func of(_ scalar: Node.Scalar, line: Int, column: Int, in lines: [String]) -> TextLayout? {
        // Columns are counted from the beginning of the line, for each scalar on it.
        guard lines.indices.contains(line - 1), lines[line - 1].utf8.count <= lineBytesMax else { return nil }
        if scalar.style == .literal { return block(scalar.string, under: line, in: lines) }
        guard !scalar.string.utf8.contains(UInt8(ascii: "\n")) || scalar.style == .doubleQuoted else { return nil }
        let rest = String(lines[line - 1].unicodeScalars.dropFirst(column - 1))
        switch scalar.style {
        case .plain: return rest.hasPrefix(scalar.string) ? .plain : nil
        case .singleQuoted:
            return rest.hasPrefix("'\(scalar.string.replacing("'", with: "''"))'") ? .singleQuoted : nil
        case .doubleQuoted: return rest.hasPrefix("\"\(escaped(scalar.string))\"") ? .doubleQuoted : nil
        case .any, .literal, .folded: return nil
        }
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
            .replacing("\t", with: "\\t")
    }

    /// The block begins in the line below its sign; its first line that is not empty shows how far in it stands.
    private static func block(_ text: String, under line: Int, in lines: [String]) -> TextLayout? {
        let texts = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let index = texts.firstIndex(where: { !$0.isEmpty }), lines.indices.contains(line + index) else {
            return nil
        }
        let written = lines[line + index]
        guard written.hasSuffix(texts[index]) else { return nil }
        let indentation = written.unicodeScalars.count - texts[index].unicodeScalars.count
        return .block(line: line + 1, indentation: indentation)
    }
}
