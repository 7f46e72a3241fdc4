/// The small words of a regular expression: escapes, counts, classes and the heads of groups.
struct RE2Scanner {
    private let scalars: [Unicode.Scalar]
    private var position = 0
    /// Whether `(?i)` was seen anywhere: then no part is a literal.
    private(set) var foldsCase = false

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
    }

    var current: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    var isAtRepetition: Bool { current == "*" || current == "+" || current == "?" }

    mutating func advance() -> Unicode.Scalar? {
        guard let scalar = current else { return nil }
        position += 1
        return scalar
    }

    mutating func accept(_ scalar: Unicode.Scalar) -> Bool {
        guard current == scalar else { return false }
        position += 1
        return true
    }

    private mutating func take(while isWanted: (Unicode.Scalar) -> Bool) -> String {
        var text = String.UnicodeScalarView()
        while let scalar = current, isWanted(scalar) {
            text.append(scalar)
            position += 1
        }
        return String(text)
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || isDigit(scalar) || scalar == "_"
    }

    // MARK: Counts

    /// `{2}`, `{2,}` or `{2,5}`; nil, with nothing read, if it is none of them: then the brace is itself.
    mutating func counts() throws(RE2Error) -> (least: Int, most: Int?)? {
        let start = position
        guard accept("{"), let least = count() else {
            position = start
            return nil
        }
        var most: Int? = least
        if accept(",") { most = current == "}" ? nil : count() ?? -1 }
        guard accept("}"), most != -1 else {
            position = start
            return nil
        }
        guard least <= 1_000, most ?? 0 <= 1_000, most ?? .max >= least else {
            throw RE2Error(message: "a repetition goes up to 1000, and not backwards")
        }
        return (least, most)
    }

    private mutating func count() -> Int? {
        let digits = take(while: Self.isDigit)
        if digits.isEmpty || (digits.utf8.count > 1 && digits.hasPrefix("0")) { return nil }
        return Int(digits) ?? Int.max
    }

    // MARK: Groups

    enum GroupHead {
        /// `(?i)`: nothing but flags, closed already.
        case flags
        case open(name: String?, foldsCase: Bool)
    }

    /// What follows `(?`.
    mutating func groupHead() throws(RE2Error) -> GroupHead {
        let start = position
        if accept("P") || current == "<" {
            if accept("<") {
                let name = take(while: Self.isWord)
                if !name.isEmpty, accept(">") { return .open(name: name, foldsCase: false) }
            }
            throw unknownGroup(from: start)
        }
        var isAlone = true
        var folds = false
        var isOff = false
        while let scalar = advance() {
            switch scalar {
            case "i", "m", "s", "U":
                isAlone = false
                if scalar == "i", !isOff { folds = true }
            case "-" where !isOff:
                isOff = true
                // A sign with no flag behind it is an error.
                guard let next = current, "imsU".unicodeScalars.contains(next) else { throw unknownGroup(from: start) }
            case ":": return .open(name: nil, foldsCase: folds)
            case ")" where !isAlone:
                foldsCase = foldsCase || folds
                return .flags
            default: throw unknownGroup(from: start)
            }
        }
        throw RE2Error(message: "a ')' is missing")
    }

    private func unknownGroup(from start: Int) -> RE2Error {
        let next = start < scalars.count ? String(scalars[start]) : ""
        let hint = ["=", "!", "<"].contains(next) ? ": RE2 cannot look ahead or behind" : ""
        return RE2Error(message: "there is no group '(?\(next)'\(hint)")
    }

    // MARK: Escapes

    enum Escape {
        case scalar(Unicode.Scalar)
        case characterClass
        /// `\A` and `\z`.
        case textEdge
        case wordEdge, noWordEdge
        /// `\Q…\E`.
        case quotation([Unicode.Scalar])
    }

    /// What follows a backslash.
    mutating func escape(inClass: Bool) throws(RE2Error) -> Escape {
        guard let scalar = advance() else { throw RE2Error(message: "a backslash at the end") }
        switch scalar {
        case "d", "D", "s", "S", "w", "W": return .characterClass
        case "p", "P":
            try unicodeClass()
            return .characterClass
        case "A" where !inClass, "z" where !inClass: return .textEdge
        case "b" where !inClass: return .wordEdge
        case "B" where !inClass: return .noWordEdge
        case "Q" where !inClass: return .quotation(quotation())
        case "a": return .scalar("\u{07}")
        case "f": return .scalar("\u{0C}")
        case "n": return .scalar("\n")
        case "r": return .scalar("\r")
        case "t": return .scalar("\t")
        case "v": return .scalar("\u{0B}")
        case "x": return .scalar(try hexadecimal())
        case "0", "1"..."7":
            if let scalar = octal(scalar) { return .scalar(scalar) }
        case _ where scalar.isASCII && (!Self.isWord(scalar) || scalar == "_"): return .scalar(scalar)
        default: break
        }
        throw RE2Error(message: "there is no escape '\\\(scalar)'")
    }

    /// A digit other than 0 alone would be a reference backwards, which RE2 does not have.
    private mutating func octal(_ first: Unicode.Scalar) -> Unicode.Scalar? {
        let isOctal: (Unicode.Scalar) -> Bool = { ("0"..."7").contains($0) }
        if first != "0", current.map(isOctal) != true { return nil }
        var value = first.value - 0x30
        for _ in 0..<2 {
            guard let digit = current, isOctal(digit) else { break }
            value = value * 8 + digit.value - 0x30
            position += 1
        }
        return Unicode.Scalar(value)
    }

    private mutating func hexadecimal() throws(RE2Error) -> Unicode.Scalar {
        let isHexadecimal: (Unicode.Scalar) -> Bool = { $0.properties.isASCIIHexDigit }
        var digits = ""
        if accept("{") {
            digits = take(while: isHexadecimal)
            guard accept("}") else { throw RE2Error(message: "'\\x{' without its '}'") }
        } else {
            for _ in 0..<2 {
                guard let digit = current, isHexadecimal(digit) else { break }
                digits.unicodeScalars.append(digit)
                position += 1
            }
            guard digits.utf8.count == 2 else { throw RE2Error(message: "'\\x' needs two digits") }
        }
        guard let value = UInt32(digits, radix: 16), value <= 0x10FFFF else {
            throw RE2Error(message: "'\\x{\(digits)}' is no character")
        }
        // Go lets halves of pairs stand; nothing matches them.
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }

    private mutating func quotation() -> [Unicode.Scalar] {
        let rest = scalars[position...]
        let end = rest.indices.first { rest[$0] == "\\" && $0 + 1 < rest.endIndex && rest[$0 + 1] == "E" }
        let text = Array(rest[..<(end ?? rest.endIndex)])
        position = end.map { $0 + 2 } ?? scalars.count
        return text
    }

    private static let categories: Set<String> = [
        "Any", "C", "Cc", "Cf", "Co", "Cs", "L", "Ll", "Lm", "Lo", "Lt", "Lu", "M", "Mc", "Me", "Mn", "N", "Nd", "Nl",
        "No", "P", "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "S", "Sc", "Sk", "Sm", "So", "Z", "Zl", "Zp", "Zs",
    ]

    /// `L`, or `{Greek}`. Names of scripts are many and grow; what looks like one passes.
    private mutating func unicodeClass() throws(RE2Error) {
        guard let first = advance() else { throw RE2Error(message: "'\\p' without its class") }
        guard first == "{" else {
            guard Self.categories.contains(String(first)) else {
                throw RE2Error(message: "there is no class '\\p\(first)'")
            }
            return
        }
        _ = accept("^")
        let name = take { $0 != "}" }
        guard accept("}") else { throw RE2Error(message: "'\\p{' without its '}'") }
        let isScript =
            name.utf8.count > 2 && name.unicodeScalars.first.map { ("A"..."Z").contains($0) } == true
            && name.unicodeScalars.allSatisfy(Self.isWord)
        guard isScript || Self.categories.contains(name) else {
            throw RE2Error(message: "there is no class '\\p{\(name)}'")
        }
    }

    // MARK: Classes

    private static let posixClasses: Set<String> = [
        "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper",
        "word",
        "xdigit",
    ]

    /// What follows `[`, up to its `]`.
    mutating func characterClass() throws(RE2Error) {
        _ = accept("^")
        var isFirst = true
        while let scalar = current, scalar != "]" || isFirst {
            isFirst = false
            if scalar == "[", try posixClass() { continue }
            guard let low = try classMember() else { continue }
            guard current == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else { continue }
            position += 1
            guard let high = try classMember(), low.value <= high.value else {
                throw RE2Error(message: "a range of characters that goes nowhere, from '\(low)'")
            }
        }
        guard accept("]") else { throw RE2Error(message: "a ']' is missing") }
    }

    /// One character; nil for an escape that stands for many.
    private mutating func classMember() throws(RE2Error) -> Unicode.Scalar? {
        guard let scalar = advance() else { throw RE2Error(message: "a ']' is missing") }
        guard scalar == "\\" else { return scalar }
        guard case .scalar(let escaped) = try escape(inClass: true) else { return nil }
        return escaped
    }

    /// `[:alpha:]`; false, with nothing read, if it is none.
    private mutating func posixClass() throws(RE2Error) -> Bool {
        let start = position
        guard accept("["), accept(":") else {
            position = start
            return false
        }
        _ = accept("^")
        let name = take { $0 != ":" && $0 != "]" }
        guard accept(":"), accept("]") else {
            position = start
            return false
        }
        guard Self.posixClasses.contains(name) else { throw RE2Error(message: "there is no class '[:\(name):]'") }
        return true
    }
}
