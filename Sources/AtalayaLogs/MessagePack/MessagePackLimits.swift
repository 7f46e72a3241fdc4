/// How much MessagePack from someone else may ask of us.
///
/// A length in a header costs the sender nothing; so nothing is allocated on the strength of a header alone, and what
/// is allowed at all is bounded here.
public struct MessagePackLimits: Hashable, Sendable {
    /// How deep arrays and maps may lie inside each other. At most 512, because reading goes down the stack.
    public var depthMax: Int
    /// Bytes in one string, binary or extension value.
    public var valueBytesMax: Int
    /// Values in all, counting keys and the containers themselves. In memory a value takes some 50 bytes where one was
    /// enough on the wire, so this bounds the memory.
    public var valuesMax: Int

    public init(depthMax: Int = 64, valueBytesMax: Int = 16 << 20, valuesMax: Int = 2_000_000) {
        self.depthMax = min(max(0, depthMax), 512)
        self.valueBytesMax = max(0, valueBytesMax)
        self.valuesMax = max(0, valuesMax)
    }
}
