extension JSONCursor {
    /// Powers of ten that a `Double` holds exactly.
    private static let exactPowers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]

    /// Reads a number by the grammar of RFC 8259 section 6.
    ///
    /// Digits are gathered as an integer while it fits 64 bits. An integer comes out of that exactly. A fraction of an
    /// integer up to 2^53 and a power of ten up to 10^22 is one division or multiplication of two exact numbers, which
    /// rounds once and therefore correctly; only the others take the long way through the standard library.
    mutating func readNumber(_ text: Span<UInt8>) throws(LogsError) -> LogValue {
        let start = position
        let isNegative = text[position] == UInt8(ascii: "-")
        if isNegative { position += 1 }

        var digits: UInt64 = 0
        var fits = true
        if try byte(text) == UInt8(ascii: "0") {
            position += 1
        } else {
            _ = try readDigits(text, into: &digits, fits: &fits)
        }
        if !isFraction(text), fits, let integer = Self.integer(digits, isNegative: isNegative) { return integer }

        var exponent = 0
        if position < text.count, text[position] == UInt8(ascii: ".") {
            position += 1
            exponent = -(try readDigits(text, into: &digits, fits: &fits))
        }
        if position < text.count, text[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            exponent += try readExponent(text)
        }
        if fits, digits <= 1 << 53, abs(exponent) <= 22 {
            let power = Self.exactPowers[abs(exponent)]
            let magnitude = exponent < 0 ? Double(digits) / power : Double(digits) * power
            return .double(isNegative ? -magnitude : magnitude)
        }
        let number = Double(LineText(text.extracting(start..<position)).string)
        guard let number, number.isFinite else {
            throw LogsError(.malformed, "the number is too large for a 64-bit floating-point number", offset: start)
        }
        return .double(number)
    }

    private func isFraction(_ text: Span<UInt8>) -> Bool {
        guard position < text.count else { return false }
        return text[position] == UInt8(ascii: ".") || text[position] | 0x20 == UInt8(ascii: "e")
    }

    private static func integer(_ magnitude: UInt64, isNegative: Bool) -> LogValue? {
        if !isNegative { return Int64(exactly: magnitude).map(LogValue.integer) ?? .unsigned(magnitude) }
        if magnitude <= UInt64(Int64.max) { return .integer(-Int64(magnitude)) }
        return magnitude == UInt64(Int64.max) + 1 ? .integer(.min) : nil
    }

    /// Reads one digit or more and returns how many.
    private mutating func readDigits(
        _ text: Span<UInt8>, into digits: inout UInt64, fits: inout Bool
    ) throws(LogsError) -> Int {
        guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= (try byte(text)) else { throw malformed("a digit must be here") }
        let start = position
        while position < text.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= text[position] {
            let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(UInt64(text[position] - UInt8(ascii: "0")))
            digits = sum
            fits = fits && !overflow && !carry
            position += 1
        }
        return position - start
    }

    private mutating func readExponent(_ text: Span<UInt8>) throws(LogsError) -> Int {
        let sign = try byte(text)
        if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { position += 1 }
        var digits: UInt64 = 0
        var fits = true
        _ = try readDigits(text, into: &digits, fits: &fits)
        // Beyond this no number of a permitted length is anything but zero or infinite, and sums cannot overflow.
        let magnitude = fits ? Int(min(digits, 1 << 32)) : 1 << 32
        return sign == UInt8(ascii: "-") ? -magnitude : magnitude
    }
}
