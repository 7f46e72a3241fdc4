/// What can be delivered: a named batch of records that is sent, and sent again, as the same bytes.
public protocol DeliverableChunk: Sendable {
    associatedtype ID: Hashable, Sendable

    /// The name that the receiver acknowledges; it stays the same however often the chunk is sent.
    var id: ID { get }
    /// Bytes that holding the chunk takes.
    var heldBytes: Int { get }

    /// The chunk in smaller ones with names of their own, which together are the same; none when it cannot be split.
    ///
    /// Asked of a chunk that a receiver does not take, to find the record that is to blame.
    func parts(using random: inout some RandomNumberGenerator) -> [Self]
}

extension DeliverableChunk {
    public func parts(using random: inout some RandomNumberGenerator) -> [Self] { [] }
}

extension Chunk: DeliverableChunk {
    public var heldBytes: Int { entries.count }

    public func parts(using random: inout some RandomNumberGenerator) -> [Chunk] {
        // What cannot be read cannot be split either, and stays one.
        (try? halves(using: &random)) ?? []
    }
}
