/// Names a native bucket: its index and on which side of zero it is. Never zero, which stands for no bucket.
struct NativeKey: Hashable, Sendable {
    let code: UInt64

    init(code: UInt64) {
        self.code = code
    }

    @inline(__always)
    init(index: Int, isNegative: Bool) {
        code = UInt64(truncatingIfNeeded: index) << 2 | (isNegative ? 3 : 1)
    }

    var index: Int { Int(truncatingIfNeeded: Int64(bitPattern: code) >> 2) }
    var isNegative: Bool { code & 2 != 0 }

    /// The bucket of a schema so many steps coarser that this one lies in.
    func coarser(by steps: Int) -> NativeKey {
        NativeKey(index: NativeBuckets.coarser(index, by: steps), isNegative: isNegative)
    }
}
