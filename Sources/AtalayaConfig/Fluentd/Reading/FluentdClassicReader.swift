/// Reads Fluentd's classic syntax, `<match tag> … </match>`, as Fluentd itself does, with the place of everything.
///
/// The rules that are easy to miss, all of them Fluentd's own:
/// - a plain value ends at the end of the line or before a space with a `#`; a `#` without a space before it is text;
/// - in single quotes only `\'` and `\\` are escapes, and a line cannot end;
/// - in double quotes `#{…}` is Ruby, and a line break stays unless a backslash stands before it;
/// - a value that begins with `[` or `{` is JSON, over as many lines as it takes, with comments;
/// - nothing may follow a value, an opening or a closing tag in its line but a comment;
/// - `@include` works everywhere, `include` at the top only.
///
/// Nothing is evaluated and no other file is read. Any bytes give a tree or one problem, never a trap; time and memory
/// are linear in the size of the file and bounded by ``DocumentLimits``.
public enum FluentdClassicReader {
    /// The root, named `ROOT`, and no problem; or no root and the first problem (rule `fluentd-syntax`).
    public static func read(_ text: String, file: String, limits: DocumentLimits = DocumentLimits()) -> (
        root: FluentdElement?, diagnostics: [Diagnostic]
    ) {
        let bytes = Array(text.utf8)
        do throws(FluentdSyntaxError) {
            guard bytes.count <= limits.bytesMax else {
                throw FluentdSyntaxError(
                    line: 1, column: 1, message: "the file has \(bytes.count) bytes; the limit is \(limits.bytesMax)")
            }
            var parser = FluentdClassicParser(bytes: bytes, depthMax: limits.depthMax)
            return (try parser.root(), [])
        } catch {
            let problem = Diagnostic(
                file: file, line: error.line, column: error.column, rule: "fluentd-syntax", message: error.message)
            return (nil, [problem])
        }
    }

    /// Whether a text looks like the classic syntax: its first line that says something opens a section or includes a
    /// file.
    public static func recognises(_ text: String) -> Bool {
        for line in text.split(whereSeparator: \.isNewline) {
            let line = line.drop { $0 == " " || $0 == "\t" }
            if line.isEmpty || line.first == "#" { continue }
            return ["<source", "<match", "<filter", "<label", "<system", "<worker", "@include"].contains {
                line.hasPrefix($0)
            }
        }
        return false
    }
}

struct FluentdSyntaxError: Error {
    var line: Int
    var column: Int
    var message: String
}

struct FluentdClassicParser {
    let bytes: [UInt8]
    let depthMax: Int
    private var position = 0
    private var line = 1
    /// Where the current line begins.
    private var lineStart = 0

    init(bytes: [UInt8], depthMax: Int) {
        self.bytes = bytes
        self.depthMax = depthMax
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
    }

    mutating func root() throws(FluentdSyntaxError) -> FluentdElement {
        var root = FluentdElement("ROOT", line: 1, column: 1)
        try body(of: &root, isRoot: true, depth: 0)
        return root
    }

    // MARK: Position

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func byte(_ offset: Int) -> UInt8? {
        position + offset < bytes.count ? bytes[position + offset] : nil
    }

    private var column: Int { bytes[lineStart..<min(position, bytes.count)].count { $0 & 0xc0 != 0x80 } + 1 }

    private mutating func advance(_ count: Int = 1) {
        for _ in 0..<count {
            if bytes[position] == UInt8(ascii: "\n") {
                line += 1
                lineStart = position + 1
            }
            position += 1
        }
    }

    private func error(_ message: String) -> FluentdSyntaxError {
        FluentdSyntaxError(line: line, column: column, message: message)
    }

