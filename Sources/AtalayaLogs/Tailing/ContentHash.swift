/// A 64-bit hash of file contents (FNV-1a), which is written to checkpoints and therefore never changes.
///
/// It tells files apart that were not made to deceive; nothing secret depends on it.
enum ContentHash {
    static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return hash
    }
}
