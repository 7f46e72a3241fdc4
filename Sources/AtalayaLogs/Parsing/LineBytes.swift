// Small questions that parsers ask of bytes.

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
