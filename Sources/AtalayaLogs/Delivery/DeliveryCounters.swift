/// What has happened to chunks and connections since a ``DeliveryMachine`` was made. Every number only grows.
public struct DeliveryCounters: Hashable, Sendable {
    /// Chunks taken over by `enqueue`.
    public var enqueued: UInt64 = 0
    /// Chunks written to a connection, each time counted.
    public var sends: UInt64 = 0
    /// Chunks written again after a failure: each may reach the receiver twice.
    public var resends: UInt64 = 0
    /// Chunks that the receiver has.
    public var acknowledged: UInt64 = 0
    /// Refusals, each time counted.
    public var refusals: UInt64 = 0
    /// Times the receiver asked for time instead of taking a chunk.
    public var deferrals: UInt64 = 0
    /// Chunks given up because the receiver takes others and not them.
    public var quarantined: UInt64 = 0
    /// Chunks that went on as parts, to find the record that the receiver does not take.
    public var splits: UInt64 = 0
    /// Acknowledgements and refusals of chunks that are not here: late, repeated or invented.
    public var unmatchedAnswers: UInt64 = 0
    /// Connection attempts.
    public var connects: UInt64 = 0
    /// Connection attempts that failed or took too long.
    public var connectFailures: UInt64 = 0
    /// Connections that the other side closed or that broke.
    public var disconnects: UInt64 = 0
    /// Connections dropped because an acknowledgement did not come.
    public var acknowledgementTimeouts: UInt64 = 0

    public init() {}
}
