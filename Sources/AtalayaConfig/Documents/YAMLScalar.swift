/// How one scalar is written in YAML: plain where every reader takes it for text, otherwise in double quotes.
///
/// "Every reader" is the union of the YAML 1.1 type repository, YAML 1.2's core schema and the habits of Go's
/// yaml.v2/v3, PyYAML and Psych. When in doubt there are quotes; they are never wrong.
enum YAMLScalar {
    enum Context {
        /// A value or key on its own line.
        case block
        /// Inside `[…]` or `{…}`, where brackets and commas have a meaning.
        case flow
    }

    static func text(_ text: String, in context: Context) -> String {
        isPlainSafe(text, in: context) ? text : quoted(text)
    }

    /// YAML 1.1 wants a dot in a number with an exponent and a sign in the exponent: `1.0e-05`.
    static func number(_ value: Double) -> String {
        if value.isNaN { return ".nan" }
        if value.isInfinite { return value < 0 ? "-.inf" : ".inf" }
        let text = value.description
        guard let exponent = text.firstIndex(of: "e"), !text[..<exponent].contains(".") else { return text }
        return text[..<exponent] + ".0" + text[exponent...]
    }

    /// Whether a literal block can hold the text without changing it.
    static func canBeBlock(_ text: String) -> Bool {
        guard text.utf8.contains(where: { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: " ") }) else { return false }
        return text.unicodeScalars.allSatisfy { $0 == "\n" || $0 == "\t" || isPrintable($0) }
    }

    /// A comment line: characters that would end the line or are not allowed in a file become spaces.
    static func commentText(_ line: Substring) -> String {
        var result = String.UnicodeScalarView()
        result.append(contentsOf: line.unicodeScalars.map { isPrintable($0) ? $0 : " " })
        return String(result)
    }

    // MARK: Quotes

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case _ where isPrintable(scalar): result.unicodeScalars.append(scalar)
            case _ where scalar.value <= 0xff: result += "\\x" + hexadecimal(scalar.value, digits: 2)
            case _ where scalar.value <= 0xffff: result += "\\u" + hexadecimal(scalar.value, digits: 4)
            default: result += "\\U" + hexadecimal(scalar.value, digits: 8)
            }
        }
        return result + "\""
    }

    private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }

    /// Characters both YAML versions print as they are; line and paragraph separators and the byte order mark are not
    /// among them.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7e, 0xa0...0x2027, 0x202a...0xd7ff, 0xe000...0xfefe, 0xff00...0xfffd: true
        case 0x10000...0x10ffff: true
        default: false
        }
    }

    // MARK: Plain or not

    private static func isPlainSafe(_ text: String, in context: Context) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last else { return false }
        if first == UInt8(ascii: " ") || last == UInt8(ascii: " ") || last == UInt8(ascii: ":") { return false }
        if !text.unicodeScalars.allSatisfy(isPrintable) { return false }
        if !canStartPlain(bytes) { return false }
        for (byte, next) in zip(bytes, bytes.dropFirst()) {
            if byte == UInt8(ascii: ":") && next == UInt8(ascii: " ") { return false }
            if byte == UInt8(ascii: " ") && next == UInt8(ascii: "#") { return false }
        }
        if context == .flow && bytes.contains(where: flowIndicators.contains) { return false }
        return !isTyped(text, bytes)
    }

    private static let startIndicators = Set("?:,[]{}#&*!|>'\"%@`=<".utf8)
    private static let flowIndicators = Set(",[]{}:?#".utf8)

    /// A dash may start an option such as `--web.enable-lifecycle`, but not a list item, a number or a document.
    private static func canStartPlain(_ bytes: [UInt8]) -> Bool {
        guard bytes[0] == UInt8(ascii: "-") else { return !startIndicators.contains(bytes[0]) }
        return bytes.starts(with: "--".utf8)
            ? bytes.count > 2 && isLetter(bytes[2])
            : bytes.count > 1 && isLetter(bytes[1])
    }

    private static let words: Set<String> = [
        "y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "nan", "inf", "nil",
        ".nan", ".inf", "-.inf", "+.inf", "-inf", "+inf",
    ]

    /// Whether some reader would make something else than text of it: a word, a number, a time of day, a date.
    private static func isTyped(_ text: String, _ bytes: [UInt8]) -> Bool {
        if bytes.count <= 5 && words.contains(text.lowercased()) { return true }
        let isSigned = bytes[0] == UInt8(ascii: "+") || bytes[0] == UInt8(ascii: "-")
        let rest = isSigned ? bytes.dropFirst() : bytes[...]
        guard let first = rest.first, isDigit(first) || first == UInt8(ascii: ".") else { return false }
        return isRadixNumber(rest) || isDecimalNumber(rest) || isBase60(rest) || startsWithDate(rest)
    }

    /// `0x1f`, `0o17`, `0b1`: quoted whatever follows, because readers differ in what they let follow.
    private static func isRadixNumber(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.count > 2, bytes.first == UInt8(ascii: "0") else { return false }
        return "xXoObB".utf8.contains(bytes[bytes.startIndex + 1])
    }

    /// Digits with `_` or `,` between them, at most one dot, perhaps an exponent: `1_000`, `.5`, `1e3`, `007`, `1.`.
    private static func isDecimalNumber(_ bytes: ArraySlice<UInt8>) -> Bool {
        var dots = 0
        var index = bytes.startIndex
        while index < bytes.endIndex {
            switch bytes[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: ","): break
            case UInt8(ascii: "."): dots += 1
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                return dots <= 1
                    && bytes[(index + 1)...].allSatisfy { isDigit($0) || $0 == 0x2b || $0 == 0x2d || $0 == 0x5f }
            default: return false
            }
            index += 1
        }
        return dots <= 1
    }

    /// `1:30`, `12:30:45.5`: minutes and seconds in YAML 1.1. A port mapping such as `22:22` is one.
    private static func isBase60(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.contains(UInt8(ascii: ":"))
            && bytes.allSatisfy {
                isDigit($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".")
            }
            && bytes.count(where: { $0 == UInt8(ascii: ".") }) <= 1
    }

    /// `2001-01-01`, `2001-1-1T00:00:00Z`.
    private static func startsWithDate(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.count >= 8 && bytes.prefix(4).allSatisfy(isDigit) && bytes[bytes.startIndex + 4] == UInt8(ascii: "-")
            && isDigit(bytes[bytes.startIndex + 5])
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
    }
}