    private static func isBreak(_ byte: UInt8?) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }
    private static func isBlank(_ byte: UInt8?) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    // MARK: Space

    /// Spaces, line breaks and comments.
    private mutating func skipSpacing() {
        while let byte = current {
            if Self.isBlank(byte) || Self.isBreak(byte) {
                advance()
            } else if byte == UInt8(ascii: "#") {
                while let byte = current, !Self.isBreak(byte) { advance() }
            } else {
                return
            }
        }
    }

    /// Whether nothing follows in the line but a comment.
    private var isAtLineEnd: Bool {
        var index = position
        while index < bytes.count, Self.isBlank(bytes[index]) { index += 1 }
        return index >= bytes.count || Self.isBreak(bytes[index]) || bytes[index] == UInt8(ascii: "#")
    }

    private mutating func endLine(after what: String) throws(FluentdSyntaxError) {
        guard isAtLineEnd else { throw error("nothing may follow \(what) in its line but a comment") }
        while let byte = current, !Self.isBreak(byte) { advance() }
    }

    // MARK: Sections

    private mutating func body(of element: inout FluentdElement, isRoot: Bool, depth: Int) throws(FluentdSyntaxError) {
        guard depth <= depthMax else { throw error("more than \(depthMax) sections inside each other") }
        while true {
            skipSpacing()
            guard let byte = current else {
                if isRoot { return }
                throw error("<\(element.name)> of line \(element.line) is never closed")
            }
            if byte == UInt8(ascii: "<"), self.byte(1) == UInt8(ascii: "/") {
                return try close(element, isRoot: isRoot)
            }
            if byte == UInt8(ascii: "<") {
                element.elements.append(try section(depth: depth))
            } else {
                try parameter(of: &element, isRoot: isRoot)
            }
        }
    }

    private mutating func close(_ element: FluentdElement, isRoot: Bool) throws(FluentdSyntaxError) {
        let (line, column) = (line, column)
        advance(2)
        let name = sectionName()
        skipSpacing()
        guard current == UInt8(ascii: ">") else { throw error("'>' is expected behind '</\(name)'") }
        guard !isRoot, name == element.name else {
            let message =
                isRoot
                ? "'</\(name)>' closes nothing"
                : "'</\(name)>' does not close <\(element.name)> of line \(element.line)"
            throw FluentdSyntaxError(line: line, column: column, message: message)
        }
        advance()
        try endLine(after: "'</\(name)>'")
    }

    private mutating func section(depth: Int) throws(FluentdSyntaxError) -> FluentdElement {
        let (line, column) = (line, column)
        advance()
        let name = sectionName()
        guard !name.isEmpty else { throw error("the name of a section is expected behind '<'") }
        skipSpacing()
        let argument = try string(until: .tagEnd)
        skipSpacing()
        guard current == UInt8(ascii: ">") else { throw error("'>' is expected at the end of '<\(name)'") }
        advance()
        try endLine(after: "'<\(name)>'")
        var element = FluentdElement(name, argument, line: line, column: column)
        try body(of: &element, isRoot: false, depth: depth + 1)
        return element
    }

    private mutating func sectionName() -> String {
        let start = position
        while let byte = current, byte.isWord { advance() }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    // MARK: Parameters

    /// Only directives refuse names of their own kind with `@`; deeper inside Fluentd warns.
    private static let strictSections: Set<String> = ["match", "source", "filter", "system"]
    private static let reserved: Set<String> = ["@type", "@id", "@label", "@log_level"]

    private mutating func parameter(of element: inout FluentdElement, isRoot: Bool) throws(FluentdSyntaxError) {
        let (line, column) = (line, column)
        let key = try string(until: .space)
        guard let name = key.text, !key.hasRuby else { throw error("the name of a parameter cannot be Ruby") }
        let start = position
        while let byte = current, Self.isBlank(byte) || Self.isBreak(byte) { advance() }
        let isBare = current == nil || bytes[start..<position].contains(where: { $0 == UInt8(ascii: "\n") })
        if name == FluentdElement.includeName || (isRoot && name == "include" && key.style == .plain) {
            guard !isBare else { throw error("the path of the file to include is missing") }
            let path = try string(until: .lineEnd)
            try endLine(after: "the path")
            element.elements.append(
                FluentdElement(FluentdElement.includeName, path, line: line, column: column))
            return
        }
        if isBare {
            element.parameters.append(FluentdElement.Parameter(name, FluentdText(""), line: line, column: column))
            return
        }
        if name.hasPrefix("@"), !Self.reserved.contains(name), isRoot || Self.strictSections.contains(element.name) {
            throw FluentdSyntaxError(
                line: line, column: column,
                message: Spelling.unknown("parameter", name, known: Self.reserved.sorted())
                    + " (no other begins with '@')")
        }
        let value = try literal()
        try endLine(after: "the value of '\(name)'")
        element.parameters.append(FluentdElement.Parameter(name, value, line: line, column: column))
    }

    // MARK: Values

    private enum Boundary { case lineEnd, space, tagEnd }

    private mutating func literal() throws(FluentdSyntaxError) -> FluentdText {
        switch current {
        case UInt8(ascii: "["), UInt8(ascii: "{"): try json()
        default: try string(until: .lineEnd)
        }
    }

    private mutating func string(until boundary: Boundary) throws(FluentdSyntaxError) -> FluentdText {
        let (line, column) = (line, column)
        var text =
            switch current {
            case UInt8(ascii: "\""): try doubleQuoted()
            case UInt8(ascii: "'"): try singleQuoted()
            default: plain(until: boundary)
            }
        (text.line, text.column) = (line, column)
        return text
    }

    private mutating func plain(until boundary: Boundary) -> FluentdText {
        let start = position
        while let byte = current, byte == UInt8(ascii: "#") || !isAt(boundary, byte) {
            if Self.isBreak(byte) { break }
            advance()
        }
        return FluentdText(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private func isAt(_ boundary: Boundary, _ byte: UInt8) -> Bool {
        switch boundary {
        case .space: return Self.isBlank(byte) || Self.isBreak(byte)
        case .lineEnd: return Self.isBreak(byte) || (Self.isBlank(byte) && isAtLineEnd)
        case .tagEnd:
            var index = position
            while index < bytes.count, Self.isBlank(bytes[index]) { index += 1 }
            return index < bytes.count && bytes[index] == UInt8(ascii: ">")
        }
    }

    private mutating func singleQuoted() throws(FluentdSyntaxError) -> FluentdText {
        advance()
        var content: [UInt8] = []
        while let byte = current, byte != UInt8(ascii: "\n") {
            if byte == UInt8(ascii: "'") {
                advance()
                return FluentdText(String(decoding: content, as: UTF8.self), style: .singleQuoted)
            }
            if byte == UInt8(ascii: "\\"), let next = self.byte(1), next == byte || next == UInt8(ascii: "'") {
                advance()
            }
            if let byte = current { content.append(byte) }
            advance()
        }
        throw error("a text in single quotes ends in its own line")
    }

    private mutating func doubleQuoted() throws(FluentdSyntaxError) -> FluentdText {
        let opening = error("the text has no closing '\"'")
        advance()
        var parts: [FluentdText.Part] = []
        var content: [UInt8] = []
        func flush() {
            if !content.isEmpty { parts.append(.text(String(decoding: content, as: UTF8.self))) }
            content = []
        }
        while let byte = current {
            if byte == UInt8(ascii: "\"") {
                advance()
                flush()
                return FluentdText(parts, style: .doubleQuoted)
            }
            if Self.isBreak(self.byte(1)) {
                // A backslash joins two lines; anything else stays, with its line break.
                if byte != UInt8(ascii: "\\") { content += [byte, self.byte(1) ?? byte] }
                advance(2)
            } else if byte == UInt8(ascii: "\\") {
                advance()
                content.append(contentsOf: try escape())
            } else if byte == UInt8(ascii: "#"), self.byte(1) == UInt8(ascii: "{") {
                flush()
                parts.append(.ruby(try ruby()))
            } else if byte == UInt8(ascii: "\n") {
                throw error("Fluentd reads no line break here: write \\n, or a backslash at the end of the line before")
            } else {
                content.append(byte)
                advance()
            }
        }
        throw opening
    }

    private mutating func escape() throws(FluentdSyntaxError) -> [UInt8] {
        guard let byte = current else { throw error("the text has no closing '\"'") }
        let result: [UInt8]
        switch byte {
        case UInt8(ascii: "r"): result = [0x0d]
        case UInt8(ascii: "n"): result = [0x0a]
        case UInt8(ascii: "t"): result = [0x09]
        case UInt8(ascii: "f"): result = [0x0c]
        case UInt8(ascii: "b"): result = [0x08]
        case UInt8(ascii: "0"): result = [0]
        case _ where byte.isWord && byte != UInt8(ascii: "_"):
            let escape = "\\\(Unicode.Scalar(byte))"
            throw error("'\(escape)' is no escape in double quotes; in single quotes a backslash is a backslash")
        default: result = [byte]
        }
        advance()
        return result
    }

    /// `#{…}`. Where it ends only Ruby knows; this counts braces outside of Ruby's own texts.
    private mutating func ruby() throws(FluentdSyntaxError) -> String {
        // Its column is counted from the beginning of the line, and a line may have very many of these.
        let opening = (line: line, bytes: lineStart..<position)
        advance(2)
        let start = position
        var depth = 0
        var quote: UInt8?
        while let byte = current {
            if let open = quote {
                if byte == UInt8(ascii: "\\"), self.byte(1) != nil {
                    advance()
                } else if byte == open {
                    quote = nil
                }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "`") {
                quote = byte
            } else if byte == UInt8(ascii: "#") {
                // A comment of Ruby's; no brace in it closes anything.
                while !Self.isBreak(self.byte(1)), self.byte(1) != nil { advance() }
            } else if byte == UInt8(ascii: "{") {
                depth += 1
            } else if byte == UInt8(ascii: "}") {
                if depth == 0 {
                    let code = String(decoding: bytes[start..<position], as: UTF8.self)
                    advance()
                    return code
                }
                depth -= 1
            }
            advance()
        }
        throw FluentdSyntaxError(
            line: opening.line, column: bytes[opening.bytes].count { $0 & 0xc0 != 0x80 } + 1,
            message: "the Ruby of '#{' has no closing '}'")
    }

    // MARK: JSON

    /// A list or a hash over as many lines as it takes. Comments outside of its texts are left out, Ruby inside of them
    /// is kept.
    private mutating func json() throws(FluentdSyntaxError) -> FluentdText {
        let (line, column) = (line, column)
        let opening = error("the \(current == UInt8(ascii: "[") ? "list" : "hash") has no end, or is no JSON")
        var parts: [FluentdText.Part] = []
        var content: [UInt8] = []
        // With a word for each Ruby, to see whether it is JSON.
        var probe: [UInt8] = []
        var depth = 0
        var isText = false
        func append(_ byte: UInt8) {
            content.append(byte)
            probe.append(byte)
        }
        repeat {
            guard let byte = current else { throw opening }
            if byte == UInt8(ascii: "#"), self.byte(1) == UInt8(ascii: "{"), isText {
                if !content.isEmpty { parts.append(.text(String(decoding: content, as: UTF8.self))) }
                content = []
                parts.append(.ruby(try ruby()))
                continue
            }
            if isText {
                append(byte)
                if byte == UInt8(ascii: "\\"), let next = self.byte(1) {
                    append(next)
                    advance()
                } else if byte == UInt8(ascii: "\"") {
                    isText = false
                }
            } else if byte == UInt8(ascii: "#") {
                while let byte = current, byte != UInt8(ascii: "\n") { advance() }
                continue
            } else {
                append(byte)
                switch byte {
                case UInt8(ascii: "\""): isText = true
                case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
                case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
                default: break
                }
            }
            advance()
        } while depth > 0
        let reading = JSONDocumentReader.read(probe, file: "")
        guard let node = reading.node else {
            throw FluentdSyntaxError(
                line: line, column: column,
                message: "a value that begins so is JSON, and this is none: "
                    + (reading.diagnostics.first?.message ?? "") + "; quote it if it is text")
        }
        if parts.isEmpty {
            return FluentdText(FluentdJSON.text(node), style: .json, line: line, column: column)
        }
        parts.append(.text(String(decoding: content, as: UTF8.self)))
        return FluentdText(parts, style: .json, line: line, column: column)
    }
}

/// JSON in one line, as Ruby dumps it.
enum FluentdJSON {
    static func text(_ node: DocumentNode) -> String {
        switch node.value {
        case .null: return "null"
        case .bool(let value): return value ? "true" : "false"
        case .int(let value): return String(value)
        case .double(let value): return value.description
        case .string(let text): return quoted(text)
        case .sequence(let items): return "[" + items.map(self.text).joined(separator: ",") + "]"
        case .mapping(let entries):
            return "{" + entries.map { quoted($0.key.name) + ":" + self.text($0.value) }.joined(separator: ",") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var written = JSONWriter.write(.string(text))
        written.removeLast()
        return written
    }
}
