/// A Swift file, line by line, with code and comments told apart.
///
/// This is no parser: it knows strings, interpolations and comments, which is what a rule needs in order
/// not to stumble over the word `fatalError` in a sentence. Regex literals that hold a quotation mark are beyond it.
struct SwiftSource: Sendable {
    struct Line: Sendable {
        /// The line with comments and the insides of string literals blanked out.
        var code = ""
        /// The comment on the line without its slashes; documentation comments included.
        var comment = ""
        var isDocumentation = false

        var isCommentOnly: Bool { !comment.isEmpty && code.allSatisfy(\.isWhitespace) }
    }

    let path: String
    let text: String
    let lines: [Line]

    init(path: String, text: String) {
        self.path = path
        self.text = text
        var reader = SwiftLineReader()
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { reader.read($0) }
    }

    /// The module a file belongs to: `Sources/AtalayaZlib/Inflate.swift` → `AtalayaZlib`.
    var module: String {
        let parts = path.split(separator: "/")
        return parts.count > 2 ? String(parts[1]) : ""
    }

    /// Lines with their numbers as editors count them.
    var numberedLines: some Sequence<(number: Int, line: Line)> {
        lines.lazy.enumerated().map { (number: $0.offset + 1, line: $0.element) }
    }

    /// Whether somebody wrote why: a comment behind the code of the line, or straight above it.
    func hasReason(atLine number: Int) -> Bool {
        let index = number - 1
        if Self.isReason(lines[index]) { return true }
        var above = index - 1
        while above >= 0, lines[above].isCommentOnly {
            if Self.isReason(lines[above]) { return true }
            above -= 1
        }
        return false
    }

    /// Two words at least. A documentation comment says what, and counts only where it also says “because”.
    private static func isReason(_ line: Line) -> Bool {
        if line.isDocumentation { return line.comment.contains("because") || line.comment.contains("why:") }
        return line.comment.split(separator: " ").count >= 2
    }
}

/// Walks over the lines of one file and remembers what is still open at the end of each.
private struct SwiftLineReader {
    private enum Context: Equatable {
        case string(hashes: Int, isMultiline: Bool)
        case interpolation(parentheses: Int)
        case blockComment(depth: Int)
    }

    private var open: [Context] = []

    mutating func read(_ text: Substring) -> SwiftSource.Line {
        var line = SwiftSource.Line()
        var rest = text
        while !rest.isEmpty {
            switch open.last {
            case .blockComment(let depth): readBlockComment(depth, &rest, &line)
            case .string(let hashes, let isMultiline): readString(hashes, isMultiline, &rest, &line)
            case .interpolation, nil: readCode(&rest, &line)
            }
        }
        // A one-line string cannot stay open: whatever confused us ends here.
        if case .string(_, isMultiline: false) = open.last { open.removeLast() }
        return line
    }

    private mutating func readBlockComment(_ depth: Int, _ rest: inout Substring, _ line: inout SwiftSource.Line) {
        if rest.hasPrefix("*/") {
            rest.removeFirst(2)
            open.removeLast()
            if depth > 1 { open.append(.blockComment(depth: depth - 1)) }
        } else if rest.hasPrefix("/*") {
            rest.removeFirst(2)
            open[open.count - 1] = .blockComment(depth: depth + 1)
        } else {
            line.comment.append(rest.removeFirst())
        }
    }

    private mutating func readString(
        _ hashes: Int, _ isMultiline: Bool, _ rest: inout Substring, _ line: inout SwiftSource.Line
    ) {
        let escape = "\\" + String(repeating: "#", count: hashes)
        let end = String(repeating: "\"", count: isMultiline ? 3 : 1) + String(repeating: "#", count: hashes)
        if rest.hasPrefix(end) {
            rest.removeFirst(end.count)
            open.removeLast()
            line.code.append("\"")
        } else if rest.hasPrefix(escape + "(") {
            rest.removeFirst(escape.count + 1)
            open.append(.interpolation(parentheses: 0))
            line.code.append("(")
        } else if rest.hasPrefix(escape) {
            rest.removeFirst(min(rest.count, escape.count + 1))
        } else {
            rest.removeFirst()
        }
    }

    private mutating func readCode(_ rest: inout Substring, _ line: inout SwiftSource.Line) {
        if rest.hasPrefix("//") {
            line.isDocumentation = rest.hasPrefix("///")
            line.comment += rest.drop { $0 == "/" }
            rest = ""
        } else if rest.hasPrefix("/*") {
            rest.removeFirst(2)
            open.append(.blockComment(depth: 1))
        } else if let literal = Self.stringOpening(rest) {
            rest.removeFirst(literal.length)
            open.append(.string(hashes: literal.hashes, isMultiline: literal.isMultiline))
            line.code.append("\"")
        } else {
            let character = rest.removeFirst()
            line.code.append(character)
            guard case .interpolation(let parentheses) = open.last else { return }
            if character == "(" { open[open.count - 1] = .interpolation(parentheses: parentheses + 1) }
            if character == ")" {
                open.removeLast()
                if parentheses > 0 { open.append(.interpolation(parentheses: parentheses - 1)) }
            }
        }
    }

    private static func stringOpening(_ rest: Substring) -> (hashes: Int, isMultiline: Bool, length: Int)? {
        let hashes = rest.prefix { $0 == "#" }.count
        let quotes = rest.dropFirst(hashes).prefix { $0 == "\"" }.count
        guard quotes > 0 else { return nil }
        let isMultiline = quotes >= 3
        return (hashes, isMultiline, hashes + (isMultiline ? 3 : 1))
    }
}
