/// Hashes label values where they are, without making a key.
///
/// Sixteen bytes are one multiplication, so that a label value mostly is. It starts from a number that differs between
/// processes and that no answer of ours shows: who sends label values cannot choose them to collide. Even for who could,
/// a family is bounded, and with it the longest walk.
struct LabelHash {
    private static let first: UInt64 = 0xA076_1D64_78BD_642F
    private static let second: UInt64 = 0xE703_7ED1_A0B4_28DB
    /// Hasher's own seed, which is random unless the environment asks for the same in every run.
    private static let seed = UInt64(bitPattern: Int64(Hasher().finalize()))

    private(set) var value = Self.seed

    @inline(__always)
    mutating func combine(_ text: borrowing String) {
        value = LabelBytes.with(text) { bytes in Self.mix(bytes, value) }
    }

    @inline(__always)
    private static func mix(_ bytes: UnsafeBufferPointer<UInt8>, _ seed: UInt64) -> UInt64 {
        guard let base = bytes.baseAddress, !bytes.isEmpty else { return fold(second, seed ^ first) }
        var place = UnsafeRawPointer(base)
        var left = bytes.count
        var state = seed
        while left > 16 {
            state = fold(
                place.loadUnaligned(as: UInt64.self) ^ first,
                place.loadUnaligned(fromByteOffset: 8, as: UInt64.self) ^ state)
            place += 16
            left &-= 16
        }
        let head: UInt64
        let tail: UInt64
        // The two loads overlap where fewer bytes are left; the length is mixed in, so that this makes no equals.
        if left >= 8 {
            head = place.loadUnaligned(as: UInt64.self)
            tail = place.loadUnaligned(fromByteOffset: left &- 8, as: UInt64.self)
        } else if left >= 4 {
            head = UInt64(place.loadUnaligned(as: UInt32.self))
            tail = UInt64(place.loadUnaligned(fromByteOffset: left &- 4, as: UInt32.self))
        } else {
            head =
                UInt64(place.load(as: UInt8.self)) &<< 8 | UInt64(place.load(fromByteOffset: left / 2, as: UInt8.self))
            tail = UInt64(place.load(fromByteOffset: left &- 1, as: UInt8.self))
        }
        return fold(head ^ second ^ UInt64(truncatingIfNeeded: bytes.count), tail ^ state)
    }

    @inline(__always)
    private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let (high, low) = left.multipliedFullWidth(by: right)
        return high ^ low
    }
}

/// The bytes of a label value.
enum LabelBytes {
    @inline(__always)
    static func with<Result>(_ text: borrowing String, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let text = copy text
        // Strings made outside of Swift may not lie in one piece; those of the standard library here always do.
        return text.utf8.withContiguousStorageIfAvailable(body)
            ?? Array(text.utf8).withUnsafeBufferPointer(body)
    }
}
