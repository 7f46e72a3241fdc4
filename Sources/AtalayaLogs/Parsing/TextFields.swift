/// Fields that are being read from a line, with the count of bytes that were no UTF-8.
struct TextFields {
    var fields: [LogField] = []
    var escapedBytes = 0

    mutating func add(_ key: String, _ value: LogValue) { fields.append(LogField(key, value)) }

    /// Adds a part of the line as text.
    mutating func add(_ key: String, _ text: Span<UInt8>) { fields.append(LogField(key, .string(string(text)))) }

    /// Adds a part of the line, as a number where it is one in its plain form: `7`, but not `007` or `+7`, whose text
    /// would be lost.
    mutating func addNumberOrText(_ key: String, _ text: Span<UInt8>) {
        if let number = Self.number(text) {
            add(key, .integer(number))
        } else {
            add(key, text)
        }
    }

    /// A part of the line as text; bytes that are no UTF-8 are escaped and counted.
    mutating func string(_ text: Span<UInt8>) -> String {
        let text = LineText(text)
        escapedBytes += text.escapedBytes
        return text.string
    }

    /// The whole number that a text is the plain form of.
    static func number(_ text: Span<UInt8>) -> Int64? {
        let isNegative = text.count > 0 && text[0] == UInt8(ascii: "-")
        let start = isNegative ? 1 : 0
        let count = text.count - start
        guard (1...18).contains(count) else { return nil }
        if text[start] == UInt8(ascii: "0"), count > 1 || isNegative { return nil }
        var value: Int64 = 0
        for index in start..<text.count {
            guard let digit = text[index].decimalDigit else { return nil }
            value = value * 10 + Int64(digit)
        }
        return isNegative ? -value : value
    }
}

extension UInt8 {
    /// The value of an ASCII digit.
    var decimalDigit: Int? {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= self ? Int(self - UInt8(ascii: "0")) : nil
    }
}

extension Span where Element == UInt8 {
    /// Whether the bytes are those of the text.
    func equals(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        return starts(with: text)
    }

    /// Whether the bytes begin with those of the text, from `start` on.
    func starts(with text: StaticString, at start: Int = 0) -> Bool {
        let other = text.description.utf8
        guard start + other.count <= count else { return false }
        var index = start
        for byte in other {
            if self[index] != byte { return false }
            index += 1
        }
        return true
    }
}
