/// A place in a JSON text that moves forward as values are read.
///
/// The text is an argument of each step and not a stored property, because a span cannot be stored in a type that
/// escapes. What is read goes onto a tape: strings without escapes, which are nearly all, are not even copied.
struct JSONCursor {
    let limits: JSONLimits
    let escapesInvalidText: Bool
    var position = 0
    private var valueCount = 0

    init(limits: JSONLimits, escapesInvalidText: Bool) {
        self.limits = limits
        self.escapesInvalidText = escapesInvalidText
    }

    /// Reads the one value of the text to the end of the tape.
    mutating func readText(_ text: Span<UInt8>, into tape: inout FieldTape) throws(LogsError) {
        guard text.count <= limits.bytesMax else {
            throw LogsError(
                .limitExceeded, "JSON text is longer than \(limits.bytesMax) bytes", offset: limits.bytesMax)
        }
        skipSpace(text)
        try readValue(text, depth: 0, &tape)
        skipSpace(text)
        guard position == text.count else { throw malformed("something follows the JSON value") }
    }

    // MARK: Values

    private mutating func readValue(_ text: Span<UInt8>, depth: Int, _ tape: inout FieldTape) throws(LogsError) {
        try countValue()
        switch try byte(text) {
        case UInt8(ascii: "\""): try readString(.text, text, &tape)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): tape.add(number: try readNumber(text))
        case UInt8(ascii: "{"): try readMembers(text, depth: depth + 1, &tape)
        case UInt8(ascii: "["): try readElements(text, depth: depth + 1, &tape)
        case UInt8(ascii: "t"):
            try readWord("true", text)
            tape.add(true)
        case UInt8(ascii: "f"):
            try readWord("false", text)
            tape.add(false)
        case UInt8(ascii: "n"):
            try readWord("null", text)
            tape.addNull()
        default: throw malformed("no JSON value starts here")
        }
    }

    private mutating func readMembers(_ text: Span<UInt8>, depth: Int, _ tape: inout FieldTape) throws(LogsError) {
        try open(depth: depth)
        tape.depth = max(tape.depth, depth)
        let place = tape.open(.map)
        var count = 0
        if try !closes(text, with: UInt8(ascii: "}")) {
            repeat {
                try countValue()
                guard try byte(text) == UInt8(ascii: "\"") else {
                    throw malformed("a key in quotation marks must be here")
                }
                try readString(.key, text, &tape)
                skipSpace(text)
                guard try byte(text) == UInt8(ascii: ":") else { throw malformed("a colon must follow the key") }
                position += 1
                skipSpace(text)
                try readValue(text, depth: depth, &tape)
                count += 1
            } while try continues(text, closing: UInt8(ascii: "}"))
        }
        tape.close(place, count: count)
    }

    private mutating func readElements(_ text: Span<UInt8>, depth: Int, _ tape: inout FieldTape) throws(LogsError) {
        try open(depth: depth)
        tape.depth = max(tape.depth, depth)
        let place = tape.open(.array)
        var count = 0
        if try !closes(text, with: UInt8(ascii: "]")) {
            repeat {
                try readValue(text, depth: depth, &tape)
                count += 1
            } while try continues(text, closing: UInt8(ascii: "]"))
        }
        tape.close(place, count: count)
    }

    private mutating func open(depth: Int) throws(LogsError) {
        guard depth <= limits.depthMax else {
            throw LogsError(.limitExceeded, "JSON is nested deeper than \(limits.depthMax)", offset: position)
        }
        position += 1
    }

    private mutating func closes(_ text: Span<UInt8>, with closing: UInt8) throws(LogsError) -> Bool {
        skipSpace(text)
        guard try byte(text) == closing else { return false }
        position += 1
        return true
    }

    /// After an element: whether a comma promises another one.
    private mutating func continues(_ text: Span<UInt8>, closing: UInt8) throws(LogsError) -> Bool {
        skipSpace(text)
        let next = try byte(text)
        guard next == UInt8(ascii: ",") || next == closing else { throw malformed("a comma or the end must be here") }
        position += 1
        if next == closing { return false }
        skipSpace(text)
        return true
    }

    private mutating func readWord(_ word: StaticString, _ text: Span<UInt8>) throws(LogsError) {
        for expected in word.description.utf8 {
            guard try byte(text) == expected else { throw malformed("no JSON value starts here") }
            position += 1
        }
    }

    private mutating func countValue() throws(LogsError) {
        valueCount += 1
        guard valueCount <= limits.valuesMax else {
            throw LogsError(.limitExceeded, "JSON has more than \(limits.valuesMax) values", offset: position)
        }
    }

    // MARK: Strings

    private mutating func readString(
        _ kind: FieldTape.Kind, _ text: Span<UInt8>, _ tape: inout FieldTape
    ) throws(LogsError) {
        position += 1
        let start = position
        position = ByteScan.endOfPlainText(in: text, from: position)
        if position < text.count, text[position] == UInt8(ascii: "\"") {
            if !tape.isText, !escapesInvalidText { try validate(text.extracting(start..<position), at: start) }
            tape.add(kind, start..<position, of: text)
            position += 1
        } else {
            try readEscapedString(kind, text, from: start, &tape)
        }
    }

    private mutating func readEscapedString(
        _ kind: FieldTape.Kind, _ text: Span<UInt8>, from start: Int, _ tape: inout FieldTape
    ) throws(LogsError) {
        let placeBeside = tape.beside.count
        var plainStart = start
        while true {
            position = ByteScan.endOfPlainText(in: text, from: position)
            if position > plainStart { tape.beside.append(copying: text.extracting(plainStart..<position)) }
            switch try byte(text) {
            case UInt8(ascii: "\""):
                position += 1
                if !tape.isText, !escapesInvalidText {
                    try validate(tape.beside.span.extracting(placeBeside..<tape.beside.count), at: start)
                }
                return tape.addBeside(kind, from: placeBeside)
            case UInt8(ascii: "\\"):
                position += 1
                try readEscape(text, into: &tape.beside)
                plainStart = position
            default:
                throw malformed("a control character must be escaped")
            }
        }
    }

    private mutating func readEscape(_ text: Span<UInt8>, into bytes: inout [UInt8]) throws(LogsError) {
        let escape = try byte(text)
        position += 1
        switch escape {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(escape)
        case UInt8(ascii: "b"): bytes.append(0x08)
        case UInt8(ascii: "f"): bytes.append(0x0C)
        case UInt8(ascii: "n"): bytes.append(0x0A)
        case UInt8(ascii: "r"): bytes.append(0x0D)
        case UInt8(ascii: "t"): bytes.append(0x09)
        case UInt8(ascii: "u"): bytes.append(contentsOf: try readScalar(text).utf8)
        default:
            position -= 1
            throw malformed("no such escape")
        }
    }

    private mutating func readScalar(_ text: Span<UInt8>) throws(LogsError) -> Unicode.Scalar {
        let start = position
        let first = try readHexadecimal(text)
        if let scalar = Unicode.Scalar(first) { return scalar }
        // Not a scalar, so half of a surrogate pair: RFC 8259 section 7 writes the other half right after it.
        if first < 0xDC00, position + 1 < text.count, text[position] == UInt8(ascii: "\\"),
            text[position + 1] == UInt8(ascii: "u")
        {
            position += 2
            let second = try readHexadecimal(text)
            if 0xDC00..<0xE000 ~= second,
                let scalar = Unicode.Scalar(0x10000 + (UInt32(first - 0xD800) << 10) + UInt32(second - 0xDC00))
            {
                return scalar
            }
        }
        position = start
        throw malformed("half of a surrogate pair")
    }

    private mutating func readHexadecimal(_ text: Span<UInt8>) throws(LogsError) -> UInt16 {
        var value: UInt16 = 0
        for _ in 0..<4 {
            let digit: UInt8
            switch try byte(text) {
            case let byte where UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte: digit = byte - UInt8(ascii: "0")
            case let byte where UInt8(ascii: "a")...UInt8(ascii: "f") ~= byte: digit = byte - UInt8(ascii: "a") + 10
            case let byte where UInt8(ascii: "A")...UInt8(ascii: "F") ~= byte: digit = byte - UInt8(ascii: "A") + 10
            default: throw malformed("four hexadecimal digits must be here")
            }
            value = value << 4 | UInt16(digit)
            position += 1
        }
        return value
    }

    private func validate(_ bytes: Span<UInt8>, at start: Int) throws(LogsError) {
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: bytes)
        } catch {
            throw LogsError(.malformed, "the string is not UTF-8", offset: start + error.byteOffsets.lowerBound)
        }
    }

    // MARK: Bytes

    func byte(_ text: Span<UInt8>) throws(LogsError) -> UInt8 {
        guard position < text.count else {
            throw LogsError(.truncated, "the JSON text ends too early", offset: position)
        }
        return text[position]
    }

    func malformed(_ message: String) -> LogsError {
        LogsError(.malformed, message, offset: position)
    }

    private mutating func skipSpace(_ text: Span<UInt8>) {
        while position < text.count {
            switch text[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }
}
