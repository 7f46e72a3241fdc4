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

/// Walks over the lines of one file and remembers what is still open at the end of each. Bytes and not characters: all of Swift's
/// syntax that matters here is ASCII, and the whole tree is read in each test run.
private struct SwiftLineReader {
    private enum Context: Equatable {
        case string(hashes: Int, isMultiline: Bool)
        case interpolation(parentheses: Int)
        case blockComment(depth: Int)
    }

    private var open: [Context] = []
    private var code: [UInt8] = []
    private var comment: [UInt8] = []
    private var isDocumentation = false

    mutating func read(_ text: Substring) -> SwiftSource.Line {
        code.removeAll(keepingCapacity: true)
        comment.removeAll(keepingCapacity: true)
        isDocumentation = false
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            switch open.last {
            case .blockComment(let depth): readBlockComment(depth, &rest)
            case .string(let hashes, let isMultiline): readString(hashes, isMultiline, &rest)
            case .interpolation, nil: readCode(&rest)
            }
        }
        // A one-line string cannot stay open: whatever confused us ends here.
        if case .string(_, isMultiline: false) = open.last { open.removeLast() }
        return SwiftSource.Line(
            code: String(decoding: code, as: UTF8.self), comment: String(decoding: comment, as: UTF8.self),
            isDocumentation: isDocumentation)
    }

    private mutating func readBlockComment(_ depth: Int, _ rest: inout ArraySlice<UInt8>) {
        if rest.starts(with: "*/".utf8) {
            rest.removeFirst(2)
            open.removeLast()
            if depth > 1 { open.append(.blockComment(depth: depth - 1)) }
        } else if rest.starts(with: "/*".utf8) {
            rest.removeFirst(2)
            open[open.count - 1] = .blockComment(depth: depth + 1)
        } else {
            comment.append(rest.removeFirst())
        }
    }

    private mutating func readString(_ hashes: Int, _ isMultiline: Bool, _ rest: inout ArraySlice<UInt8>) {
        switch rest[rest.startIndex] {
        case UInt8(ascii: "\"") where rest.starts(with: Self.ending(hashes, isMultiline)):
            rest.removeFirst(hashes + (isMultiline ? 3 : 1))
            open.removeLast()
            code.append(UInt8(ascii: "\""))
        case UInt8(ascii: "\\") where rest.dropFirst().prefix(hashes).count { $0 == UInt8(ascii: "#") } == hashes:
            let escaped = rest.dropFirst(hashes + 1).first
            rest.removeFirst(min(rest.count, hashes + 2))
            guard escaped == UInt8(ascii: "(") else { return }
            open.append(.interpolation(parentheses: 0))
            code.append(UInt8(ascii: "("))
        default:
            rest.removeFirst()
        }
    }

    private mutating func readCode(_ rest: inout ArraySlice<UInt8>) {
        let byte = rest[rest.startIndex]
        if byte == UInt8(ascii: "/"), rest.starts(with: "//".utf8) {
            isDocumentation = rest.starts(with: "///".utf8)
            comment += rest.drop { $0 == UInt8(ascii: "/") }
            rest = []
        } else if byte == UInt8(ascii: "/"), rest.starts(with: "/*".utf8) {
            rest.removeFirst(2)
            open.append(.blockComment(depth: 1))
        } else if let literal = Self.stringOpening(rest) {
            rest.removeFirst(literal.length)
            open.append(.string(hashes: literal.hashes, isMultiline: literal.isMultiline))
            code.append(UInt8(ascii: "\""))
        } else {
            rest.removeFirst()
            code.append(byte)
            guard case .interpolation(let parentheses) = open.last else { return }
            if byte == UInt8(ascii: "(") { open[open.count - 1] = .interpolation(parentheses: parentheses + 1) }
            if byte == UInt8(ascii: ")") {
                open.removeLast()
                if parentheses > 0 { open.append(.interpolation(parentheses: parentheses - 1)) }
            }
        }
    }

    private static func ending(_ hashes: Int, _ isMultiline: Bool) -> [UInt8] {
        Array(repeating: UInt8(ascii: "\""), count: isMultiline ? 3 : 1)
            + Array(repeating: UInt8(ascii: "#"), count: hashes)
    }

    private static func stringOpening(
        _ rest: ArraySlice<UInt8>
    ) -> (hashes: Int, isMultiline: Bool, length: Int)? {
        let first = rest.first
        guard first == UInt8(ascii: "\"") || first == UInt8(ascii: "#") else { return nil }
        let hashes = rest.prefix { $0 == UInt8(ascii: "#") }.count
        let quotes = rest.dropFirst(hashes).prefix { $0 == UInt8(ascii: "\"") }.count
        guard quotes > 0 else { return nil }
        let isMultiline = quotes >= 3
        return (hashes, isMultiline, hashes + (isMultiline ? 3 : 1))
    }
}
