/// What a reader of documents accepts at most.
public struct DocumentLimits: Hashable, Sendable {
    /// The size of the whole document.
    public var bytesMax: Int
    /// Lists and mappings inside each other.
    public var depthMax: Int
    /// Values of any document, aliases resolved; a long document may have more, see ``nodesMax(bytes:)``.
    public var nodesMax: Int

    public init(bytesMax: Int = 16 << 20, depthMax: Int = 64, nodesMax: Int = 60_000) {
        self.bytesMax = bytesMax
        self.depthMax = depthMax
        self.nodesMax = nodesMax
    }

    /// The values that a document of so many bytes may have: one for twelve bytes, or ``nodesMax`` if that is more. Large
    /// files of configuration have 20 bytes a value and more; a list of numbers has two.
    public func nodesMax(bytes: Int) -> Int { max(nodesMax, bytes / 12) }
}

/// What reading a document gave: the tree if the syntax was right, and every problem found.
public struct DocumentReading: Hashable, Sendable {
    public var node: DocumentNode?
    /// The documents after the first, where all were asked for.
    public var following: [DocumentNode]
    public var diagnostics: [Diagnostic]

    public init(node: DocumentNode?, following: [DocumentNode] = [], diagnostics: [Diagnostic]) {
        self.node = node
        self.following = following
        self.diagnostics = diagnostics
    }
}

/// Reads JSON (RFC 8259) strictly, with the line and column of every value.
///
/// Any bytes give a tree or diagnostics, never a trap. Syntax errors end the reading (rule `json-syntax`), duplicate
/// keys do not (rule `duplicate-key`). Whole numbers outside of 64 bits become floating point numbers.
public enum JSONDocumentReader {
    public static func read(_ text: String, file: String, limits: DocumentLimits = DocumentLimits()) -> DocumentReading
    {
        read(Array(text.utf8), file: file, limits: limits)
    }

    public static func read(_ bytes: [UInt8], file: String, limits: DocumentLimits = DocumentLimits())
        -> DocumentReading
    {
        guard bytes.count <= limits.bytesMax else {
            let problem = JSONSyntaxError(
                line: 1, column: 1, message: "the document has \(bytes.count) bytes; the limit is \(limits.bytesMax)")
            return DocumentReading(node: nil, diagnostics: [problem.diagnostic(file: file)])
        }
        var parser = JSONDocumentParser(bytes: bytes, limits: limits)
        do throws(JSONSyntaxError) {
            let node = try parser.document()
            return DocumentReading(node: node, diagnostics: node.duplicateKeyDiagnostics(file: file))
        } catch {
            return DocumentReading(node: nil, diagnostics: [error.diagnostic(file: file)])
        }
    }
}

private struct JSONSyntaxError: Error {
    var line: Int
    var column: Int
    var message: String

    func diagnostic(file: String) -> Diagnostic {
        Diagnostic(file: file, line: line, column: column, rule: "json-syntax", message: message)
    }
}

private struct JSONDocumentParser {
    let bytes: [UInt8]
    let depthMax: Int
    let nodesMax: Int
    var nodes = 0
    var position = 0
    var line = 1
    var column = 1

    init(bytes: [UInt8], limits: DocumentLimits) {
        self.bytes = bytes
        depthMax = limits.depthMax
        nodesMax = limits.nodesMax(bytes: bytes.count)
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
    }

    mutating func document() throws(JSONSyntaxError) -> DocumentNode {
        skipSpace()
        let node = try value(depth: 0)
        skipSpace()
        guard position == bytes.count else { throw error("expected the end of the document") }
        return node
    }

