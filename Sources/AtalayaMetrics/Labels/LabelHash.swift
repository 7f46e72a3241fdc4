/// Hashes label values where they are, without making a key.
///
/// Sixteen bytes are one multiplication, so that a label value mostly is. It starts from a number that differs between
/// processes and that no answer of ours shows: who sends label values cannot choose them to collide. Even for who could,
/// a family is bounded, and with it the longest walk. Equal bytes are what it takes for equal: `Hasher` would first make sure
/// that strings which look alike hash alike, which takes ten times as long.
///
/// The bridge to swift-metrics finds its handlers by it too. It is inlinable for that: a call for each string would cost
/// as much as the hash.
package struct LabelHash {
    @inlinable package static var first: UInt64 { 0xA076_1D64_78BD_642F }
    @inlinable package static var second: UInt64 { 0xE703_7ED1_A0B4_28DB }
    /// Hasher's own seed, which is random unless the environment asks for the same in every run.
    package static let seed = UInt64(bitPattern: Int64(Hasher().finalize()))

    package var value: UInt64

    @inlinable
    @inline(__always)
    package init() {
        value = Self.seed
    }

    @inlinable
    @inline(__always)
    package mutating func combine(_ text: borrowing String) {
        value = LabelBytes.with(text) { bytes in Self.mix(bytes, value) }
    }

    @inlinable
    @inline(__always)
    package static func mix(_ bytes: UnsafeBufferPointer<UInt8>, _ seed: UInt64) -> UInt64 {
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

    @inlinable
    @inline(__always)
    package static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let (high, low) = left.multipliedFullWidth(by: right)
        return high ^ low
    }
}

/// The bytes of a label value.
package enum LabelBytes {
    @inlinable
    @inline(__always)
    package static func with<Result>(_ text: borrowing String, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result
    {
        let text = copy text
        // Strings made outside of Swift may not lie in one piece; those of the standard library here always do.
        return text.utf8.withContiguousStorageIfAvailable(body)
            ?? Array(text.utf8).withUnsafeBufferPointer(body)
    }

    /// The bytes of a text, and how many they are, in a hash.
    static func hash(_ text: String, into hasher: inout Hasher) {
        with(text) { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(text.utf8.count)
    }
}
