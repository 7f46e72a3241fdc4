/// A piece of a template's action. Texts between actions leave no trace, and comments neither.
struct GoTemplateToken: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case open, close
        case identifier(String)
        /// `.a`
        case field(String)
        /// Without the `$`; empty for the `$` alone.
        case variable(String)
        case text(String)
        case number, character
        case dot, pipe, comma, declare, assign, openBracket, closeBracket
        case space
        case end
    }

    var kind: Kind
    var offset: Int
}

/// Cuts a template into tokens by the rules of `text/template/parse`.
struct GoTemplateLexer {
    private let bytes: [UInt8]
    private var position = 0
    private var tokens: [GoTemplateToken] = []
    private var brackets = 0

    static func tokens(of text: String) throws(GoTemplateError) -> [GoTemplateToken] {
        var lexer = GoTemplateLexer(bytes: Array(text.utf8))
        try lexer.scan()
        return lexer.tokens
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private func error(_ message: String, at offset: Int) -> GoTemplateError {
        GoTemplateError(message: message, offset: offset)
    }

    private mutating func add(_ kind: GoTemplateToken.Kind, at offset: Int) {
        tokens.append(GoTemplateToken(kind: kind, offset: offset))
    }

    private func starts(with word: StaticString, at place: Int) -> Bool {
        place + word.utf8CodeUnitCount <= bytes.count
            && (0..<word.utf8CodeUnitCount).allSatisfy { bytes[place + $0] == word.utf8Start[$0] }
    }

    // MARK: Texts and comments

    private mutating func scan() throws(GoTemplateError) {
        while let start = nextOpening() {
            position = start + 2
            let isTrimming =
                starts(with: "-", at: position) && position + 1 < bytes.count && isSpace(bytes[position + 1])
            let content = position + (isTrimming ? 2 : 0)
            if starts(with: "/*", at: content) {
                try skipComment(from: content, opening: start)
                continue
            }
            position = content
            add(.open, at: start)
            try scanAction(opening: start)
        }
        add(.end, at: bytes.count)
    }

    private func nextOpening() -> Int? {
        var place = position
        while place + 1 < bytes.count {
            if bytes[place] == UInt8(ascii: "{"), bytes[place + 1] == UInt8(ascii: "{") { return place }
            place += 1
        }
        return nil
    }

    private mutating func skipComment(from start: Int, opening: Int) throws(GoTemplateError) {
        position = start + 2
        while position + 1 < bytes.count, !starts(with: "*/", at: position) { position += 1 }
        guard position + 1 < bytes.count else { throw error("a comment that is not closed by */", at: opening) }
        position += 2
        if position < bytes.count, isSpace(bytes[position]), starts(with: "-}}", at: position + 1) { position += 2 }
        guard starts(with: "}}", at: position) else {
            throw error("a comment is alone between '{{' and '}}'", at: opening)
        }
        position += 2
    }

    // MARK: Actions

    private mutating func scanAction(opening: Int) throws(GoTemplateError) {
        brackets = 0
        while true {
            guard position < bytes.count else { throw error("'{{' without '}}'", at: opening) }
            let start = position
            if atClosing() {
                guard brackets == 0 else { throw error("'(' without ')'", at: opening) }
                position += starts(with: "}}", at: position) ? 2 : 4
                return add(.close, at: start)
            }
            try scanToken(start)
        }
    }

    /// At `}}`, or at a space and `-}}`.
    private func atClosing() -> Bool {
        starts(with: "}}", at: position) || isSpace(bytes[position]) && starts(with: "-}}", at: position + 1)
    }

    private mutating func scanToken(_ start: Int) throws(GoTemplateError) {
        let byte = bytes[position]
        position += 1
        switch byte {
        case _ where isSpace(byte):
            while position < bytes.count, isSpace(bytes[position]), !atClosing() { position += 1 }
            add(.space, at: start)
        case UInt8(ascii: "="): add(.assign, at: start)
        case UInt8(ascii: ":"):
            guard starts(with: "=", at: position) else { throw error("expected ':='", at: start) }
            position += 1
            add(.declare, at: start)
        case UInt8(ascii: "|"): add(.pipe, at: start)
        case UInt8(ascii: ","): add(.comma, at: start)
        case UInt8(ascii: "("):
            brackets += 1
            add(.openBracket, at: start)
        case UInt8(ascii: ")"):
            brackets -= 1
            guard brackets >= 0 else { throw error("')' without '('", at: start) }
            add(.closeBracket, at: start)
        case UInt8(ascii: "\""): try scanQuoted(start)
        case UInt8(ascii: "`"): try scanRaw(start)
        case UInt8(ascii: "'"): try scanCharacter(start)
        case UInt8(ascii: "$"):
            let name = takeWord()
            try expectTerminator(after: "$\(name)", start)
            add(.variable(name), at: start)
        case UInt8(ascii: "."):
            if let next = current, isDigit(next) { return try scanNumber(start) }
            let name = takeWord()
            guard !name.isEmpty else { return add(.dot, at: start) }
            try expectTerminator(after: ".\(name)", start)
            add(.field(name), at: start)
        case UInt8(ascii: "+"), UInt8(ascii: "-"): try scanNumber(start)
        case _ where isDigit(byte): try scanNumber(start)
        case _ where isWord(byte):
            position -= 1
            let name = takeWord()
            try expectTerminator(after: name, start)
            add(.identifier(name), at: start)
        default:
            let scalar = String(decoding: bytes[start...].prefix(4), as: UTF8.self).prefix(1)
            throw error("'\(scalar)' has no meaning here", at: start)
        }
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func takeWord() -> String {
        let start = position
        while let byte = current, isWord(byte) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// Words end at a space, at a bracket, at the next step of a chain, or at the end of the action.
    private func expectTerminator(after word: String, _ start: Int) throws(GoTemplateError) {
        guard let byte = current else { return }
        if isSpace(byte) || ".,|:()".utf8.contains(byte) || starts(with: "}}", at: position) { return }
        let scalar = String(decoding: bytes[position...].prefix(4), as: UTF8.self).prefix(1)
        throw error("'\(scalar)' has no meaning behind '\(word)'", at: position)
    }

    private mutating func scanQuoted(_ start: Int) throws(GoTemplateError) {
        do throws(PromQLError) {
            position = try PromQLStringLiteral.end(of: bytes, from: start)
        } catch {
            throw self.error(error.message, at: error.place.start)
        }
        add(.text(PromQLStringLiteral.value(of: bytes[start..<position]).text), at: start)
    }

    private mutating func scanRaw(_ start: Int) throws(GoTemplateError) {
        while let byte = current, byte != UInt8(ascii: "`") { position += 1 }
        guard current != nil else { throw error("a text without its closing `", at: start) }
        position += 1
        add(.text(String(decoding: bytes[(start + 1)..<(position - 1)], as: UTF8.self)), at: start)
    }

    private mutating func scanCharacter(_ start: Int) throws(GoTemplateError) {
        while let byte = current, byte != UInt8(ascii: "'"), byte != UInt8(ascii: "\n") {
            position += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        guard current == UInt8(ascii: "'") else { throw error("a character without its closing quote", at: start) }
        position += 1
        let inner = String(decoding: bytes[(start + 1)..<(position - 1)], as: UTF8.self)
        guard inner.hasPrefix("\\") || inner.unicodeScalars.count == 1 else {
            throw error("single quotes hold one character; texts stand in double quotes", at: start)
        }
        add(.character, at: start)
    }

    private mutating func scanNumber(_ start: Int) throws(GoTemplateError) {
        while let byte = current {
            let isExponentSign =
                (byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")) && "eEpP".utf8.contains(bytes[position - 1])
            guard isExponentSign || byte == UInt8(ascii: ".") || isWord(byte) else { break }
            position += 1
        }
        let literal = String(decoding: bytes[start..<position], as: UTF8.self)
        guard Self.isNumber(literal) else { throw error("'\(literal)' is not a number", at: start) }
        add(.number, at: start)
    }

    /// Whole numbers in any base, floating point, and imaginary numbers, with `_` between digits.
    private static func isNumber(_ literal: String) -> Bool {
        var text = literal.filter { $0 != "_" }.lowercased()
        if let sign = text.first, "+-".contains(sign) { text.removeFirst() }
        if text.hasSuffix("i") { text.removeLast() }
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where text.hasPrefix(prefix) {
            return UInt64(text.dropFirst(2), radix: radix) != nil || radix == 16 && Double(text) != nil
        }
        return text.first.map { $0.isNumber || $0 == "." } ?? false
            && Double(text.hasPrefix(".") ? "0\(text)" : text.hasSuffix(".") ? "\(text)0" : text) != nil
    }

    private func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }
    private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// Letters beyond ASCII count as letters: which of them Go takes for one makes no difference to a check.
    private func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), 0x80...:
            true
        default: isDigit(byte)
        }
    }
}
