/// What the owner of a ``DeliveryMachine`` must do, in the order given.
public enum DeliveryAction<Chunk: DeliverableChunk>: Sendable {
    /// Open a connection under this number, and report `connected` or `connectFailed` with it.
    case connect(ConnectionNumber)
    /// Write the chunk to the connection.
    case send(Chunk, on: ConnectionNumber)
    /// Close the connection, or stop opening it. Nothing needs to be reported about it any more.
    case closeConnection(ConnectionNumber, reason: CloseReason)
    /// Call `tick` at this time, and forget any earlier such request. A late or a superfluous call does no harm.
    case wakeAt(Duration)
    /// The receiver has the chunk: checkpoints may move past it.
    case acknowledged(Chunk)
    /// The receiver does not take the chunk. It will not be sent again: keep it aside and count it as dropped.
    case quarantined(Chunk, reason: DropReason)
    /// The receiver does not take the chunk as it is. These parts are held in its place, and settled one by one; what
    /// the chunk was made from may be forgotten when all of them are (see ``SplitFamilies``).
    case split(Chunk, into: [Chunk])
    /// There is room again after `canAccept` was false.
    case acceptsAgain
    /// Draining is over, and so is the machine. The chunks were not acknowledged; checkpoints must stay before them.
    case finished(undelivered: [Chunk])
}

extension DeliveryAction: Equatable where Chunk: Equatable {}

/// Tells the connections of one machine apart, so that late news of an old one is not taken for news of the present.
public struct ConnectionNumber: Hashable, Sendable, CustomStringConvertible {
    public let value: UInt64

    public init(_ value: UInt64) { self.value = value }

    public var description: String { "connection \(value)" }
}

/// Why the machine closes a connection. The name is the value of a metric's `reason` label.
public struct CloseReason: Hashable, Sendable {
    public let name: String

    /// Opening the connection took too long.
    public static let connectTimeout = CloseReason(name: "connect_timeout")
    /// The oldest chunk was not acknowledged in time.
    public static let acknowledgementTimeout = CloseReason(name: "acknowledgement_timeout")
    /// The connection has served its time, and nothing is in flight on it.
    public static let age = CloseReason(name: "age")
    /// Everything is delivered, or the time to deliver it is over.
    public static let drained = CloseReason(name: "drained")
}
