/// Finds one of two bytes, eight places at a time. See `ByteScan` of the log module, which looks for line ends.
enum ByteSearch {
    private static let lowBits: UInt64 = 0x0101_0101_0101_0101
    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// The position of the first byte at or after `start` that is one of the two. Linear.
    static func firstIndex(of first: UInt8, or second: UInt8, in span: Span<UInt8>, from start: Int) -> Int? {
        let bytes = span.bytes
        let count = span.count
        let firstPattern = lowBits &* UInt64(first)
        let secondPattern = lowBits &* UInt64(second)
        var index = start
        while index &+ 8 <= count {
            // The load is called unsafe because of types that do not allow every bit pattern; `UInt64` allows them all.
            let word = UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
            let zeroes = zeroBytes(of: word ^ firstPattern) | zeroBytes(of: word ^ secondPattern)
            if zeroes != 0 { return index &+ zeroes.trailingZeroBitCount / 8 }
            index &+= 8
        }
        while index < count {
            if span[index] == first || span[index] == second { return index }
            index &+= 1
        }
        return nil
    }

    /// The lowest set bit is in the first zero byte; bits above it may be set for no reason.
    private static func zeroBytes(of word: UInt64) -> UInt64 {
        (word &- lowBits) & ~word & highBits
    }
}