    // MARK: Position

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func advance() {
        let byte = bytes[position]
        position += 1
        if byte == UInt8(ascii: "\n") {
            line += 1
            column = 1
        } else if byte & 0xc0 != 0x80 {
            column += 1
        }
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0d, 0x09: column += 1
            case 0x0a:
                line += 1
                column = 1
            default: return
            }
            position += 1
        }
    }

    private func error(_ message: String) -> JSONSyntaxError {
        JSONSyntaxError(line: line, column: column, message: message)
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(JSONSyntaxError) {
        guard let byte = current, byte == UInt8(ascii: character) else { throw error("expected '\(character)'") }
        advance()
    }

    // MARK: Values

    private mutating func value(depth: Int) throws(JSONSyntaxError) -> DocumentNode {
        guard depth <= depthMax else { throw error("more than \(depthMax) lists and mappings inside each other") }
        nodes += 1
        guard nodes <= nodesMax else { throw error("more than \(nodesMax) values") }
        let (line, column) = (line, column)
        switch current {
        case UInt8(ascii: "{"): return DocumentNode(try mapping(depth: depth), line: line, column: column)
        case UInt8(ascii: "["): return DocumentNode(try sequence(depth: depth), line: line, column: column)
        case UInt8(ascii: "\""):
            return DocumentNode(.string(try string()), line: line, column: column, layout: .doubleQuoted)
        case UInt8(ascii: "t"): return DocumentNode(try word("true", .bool(true)), line: line, column: column)
        case UInt8(ascii: "f"): return DocumentNode(try word("false", .bool(false)), line: line, column: column)
        case UInt8(ascii: "n"): return DocumentNode(try word("null", .null), line: line, column: column)
        case let byte? where byte == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte):
            let (value, text) = try number()
            return DocumentNode(value, line: line, column: column, text: text)
        case nil: throw error("the document ends where a value should be")
        default: throw error("expected a value")
        }
    }

    private mutating func word(_ word: String, _ value: DocumentNode.Value) throws(JSONSyntaxError)
        -> DocumentNode.Value
    {
        guard bytes[position...].starts(with: word.utf8) else { throw error("expected a value") }
        for _ in word.utf8 { advance() }
        return value
    }

    private mutating func mapping(depth: Int) throws(JSONSyntaxError) -> DocumentNode.Value {
        advance()
        skipSpace()
        var entries: [DocumentNode.Entry] = []
        if current == UInt8(ascii: "}") {
            advance()
            return .mapping(entries)
        }
        while true {
            skipSpace()
            guard current == UInt8(ascii: "\"") else { throw error("expected a key in double quotes") }
            let (line, column) = (line, column)
            let key = DocumentKey(try string(), line: line, column: column)
            skipSpace()
            try expect(":")
            skipSpace()
            entries.append(DocumentNode.Entry(key: key, value: try value(depth: depth + 1)))
            skipSpace()
            if current == UInt8(ascii: "}") { break }
            try expect(",")
        }
        advance()
        return .mapping(entries)
    }

    private mutating func sequence(depth: Int) throws(JSONSyntaxError) -> DocumentNode.Value {
        advance()
        skipSpace()
        var items: [DocumentNode] = []
        if current == UInt8(ascii: "]") {
            advance()
            return .sequence(items)
        }
        while true {
            skipSpace()
            items.append(try value(depth: depth + 1))
            skipSpace()
            if current == UInt8(ascii: "]") { break }
            try expect(",")
        }
        advance()
        return .sequence(items)
    }

    private mutating func number() throws(JSONSyntaxError) -> (DocumentNode.Value, String) {
        let start = position
        var isWhole = true
        if current == UInt8(ascii: "-") { advance() }
        let isZero = current == UInt8(ascii: "0")
        let wholeDigits = try digits()
        if isZero && wholeDigits > 1 { throw error("a number must not begin with 0") }
        if current == UInt8(ascii: ".") {
            isWhole = false
            advance()
            _ = try digits()
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            isWhole = false
            advance()
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { advance() }
            _ = try digits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole, let value = Int64(text) { return (.int(value), text) }
        guard let value = Double(text), value.isFinite else { throw error("the number \(text) is out of range") }
        return (.double(value), text)
    }

    private mutating func digits() throws(JSONSyntaxError) -> Int {
        let start = position
        while let byte = current, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { advance() }
        guard position > start else { throw error("expected a digit") }
        return position - start
    }

    // MARK: Strings

    private mutating func string() throws(JSONSyntaxError) -> String {
        advance()
        let start = position
        skipOrdinaryText()
        if current == UInt8(ascii: "\"") {
            let text = try text(of: bytes[start..<position])
            advance()
            return text
        }
        var content = Array(bytes[start..<position])
        while true {
            guard let byte = current else { throw error("the text has no closing '\"'") }
            switch byte {
            case UInt8(ascii: "\""):
                let text = try text(of: content[...])
                advance()
                return text
            case UInt8(ascii: "\\"):
                advance()
                content.append(contentsOf: try escape().utf8)
            case 0..<0x20: throw error("a control character in text must be escaped")
            default:
                let start = position
                skipOrdinaryText()
                content.append(contentsOf: bytes[start..<position])
            }
        }
    }

    private func text(of content: ArraySlice<UInt8>) throws(JSONSyntaxError) -> String {
        guard let text = String(validating: content, as: UTF8.self) else { throw error("the text is not UTF-8") }
        return text
    }

    /// Goes on to the next byte that means something in text: the closing quote, an escape, a control character.
    private mutating func skipOrdinaryText() {
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { return }
            if byte & 0xc0 != 0x80 { column += 1 }
            position += 1
        }
    }

    private mutating func escape() throws(JSONSyntaxError) -> String {
        guard let byte = current else { throw error("the text has no closing '\"'") }
        let simple: String
        switch byte {
        case UInt8(ascii: "\""): simple = "\""
        case UInt8(ascii: "\\"): simple = "\\"
        case UInt8(ascii: "/"): simple = "/"
        case UInt8(ascii: "b"): simple = "\u{8}"
        case UInt8(ascii: "f"): simple = "\u{c}"
        case UInt8(ascii: "n"): simple = "\n"
        case UInt8(ascii: "r"): simple = "\r"
        case UInt8(ascii: "t"): simple = "\t"
        case UInt8(ascii: "u"):
            advance()
            return String(Character(try unicodeEscape()))
        default: throw error("unknown escape in text")
        }
        advance()
        return simple
    }

    private mutating func unicodeEscape() throws(JSONSyntaxError) -> Unicode.Scalar {
        let unit = try fourHexadecimalDigits()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        // Not a scalar: one half of a surrogate pair. The other half must follow.
        guard unit < 0xdc00, current == UInt8(ascii: "\\") else { throw error("half of a surrogate pair") }
        advance()
        guard current == UInt8(ascii: "u") else { throw error("half of a surrogate pair") }
        advance()
        let low = try fourHexadecimalDigits()
        guard (0xdc00...0xdfff).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00))
        else { throw error("half of a surrogate pair") }
        return scalar
    }

    private mutating func fourHexadecimalDigits() throws(JSONSyntaxError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw error("expected four hexadecimal digits after \\u")
            }
            value = value << 4 | UInt32(digit)
            advance()
        }
        return value
    }
}
