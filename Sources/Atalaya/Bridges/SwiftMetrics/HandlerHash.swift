/// The hash of a label and its dimensions, from their bytes, in some ten nanoseconds for three dimensions.
///
/// `Hasher` would take ten times as long: it first makes sure that strings which look alike hash alike. Here equal bytes
/// are enough; another spelling finds the same series by another way. The multiplications are those of wyhash, and the
/// seed is the process's own, so that nobody can send values that all collide.
struct HandlerHash {
    private var state: UInt64

    private static let seed = UInt64.random(in: .min ... .max)
    private static let first: UInt64 = 0xa076_1d64_78bd_642f
    private static let second: UInt64 = 0xe703_7ed1_a0b4_28db

    private init(state: UInt64) {
        self.state = state
    }

    @inline(__always)
    static func value(of label: String, _ dimensions: Span<(String, String)>) -> UInt64 {
        var hash = HandlerHash(state: Self.seed)
        hash.combine(label)
        for index in dimensions.indices {
            hash.combine(dimensions[index].0)
            hash.combine(dimensions[index].1)
        }
        return hash.state
    }

    @inline(__always)
    private mutating func combine(_ text: String) {
        // Always there for Swift's own strings. Their span would count a reference and call into the library.
        let isContiguous: Void? = text.utf8.withContiguousStorageIfAvailable { self.combine($0.span.bytes) }
        if isContiguous == nil { self.combine(Array(text.utf8).span.bytes) }
    }

    @inline(__always)
    private mutating func combine(_ bytes: RawSpan) {
        let count = bytes.byteCount
        var word: UInt64 = 0
        if count >= 8 {
            var offset = 0
            while offset + 8 < count {
                self.fold(bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
                offset += 8
            }
            // The last eight bytes, some of which may have been taken already.
            word = bytes.unsafeLoadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
        } else if count >= 4 {
            word = UInt64(bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt32.self)) << 32
            word |= UInt64(bytes.unsafeLoadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
        } else if count > 0 {
            word = UInt64(bytes.unsafeLoad(fromByteOffset: 0, as: UInt8.self)) << 16
            word |= UInt64(bytes.unsafeLoad(fromByteOffset: count / 2, as: UInt8.self)) << 8
            word |= UInt64(bytes.unsafeLoad(fromByteOffset: count - 1, as: UInt8.self))
        }
        self.state ^= UInt64(truncatingIfNeeded: count)
        self.fold(word)
    }

    @inline(__always)
    private mutating func fold(_ word: UInt64) {
        let product = (self.state ^ Self.first).multipliedFullWidth(by: word ^ Self.second)
        self.state = product.high ^ product.low
    }
}
