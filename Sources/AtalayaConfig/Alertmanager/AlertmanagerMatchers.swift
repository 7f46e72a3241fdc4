/// The matchers of alertmanager.yml as Alertmanager itself reads them.
///
/// There are two readers. The one with UTF-8 (since 0.27) is asked first; where it refuses a text, or where the older
/// one reads it differently, the older one decides.
enum AlertmanagerMatchers {
    struct Reading {
        var matchers: [LabelMatcher]
        /// Whether both readers understand the same.
        var isAgreed: Bool
    }

    /// A longer text is no list of matchers that anybody wrote.
    static let bytesMax = 64 << 10

    /// - Throws: `ConfigError.Code.invalidMatcher` for what neither reader takes, and beyond ``bytesMax``.
    static func read(_ text: String) throws(ConfigError) -> Reading {
        guard text.utf8.count <= bytesMax else {
            throw ConfigError(.invalidMatcher, "a matcher has at most \(bytesMax) bytes; this has \(text.utf8.count)")
        }
        let new = MatcherReader.matchers(in: text)
        let old = ClassicMatcherReader.matchers(in: text)
        switch (new, old) {
        case (.some(let new), .none): return Reading(matchers: new, isAgreed: true)
        case (.none, .some(let old)): return Reading(matchers: old, isAgreed: false)
        case (.some(let new), .some(let old)): return Reading(matchers: old, isAgreed: new == old)
        case (.none, .none):
            throw ConfigError(
                .invalidMatcher, "'\(text)' is not a matcher; write for example severity=\"page\"")
        }
    }
}

/// The reader since 0.27: any text as name or value, in double quotes where it has reserved characters.
private struct MatcherReader {
    private let bytes: [UInt8]
    private var position = 0

    static func matchers(in text: String) -> [LabelMatcher]? {
        var reader = MatcherReader(bytes: Array(text.utf8))
        return reader.list()
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = current, Self.isSpace(byte) { position += 1 }
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        skipSpace()
        guard current == byte else { return false }
        position += 1
        return true
    }

    private mutating func list() -> [LabelMatcher]? {
        let isBraced = skip(UInt8(ascii: "{"))
        var matchers: [LabelMatcher] = []
        while true {
            skipSpace()
            guard let byte = current, byte != UInt8(ascii: "}") else { break }
            guard let matcher = matcher() else { return nil }
            matchers.append(matcher)
            guard skip(UInt8(ascii: ",")) else { break }
        }
        if isBraced, !skip(UInt8(ascii: "}")) { return nil }
        skipSpace()
        return current == nil ? matchers : nil
    }

    private mutating func matcher() -> LabelMatcher? {
        guard let name = text() else { return nil }
        skipSpace()
        let operators: [LabelMatcher.Operator] = [.matches, .doesNotMatch, .notEqual, .equal]
        guard let comparison = operators.first(where: { bytes[position...].starts(with: $0.rawValue.utf8) }) else {
            return nil
        }
        position += comparison.rawValue.utf8.count
        guard let value = text() else { return nil }
        return LabelMatcher(name, comparison, value)
    }

    private mutating func text() -> String? {
        skipSpace()
        let start = position
        if current == UInt8(ascii: "\"") {
            guard let end = try? PromQLStringLiteral.end(of: bytes, from: position) else { return nil }
            position = end
            let (text, isUTF8) = PromQLStringLiteral.value(of: bytes[start..<end])
            return isUTF8 ? text : nil
        }
        while let byte = current, !Self.isSpace(byte), !"{}!=~,\\\"'`".utf8.contains(byte) { position += 1 }
        return position == start ? nil : String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}

/// The reader of all versions: names of letters, digits, `_` and `:`, and nearly anything as value.
private enum ClassicMatcherReader {
    static func matchers(in text: String) -> [LabelMatcher]? {
        var rest = Substring(text)
        if rest.first == "{" { rest.removeFirst() }
        if rest.last == "}" { rest.removeLast() }
        var matchers: [LabelMatcher] = []
        for part in parts(of: rest) {
            guard let matcher = matcher(part) else { return nil }
            matchers.append(matcher)
        }
        return matchers
    }

    /// Cuts at commas that stand in no quotes. What is left behind the last one may be nothing.
    private static func parts(of text: Substring) -> [Substring] {
        var parts: [Substring] = []
        var start = text.startIndex
        var isQuoted = false
        var isEscaped = false
        // All three signs are of one byte, which is part of no other character.
        for index in text.utf8.indices {
            switch text.utf8[index] {
            case UInt8(ascii: ",") where !isQuoted:
                parts.append(text[start..<index])
                start = text.utf8.index(after: index)
            case UInt8(ascii: "\""):
                if !isEscaped { isQuoted.toggle() }
                isEscaped = false
            case UInt8(ascii: "\\"): isEscaped.toggle()
            default: isEscaped = false
            }
        }
        let last = text[start...]
        return last.allSatisfy(\.isWhitespace) ? parts : parts + [last]
    }

    private static func matcher(_ text: Substring) -> LabelMatcher? {
        var rest = text.drop(while: \.isWhitespace)
        let name = rest.prefix { $0 == "_" || $0 == ":" || $0.isASCII && ($0.isLetter || $0.isNumber) }
        guard let first = name.first, !first.isNumber else { return nil }
        rest = rest.dropFirst(name.count).drop(while: \.isWhitespace)
        let operators: [LabelMatcher.Operator] = [.matches, .equal, .notEqual, .doesNotMatch]
        guard let comparison = operators.first(where: { rest.hasPrefix($0.rawValue) }) else { return nil }
        rest = rest.dropFirst(comparison.rawValue.count).drop(while: \.isWhitespace)
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return value(rest).map { LabelMatcher(String(name), comparison, $0) }
    }

    private static func value(_ raw: Substring) -> String? {
        var characters = Array(raw.unicodeScalars)
        let isQuoted = characters.first == "\""
        if isQuoted { characters.removeFirst() }
        var value = String.UnicodeScalarView()
        var isClosed = !isQuoted
        var index = 0
        while index < characters.count {
            let scalar = characters[index]
            let isLast = index == characters.count - 1
            index += 1
            switch scalar {
            case "\\" where !isLast:
                let next = characters[index]
                index += 1
                switch next {
                case "n": value.append("\n")
                case "\"", "\\": value.append(next)
                default:
                    value.append("\\")
                    value.append(next)
                }
            case "\"":
                guard isQuoted, isLast else { return nil }
                isClosed = true
            default: value.append(scalar)
            }
        }
        return isClosed ? String(value) : nil
    }
}
