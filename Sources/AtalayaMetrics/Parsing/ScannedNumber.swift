/// Numbers as the specifications allow them: Go's `ParseFloat` without hexadecimal numbers and underscores, which is
/// also the grammar of OpenMetrics.
///
/// `Double(String)` alone would take `0x1p3`, `nan(0x7)` and `-nan`; Prometheus takes none of them.
enum ScannedNumber {
    static func parse(_ bytes: ArraySlice<UInt8>) -> Double? {
        let (isNegative, hasSign, digits) = sign(bytes)
        let lower = digits.map { $0 | 0x20 }
        if lower == Array("nan".utf8) { return hasSign ? nil : .nan }
        if lower == Array("inf".utf8) || lower == Array("infinity".utf8) { return isNegative ? -.infinity : .infinity }
        guard isDecimal(digits), let value = Double(String(decoding: bytes, as: UTF8.self)), value.isFinite else {
            return nil
        }
        return value
    }

    /// Whole numbers with an optional sign, in the range of 64 bits.
    static func parseInteger(_ bytes: ArraySlice<UInt8>) -> Int64? {
        Int64(String(decoding: bytes, as: UTF8.self))
    }

    private static func sign(_ bytes: ArraySlice<UInt8>) -> (isNegative: Bool, hasSign: Bool, rest: ArraySlice<UInt8>) {
        switch bytes.first {
        case UInt8(ascii: "-"): (true, true, bytes.dropFirst())
        case UInt8(ascii: "+"): (false, true, bytes.dropFirst())
        default: (false, false, bytes)
        }
    }

    /// `DIGITS [. DIGITS] [e [SIGN] DIGITS]`, with digits on at least one side of the point.
    private static func isDecimal(_ bytes: ArraySlice<UInt8>) -> Bool {
        func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        let mantissa = bytes.prefix { $0 | 0x20 != UInt8(ascii: "e") }
        let parts = mantissa.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.allSatisfy({ $0.allSatisfy(isDigit) }), parts.contains(where: { !$0.isEmpty }) else { return false }
        guard mantissa.count < bytes.count else { return true }
        let exponent = sign(bytes.dropFirst(mantissa.count + 1)).rest
        return !exponent.isEmpty && exponent.allSatisfy(isDigit)
    }
}
