/// Text in quotes: `"…"` and `'…'` with Go's escapes, and `` `…` `` as it is.
enum PromQLStringLiteral {
    /// The byte behind the closing quote; the literal begins at `start` with its opening one.
    static func end(of bytes: [UInt8], from start: Int) throws(PromQLError) -> Int {
        let quote = bytes[start]
        let isRaw = quote == UInt8(ascii: "`")
        var index = start + 1
        while index < bytes.count {
            switch bytes[index] {
            case quote: return index + 1
            case UInt8(ascii: "\\") where !isRaw: index = try escapeEnd(bytes, from: index, quote: quote)
            case UInt8(ascii: "\n") where !isRaw:
                throw PromQLError(.syntax, PromQLPlace(start, index), "the text has no closing quote on its line")
            case 0xEF where bytes.dropFirst(index).starts(with: [0xEF, 0xBF, 0xBD]):
                throw PromQLError(
                    .syntax, PromQLPlace(index, index + 3), "Prometheus takes U+FFFD for broken UTF-8; write \\ufffd")
            default: index += 1
            }
        }
        throw PromQLError(.syntax, PromQLPlace(start, bytes.count), "the text has no closing quote")
    }

    private static let letters = Array(#"abfnrtv\"#.utf8)

    /// The byte behind the escape that begins with the backslash at `start`.
    private static func escapeEnd(_ bytes: [UInt8], from start: Int, quote: UInt8) throws(PromQLError) -> Int {
        let index = start + 1
        guard index < bytes.count else {
            throw PromQLError(.syntax, PromQLPlace(start, index), "the text has no closing quote")
        }
        if letters.contains(bytes[index]) || bytes[index] == quote { return index + 1 }
        guard let shape = shape(of: bytes[index]) else {
            var end = index + 1
            while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
            let text = String(decoding: bytes[start..<end], as: UTF8.self)
            throw PromQLError(
                .syntax, PromQLPlace(start, end),
                "there is no escape '\(text)'; a backslash that is meant is written \\\\, or the text in backquotes")
        }
        let digits = index + (shape.base == 8 ? 0 : 1)
        let end = min(digits + shape.count, bytes.count)
        let value = self.value(bytes[digits..<end], base: shape.base)
        guard end - digits == shape.count, let value, value <= shape.valueMax, !(0xD800..<0xE000).contains(value) else {
            throw PromQLError(
                .syntax, PromQLPlace(start, end),
                "'\(String(decoding: bytes[start..<end], as: UTF8.self))' is not a complete escape of a character")
        }
        return end
    }

    private static func shape(of letter: UInt8) -> (base: Int, count: Int, valueMax: Int)? {
        switch letter {
        case UInt8(ascii: "0")...UInt8(ascii: "7"): (8, 3, 255)
        case UInt8(ascii: "x"): (16, 2, 255)
        case UInt8(ascii: "u"): (16, 4, 0x10FFFF)
        case UInt8(ascii: "U"): (16, 8, 0x10FFFF)
        default: nil
        }
    }

    private static func value(_ digits: ArraySlice<UInt8>, base: Int) -> Int? {
        var value = 0
        for byte in digits {
            guard let digit = byte.digit(base: base) else { return nil }
            value = value * base + digit
        }
        return value
    }

    /// What a literal says, which ``end(of:from:)`` has accepted.
    static func value(of literal: ArraySlice<UInt8>) -> (text: String, isUTF8: Bool) {
        let content = literal.dropFirst().dropLast()
        guard literal.first != UInt8(ascii: "`"), content.contains(UInt8(ascii: "\\")) else {
            return (String(decoding: content, as: UTF8.self), true)
        }
        var result: [UInt8] = []
        result.reserveCapacity(content.count)
        var index = content.startIndex
        while index < content.endIndex {
            guard content[index] == UInt8(ascii: "\\") else {
                result.append(content[index])
                index += 1
                continue
            }
            let letter = content[index + 1]
            if let shape = shape(of: letter) {
                let digits = index + (shape.base == 8 ? 1 : 2)
                let value = self.value(content[digits..<digits + shape.count], base: shape.base) ?? 0
                if shape.valueMax == 255 {
                    result.append(UInt8(value))
                } else if let scalar = Unicode.Scalar(UInt32(value)) {
                    result.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
                }
                index = digits + shape.count
            } else {
                result.append(plain(letter))
                index += 2
            }
        }
        if let text = String(validating: result, as: UTF8.self) { return (text, true) }
        return (String(decoding: result, as: UTF8.self), false)
    }

    private static func plain(_ letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "a"): 0x07
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "v"): 0x0B
        default: letter
        }
    }
}
