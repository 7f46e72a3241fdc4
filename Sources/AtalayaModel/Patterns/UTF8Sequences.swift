/// The UTF-8 forms of a range of scalars, as sequences of byte ranges.
///
/// The range is cut where the length of the form changes and where a byte begins a new turn, so that each piece is the
/// product of its byte ranges. Surrogates have no form and are left out.
enum UTF8Sequences {
    static func append(_ range: ClosedRange<UInt32>, to sequences: inout [[ClosedRange<UInt8>]]) {
        let low = range.lowerBound
        let high = range.upperBound
        if low < 0xD800, high > 0xDFFF || high >= 0xD800 {
            append(low...0xD7FF, to: &sequences)
            if high > 0xDFFF { append(0xE000...high, to: &sequences) }
            return
        }
        if low >= 0xD800, low <= 0xDFFF {
            if high > 0xDFFF { append(0xE000...high, to: &sequences) }
            return
        }
        for limit in [UInt32(0x7F), 0x7FF, 0xFFFF] where low <= limit && high > limit {
            append(low...limit, to: &sequences)
            append((limit + 1)...high, to: &sequences)
            return
        }
        let length = low <= 0x7F ? 1 : low <= 0x7FF ? 2 : low <= 0xFFFF ? 3 : 4
        for trailing in 1..<max(2, length) where trailing < length {
            let mask: UInt32 = (1 << (6 * UInt32(trailing))) - 1
            guard low & ~mask != high & ~mask else { continue }
            if low & mask != 0 {
                append(low...(low | mask), to: &sequences)
                append(((low | mask) + 1)...high, to: &sequences)
                return
            }
            if high & mask != mask {
                append(low...((high & ~mask) - 1), to: &sequences)
                append((high & ~mask)...high, to: &sequences)
                return
            }
        }
        sequences.append(zip(form(of: low), form(of: high)).map { $0...$1 })
    }

    private static func form(of value: UInt32) -> [UInt8] {
        Unicode.Scalar(value).map { Array(UTF8.encode($0) ?? UTF8.encodedReplacementCharacter) } ?? []
    }
}
