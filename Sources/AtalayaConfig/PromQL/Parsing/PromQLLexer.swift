/// Cuts the text of an expression into tokens, one at a time.
///
/// What a byte means depends on where it stands: words in braces are names whatever they are outside, and in brackets only
/// durations are read. The parser says which of the three it is before it asks for the next token.
struct PromQLLexer {
    enum Context { case outside, braces, brackets }

    let bytes: [UInt8]
    let version: TargetVersion
    let allowsVariables: Bool
    var context = Context.outside
    /// Where the next token is looked for.
    private(set) var position = 0
    /// A comment in brackets is read only behind a number, as Prometheus does.
    private var sawNumberInBrackets = false

    init(_ text: String, dialect: PromQLDialect) {
        bytes = Array(text.utf8)
        version = dialect.version
        allowsVariables = dialect.allowsGrafanaVariables
    }

    func byte(at index: Int) -> UInt8? { index < bytes.count ? bytes[index] : nil }

    func text(_ place: PromQLPlace) -> String { String(decoding: bytes[place.start..<place.end], as: UTF8.self) }

    mutating func next() throws(PromQLError) -> PromQLToken {
        skipSpaceAndComments()
        let start = position
        guard let first = byte(at: start) else { return token(.end, from: start) }
        if allowsVariables, let end = variableEnd(at: start) { return templated(from: start, to: end) }
        if first.isWordStart || (first == UInt8(ascii: ":") && context == .outside) { return try word(from: start) }
        if first.isDigit || (first == UInt8(ascii: ".") && byte(at: start + 1)?.isDigit == true), context != .braces {
            if context == .brackets { sawNumberInBrackets = true }
            return try number(from: start)
        }
        if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") || first == UInt8(ascii: "`") {
            return try string(from: start)
        }
        return try sign(first, from: start)
    }

    private mutating func token(_ kind: PromQLToken.Kind, from start: Int, length: Int = 0) -> PromQLToken {
        position = start + length
        return PromQLToken(kind: kind, place: PromQLPlace(start, position))
    }

    private mutating func skipSpaceAndComments() {
        while let byte = byte(at: position) {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): position += 1
            case UInt8(ascii: "#") where context != .brackets || sawNumberInBrackets:
                while let byte = self.byte(at: position), byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") {
                    position += 1
                }
            default: return
            }
        }
    }

    func error(_ place: PromQLPlace, _ message: String) -> PromQLError { PromQLError(.syntax, place, message) }

    // MARK: Signs

    private mutating func sign(_ first: UInt8, from start: Int) throws(PromQLError) -> PromQLToken {
        let second = byte(at: start + 1)
        switch (first, context) {
        case (UInt8(ascii: ","), _): return token(.comma, from: start, length: 1)
        case (UInt8(ascii: "="), .braces):
            return second == UInt8(ascii: "~")
                ? token(.matches, from: start, length: 2) : token(.assign, from: start, length: 1)
        case (UInt8(ascii: "!"), .braces) where second == UInt8(ascii: "~"):
            return token(.matchesNot, from: start, length: 2)
        case (UInt8(ascii: "!"), .outside) where second == UInt8(ascii: "="),
            (UInt8(ascii: "!"), .braces) where second == UInt8(ascii: "="):
            return token(.sign(.notEqual), from: start, length: 2)
        case (UInt8(ascii: "}"), .braces): return token(.rightBrace, from: start, length: 1)
        case (_, .braces): break
        case (UInt8(ascii: "("), _): return token(.leftParenthesis, from: start, length: 1)
        case (UInt8(ascii: ")"), _): return token(.rightParenthesis, from: start, length: 1)
        case (UInt8(ascii: "]"), .brackets): return token(.rightBracket, from: start, length: 1)
        case (UInt8(ascii: ":"), .brackets): return token(.colon, from: start, length: 1)
        case (UInt8(ascii: "+"), _): return token(.sign(.add), from: start, length: 1)
        case (UInt8(ascii: "-"), _): return token(.sign(.subtract), from: start, length: 1)
        case (UInt8(ascii: "*"), _): return token(.sign(.multiply), from: start, length: 1)
        case (UInt8(ascii: "/"), _): return token(.sign(.divide), from: start, length: 1)
        case (UInt8(ascii: "%"), _): return token(.sign(.modulo), from: start, length: 1)
        case (UInt8(ascii: "^"), _): return token(.sign(.power), from: start, length: 1)
        case (_, .brackets): break
        case (UInt8(ascii: "{"), _): return token(.leftBrace, from: start, length: 1)
        case (UInt8(ascii: "["), _):
            sawNumberInBrackets = false
            return token(.leftBracket, from: start, length: 1)
        case (UInt8(ascii: "@"), _): return token(.at, from: start, length: 1)
        case (UInt8(ascii: "="), _) where second == UInt8(ascii: "="):
            return token(.sign(.equal), from: start, length: 2)
        case (UInt8(ascii: "<"), _), (UInt8(ascii: ">"), _):
            return comparison(isLess: first == UInt8(ascii: "<"), second, from: start)
        default: break
        }
        throw unexpected(at: start)
    }

    private mutating func comparison(isLess: Bool, _ second: UInt8?, from start: Int) -> PromQLToken {
        if second == UInt8(ascii: "=") {
            return token(.sign(isLess ? .lessOrEqual : .greaterOrEqual), from: start, length: 2)
        }
        if second == UInt8(ascii: "/"), version >= TargetVersion(3, 11) {
            return token(.sign(isLess ? .trimUpper : .trimLower), from: start, length: 2)
        }
        return token(.sign(isLess ? .less : .greater), from: start, length: 1)
    }

    private func unexpected(at start: Int) -> PromQLError {
        var end = start + 1
        while let byte = byte(at: end), byte & 0xC0 == 0x80 { end += 1 }
        let place = PromQLPlace(start, end)
        let character = text(place)
        let inside =
            switch context {
            case .outside: ""
            case .braces: " inside braces"
            case .brackets: " inside brackets"
            }
        switch (bytes[start], context) {
        case (UInt8(ascii: "="), .outside):
            return error(place, "unexpected '='; a comparison is written ==, and a matcher stands in braces")
        case (UInt8(ascii: "!"), .outside): return error(place, "unexpected '!'; 'not equal' is written !=")
        case (UInt8(ascii: "$"), _):
            return error(place, "unexpected '$'\(inside); variables are replaced in dashboards only")
        case (UInt8(ascii: "&"), .outside), (UInt8(ascii: "|"), .outside):
            return error(place, "unexpected '\(character)'; sets are combined by and, or and unless")
        default: return error(place, "unexpected '\(character)'\(inside)")
        }
    }

    // MARK: Words

    private mutating func word(from start: Int) throws(PromQLError) -> PromQLToken {
        var end = start
        var hasColon = false
        while let byte = byte(at: end) {
            if byte.isWord {
                end += 1
            } else if byte == UInt8(ascii: ":"), context == .outside {
                hasColon = true
                end += 1
            } else {
                break
            }
        }
        if allowsVariables, let end = variableEnd(at: end) { return templated(from: start, to: end) }
        let place = PromQLPlace(start, end)
        position = end
        if context == .braces { return PromQLToken(kind: .identifier, place: place) }
        if hasColon { return PromQLToken(kind: .metricIdentifier, place: place) }
        let meaning =
            end - start <= PromQLWords.lengthMax ? PromQLWords.meaning(of: text(place), in: version) : nil
        if context == .brackets {
            if case .keyword(let keyword) = meaning, [.step, .range, .maxOf, .minOf].contains(keyword) {
                return PromQLToken(kind: .keyword(keyword), place: place)
            }
            throw error(place, "unexpected '\(text(place))' inside brackets: a duration such as 5m is expected")
        }
        switch meaning {
        case nil: return PromQLToken(kind: .identifier, place: place)
        case .infinity: return PromQLToken(kind: .number(.infinity), place: place)
        case .notANumber: return PromQLToken(kind: .number(.nan), place: place)
        case .sign(let sign): return PromQLToken(kind: .sign(sign), place: place)
        case .aggregator: return PromQLToken(kind: .aggregator, place: place)
        case .keyword(let keyword):
            if [.fill, .fillLeft, .fillRight].contains(keyword), !isParenthesisNext(at: end) {
                return PromQLToken(kind: .identifier, place: place)
            }
            return PromQLToken(kind: .keyword(keyword), place: place)
        }
    }

    private func isParenthesisNext(at index: Int) -> Bool {
        var index = index
        while let byte = byte(at: index), byte.isSpace { index += 1 }
        return byte(at: index) == UInt8(ascii: "(")
    }

    // MARK: Grafana's variables

    /// The end of the variable that begins here; nil if none does.
    private func variableEnd(at start: Int) -> Int? {
        func nameEnd(_ index: Int) -> Int? {
            var end = index
            while let byte = byte(at: end), byte.isWord { end += 1 }
            return end > index ? end : nil
        }
        switch byte(at: start) {
        case UInt8(ascii: "$"):
            guard byte(at: start + 1) == UInt8(ascii: "{") else { return nameEnd(start + 1) }
            guard nameEnd(start + 2) != nil else { return nil }
            var end = start + 2
            while let byte = byte(at: end), byte != UInt8(ascii: "}"), byte != UInt8(ascii: "\n") { end += 1 }
            return byte(at: end) == UInt8(ascii: "}") ? end + 1 : nil
        case UInt8(ascii: "["):
            guard byte(at: start + 1) == UInt8(ascii: "["), var end = nameEnd(start + 2) else { return nil }
            if byte(at: end) == UInt8(ascii: ":"), let formatEnd = nameEnd(end + 1) { end = formatEnd }
            return byte(at: end) == UInt8(ascii: "]") && byte(at: end + 1) == UInt8(ascii: "]") ? end + 2 : nil
        default: return nil
        }
    }

    /// A word with at least one variable in it, whose first ends at `end`.
    private mutating func templated(from start: Int, to end: Int) -> PromQLToken {
        var end = end
        while let byte = byte(at: end) {
            if let variable = variableEnd(at: end) {
                end = variable
            } else if byte.isWord || (byte == UInt8(ascii: ":") && context == .outside) {
                end += 1
            } else {
                break
            }
        }
        if context == .brackets { sawNumberInBrackets = true }
        return token(.templated, from: start, length: end - start)
    }

    // MARK: Literals

    private mutating func number(from start: Int) throws(PromQLError) -> PromQLToken {
        var scanner = PromQLNumberScanner(bytes: bytes, start: start, version: version)
        let kind = scanner.scan()
        if allowsVariables {
            // "0.$percentile", "5$unit"
            if let end = variableEnd(at: scanner.position) { return templated(from: start, to: end) }
        }
        let place = PromQLPlace(start, max(scanner.position, start + 1))
        position = place.end
        guard let kind else {
            var end = place.end
            while let byte = byte(at: end), byte.isWord || byte == UInt8(ascii: ".") { end += 1 }
            let whole = PromQLPlace(start, end)
            throw error(
                whole, "'\(text(whole))' is neither a number nor a duration such as 5m or 1h30m")
        }
        return PromQLToken(kind: kind, place: place)
    }

    private mutating func string(from start: Int) throws(PromQLError) -> PromQLToken {
        let end = try PromQLStringLiteral.end(of: bytes, from: start)
        return token(.string, from: start, length: end - start)
    }
}

extension UInt8 {
    var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }

    var isWordStart: Bool {
        (self | 0x20 >= UInt8(ascii: "a") && self | 0x20 <= UInt8(ascii: "z")) || self == UInt8(ascii: "_")
    }

    var isWord: Bool { isWordStart || isDigit }

    var isSpace: Bool {
        self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") || self == UInt8(ascii: "\n")
            || self == UInt8(ascii: "\r")
    }

    /// The value as a digit of a base up to 16.
    func digit(base: Int) -> Int? {
        let value: Int
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): value = Int(self - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): value = Int(self - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): value = Int(self - UInt8(ascii: "A")) + 10
        default: return nil
        }
        return value < base ? value : nil
    }
}
