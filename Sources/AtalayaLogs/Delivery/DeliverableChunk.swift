/// What can be delivered: a named batch of records that is sent, and sent again, as the same bytes.
public protocol DeliverableChunk: Sendable {
    associatedtype ID: Hashable, Sendable

    /// The name that the receiver acknowledges; it stays the same however often the chunk is sent.
    var id: ID { get }
    /// Bytes that holding the chunk takes.
    var heldBytes: Int { get }
}

extension Chunk: DeliverableChunk {
    public var heldBytes: Int { entries.count }
}
