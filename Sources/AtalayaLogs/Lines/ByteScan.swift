/// Finds bytes eight at a time.
///
/// Looking at a word instead of a byte makes the search for line ends several times faster than a plain loop, without a
/// pointer: every load is checked against the span's bounds. A byte of `word ^ pattern` is zero where the byte sought
/// stands, and `(x - 0x01…) & ~x & 0x80…` has its lowest set bit in the first zero byte of `x`.
enum ByteScan {
    private static let lowBits: UInt64 = 0x0101_0101_0101_0101
    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// The position of the first `byte` at or after `start`, or `nil`. Linear.
    static func firstIndex(of byte: UInt8, in span: Span<UInt8>, from start: Int = 0) -> Int? {
        let bytes = span.bytes
        let count = span.count
        let pattern = lowBits &* UInt64(byte)
        var index = start
        while index &+ 8 <= count {
            let difference = load(bytes, at: index) ^ pattern
            let zeroes = zeroBytes(of: difference)
            if zeroes != 0 { return index &+ zeroes.trailingZeroBitCount / 8 }
            index &+= 8
        }
        while index < count {
            if span[index] == byte { return index }
            index &+= 1
        }
        return nil
    }

    /// The position of the first byte at or after `start` that ends a run of plain JSON text (a quotation mark, a
    /// backslash or a control character), or the span's count. Linear.
    static func endOfPlainText(in span: Span<UInt8>, from start: Int) -> Int {
        let bytes = span.bytes
        let count = span.count
        var index = start
        while index &+ 8 <= count {
            let word = load(bytes, at: index)
            let quotes = zeroBytes(of: word ^ (lowBits &* 0x22))
            let backslashes = zeroBytes(of: word ^ (lowBits &* 0x5C))
            // Borrow-based like the zero test: the lowest hit is exact, and only the lowest is used.
            let controls = (word &- (lowBits &* 0x20)) & ~word & highBits
            let hits = quotes | backslashes | controls
            if hits != 0 { return index &+ hits.trailingZeroBitCount / 8 }
            index &+= 8
        }
        while index < count, !isSpecial(span[index]) { index &+= 1 }
        return index
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x22 || byte == 0x5C
    }

    private static func zeroBytes(of word: UInt64) -> UInt64 {
        (word &- lowBits) & ~word & highBits
    }

    /// The load is called unsafe because of types that do not allow every bit pattern; `UInt64` allows all of them.
    private static func load(_ bytes: RawSpan, at index: Int) -> UInt64 {
        UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
    }
}
