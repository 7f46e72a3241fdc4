/// Which of several equal places a thread should use, so that threads seldom meet in one.
///
/// Asking the system who one is costs as much as what is to be made faster, and Swift has no thread-local word. But
/// each thread has a stack of its own, and where that lies is free to know: the address of a local variable. Its low
/// bits change with the depth of the calls and are left out; the rest is spread over the places by a multiplication.
/// Two threads may share a place, and a thread that goes very deep may change it. Nothing but speed depends on it:
/// the places are written atomically, or owned for as long as one writes.
enum ThreadStripe {
    /// Stacks are larger than this, and calls rarely cross its bounds.
    private static let depthBits: UInt = 16

    /// A place below `2^bits`.
    @inline(__always)
    static func index(bits: UInt, salt: UInt = 0) -> Int {
        var local: UInt8 = 0
        let address = withUnsafeMutablePointer(to: &local) { UInt(bitPattern: $0) }
        return index(ofStackAt: address, bits: bits, salt: salt)
    }

    /// 2^64 divided by the golden ratio: consecutive stacks land far from each other.
    @inline(__always)
    static func index(ofStackAt address: UInt, bits: UInt, salt: UInt = 0) -> Int {
        Int(bitPattern: (((address &>> depthBits) ^ salt) &* 0x9E37_79B9_7F4A_7C15) &>> (64 &- bits))
    }
}
