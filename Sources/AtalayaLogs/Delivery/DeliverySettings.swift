/// The limits and times of delivery to one receiver.
public struct DeliverySettings: Hashable, Sendable {
    /// Chunks that may be sent and not yet acknowledged on a connection, at most: see ``AdaptiveWindow``. With 16 chunks of 256 KiB and a round trip of
    /// 20 ms, waiting for acknowledgements does not limit anything below 200 MB/s; with 1 it would at 13 MB/s.
    public var windowChunksMax: Int
    /// Chunks that may be held altogether, sent or not.
    public var heldChunksMax: Int
    /// Bytes of chunks that may be held altogether, sent or not. The last chunk accepted may go beyond it.
    public var heldBytesMax: Int
    /// How long the oldest chunk in flight may wait for its acknowledgement before the connection is dropped.
    public var acknowledgementTimeout: Duration
    /// How long a connection attempt may take.
    public var connectTimeout: Duration
    /// When a connection is replaced, so that load spreads over receivers that have come back.
    public var connectionAgeMax: Duration
    /// How often a receiver may fail on a chunk, while it takes others, before the chunk is split; and on a single
    /// record, before it is quarantined, if it is then beyond bad luck. A failure is a refusal, a connection closed on it, or no answer.
    public var refusalsMax: Int
    /// The longest wait after a first failure.
    public var backoffBase: Duration
    /// The longest wait after many failures: about as long after a receiver is back, it is noticed.
    public var backoffCap: Duration

    /// Makes settings. Counts below 1 are taken as 1.
    public init(
        windowChunksMax: Int = 16, heldChunksMax: Int = 256, heldBytesMax: Int = 8 << 20,
        acknowledgementTimeout: Duration = .seconds(30), connectTimeout: Duration = .seconds(5),
        connectionAgeMax: Duration = .seconds(300), refusalsMax: Int = 3,
        backoffBase: Duration = .milliseconds(100), backoffCap: Duration = .seconds(1)
    ) {
        self.windowChunksMax = max(1, windowChunksMax)
        self.heldChunksMax = max(1, heldChunksMax)
        self.heldBytesMax = max(1, heldBytesMax)
        self.acknowledgementTimeout = acknowledgementTimeout
        self.connectTimeout = connectTimeout
        self.connectionAgeMax = connectionAgeMax
        self.refusalsMax = max(1, refusalsMax)
        self.backoffBase = backoffBase
        self.backoffCap = backoffCap
    }
}
