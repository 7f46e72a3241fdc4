/// What a receiver takes, and what it lets pass.
public struct ForwardReceiverConfiguration: Hashable, Sendable {
    /// Bytes in one message. A connection holds at most about this much of unread input.
    public var frameBytesMax: Int
    /// Bytes of the entries of one message after decompression.
    public var decompressedBytesMax: Int
    /// How deep arrays and maps may lie inside each other, counted over the whole message.
    public var depthMax: Int
    /// Values in one message, counting keys and containers; bounds the memory that records take.
    public var valuesMax: Int
    /// Rules that are reported and then let pass. Only those that can be tolerated count.
    public var toleratedRules: Set<ForwardRule>

    /// The defaults take every chunk that `ChunkBuilder` makes and Fluentd's memory buffers at their defaults, and
    /// tolerate nothing.
    public init(
        frameBytesMax: Int = 16 << 20, decompressedBytesMax: Int = 64 << 20, depthMax: Int = 64,
        valuesMax: Int = 4_000_000, toleratedRules: Set<ForwardRule> = []
    ) {
        self.frameBytesMax = max(1, frameBytesMax)
        self.decompressedBytesMax = max(0, decompressedBytesMax)
        self.depthMax = min(max(4, depthMax), 512)
        self.valuesMax = max(1, valuesMax)
        self.toleratedRules = toleratedRules
    }

    /// Reports every rule that is broken, and goes on wherever that is possible: for senders that are not our own.
    public static let tolerant = ForwardReceiverConfiguration(
        toleratedRules: Set(ForwardRule.all.filter(\.canBeTolerated)))

    func tolerates(_ rule: ForwardRule) -> Bool { rule.canBeTolerated && toleratedRules.contains(rule) }

    var valueLimits: MessagePackLimits {
        MessagePackLimits(
            depthMax: depthMax, valueBytesMax: max(frameBytesMax, decompressedBytesMax), valuesMax: valuesMax)
    }
}
