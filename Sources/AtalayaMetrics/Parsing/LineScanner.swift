/// Walks along one line. Every failure carries the line and the column where it happened.
struct LineScanner {
    let bytes: ArraySlice<UInt8>
    let line: Int
    private(set) var index: Int

    init(_ bytes: ArraySlice<UInt8>, line: Int) {
        self.bytes = bytes
        self.line = line
        index = bytes.startIndex
    }

    var isAtEnd: Bool { index == bytes.endIndex }
    var next: UInt8? { isAtEnd ? nil : bytes[index] }
    var rest: ArraySlice<UInt8> { bytes[index...] }

    /// The column of the next byte, or of an earlier one, in scalars: continuation bytes do not count.
    func column(at position: Int? = nil) -> Int {
        bytes[bytes.startIndex..<(position ?? index)].count { $0 & 0xC0 != 0x80 } + 1
    }

    func problem(_ message: String, _ rule: ExpositionProblem.Rule = .syntax, at position: Int? = nil)
        -> ExpositionProblem
    {
        ExpositionProblem(line: line, column: column(at: position), rule, message)
    }

    /// What comes next, for messages.
    var found: String {
        guard let next else { return "the end of the line" }
        return next < 0x80 ? "\"\(Character(UnicodeScalar(next)))\"" : "a character that is not ASCII"
    }

    mutating func skip(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        index += 1
        return true
    }

    mutating func expect(_ character: UnicodeScalar, _ what: String) throws(ExpositionProblem) {
        guard skip(UInt8(ascii: character)) else { throw problem("expected \(what), found \(found)") }
    }

    mutating func skipBlanks() {
        while let next, next == UInt8(ascii: " ") || next == UInt8(ascii: "\t") { index += 1 }
    }

    /// As many bytes as a condition holds for.
    mutating func take(while condition: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let start = index
        while let next, condition(next) { index += 1 }
        return bytes[start..<index]
    }

    mutating func takeRest() -> ArraySlice<UInt8> {
        defer { index = bytes.endIndex }
        return rest
    }

    /// Up to the next blank or the end.
    mutating func takeWord() -> ArraySlice<UInt8> {
        take { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
    }

    /// `[a-zA-Z_:][a-zA-Z0-9_:]*`
    mutating func takeMetricName() throws(ExpositionProblem) -> String {
        try takeName("a metric name", allowingColons: true)
    }

    /// `[a-zA-Z_][a-zA-Z0-9_]*`
    mutating func takeLabelName() throws(ExpositionProblem) -> String {
        try takeName("a label name", allowingColons: false)
    }

    /// Any text but none in quotes, if the dialect has them; nil if there are no quotes here.
    mutating func takeQuotedName(_ layout: SampleScanner.Layout) throws(ExpositionProblem) -> String? {
        guard next == UInt8(ascii: "\"") else { return nil }
        guard layout.allowsUTF8Names else {
            throw problem("a name in quotes needs text 1.0.0, or escaping=allow-utf-8")
        }
        let start = index
        index += 1
        let name = try takeQuoted(escapes: layout.escapes)
        guard !name.isEmpty else { throw problem("a name cannot be empty", at: start) }
        return name
    }

    private mutating func takeName(_ what: String, allowingColons: Bool) throws(ExpositionProblem) -> String {
        func isLetter(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
                || allowingColons && byte == UInt8(ascii: ":")
        }
        guard let next, isLetter(next) else { throw problem("expected \(what), found \(found)") }
        let name = take { isLetter($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return String(decoding: name, as: UTF8.self)
    }

    /// The text up to the closing quote, unescaped; the opening quote has been taken.
    mutating func takeQuoted(escapes: Escapes) throws(ExpositionProblem) -> String {
        let start = index
        var text: [UInt8] = []
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                let string = try string(text, from: start)
                index += 1
                return string
            case UInt8(ascii: "\\"):
                try takeEscape(escapes, quotes: true, into: &text)
            default:
                text.append(byte)
                index += 1
            }
        }
        throw problem("the quotes are not closed")
    }

    /// The rest of the line, unescaped.
    mutating func takeHelp(escapes: Escapes, quotes: Bool) throws(ExpositionProblem) -> String {
        let start = index
        var text: [UInt8] = []
        while let byte = next {
            if byte == UInt8(ascii: "\\") {
                try takeEscape(escapes, quotes: quotes, into: &text)
            } else if byte == UInt8(ascii: "\""), quotes {
                throw problem("a quote in a help text must be escaped")
            } else {
                text.append(byte)
                index += 1
            }
        }
        return try string(text, from: start)
    }

    /// What a backslash may stand before.
    enum Escapes {
        /// Backslash, `n` and, in quotes, the quote; anything else is an error.
        case known
        /// As above, and before anything else the backslash is a character like others (the ABNF of OpenMetrics).
        case any
    }

    private mutating func takeEscape(_ escapes: Escapes, quotes: Bool, into text: inout [UInt8])
        throws(ExpositionProblem)
    {
        let backslash = index
        index += 1
        guard let escaped = next else { throw problem("a backslash at the end", at: backslash) }
        switch escaped {
        case UInt8(ascii: "n"): text.append(UInt8(ascii: "\n"))
        case UInt8(ascii: "\\"): text.append(escaped)
        case UInt8(ascii: "\"") where quotes: text.append(escaped)
        default:
            guard escapes == .any else {
                throw problem("\"\\\" before \(found) escapes nothing; write \"\\\\\" for a backslash", at: backslash)
            }
            text += [UInt8(ascii: "\\"), escaped]
        }
        index += 1
    }

    private func string(_ bytes: [UInt8], from start: Int) throws(ExpositionProblem) -> String {
        guard let string = String(validating: bytes, as: UTF8.self) else {
            throw problem("the text is not UTF-8", .encoding, at: start)
        }
        return string
    }
}
