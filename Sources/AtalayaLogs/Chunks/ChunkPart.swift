/// Which part of a chunk another chunk is: a chunk that a receiver does not take is split to find out what is wrong in
/// it.
///
/// Parts go over the wire with the spans of the whole, because nobody knows which bytes belong to which event; by the
/// numbers here a receiver knows when it has all of it.
public struct ChunkPart: Hashable, Sendable {
    /// The chunk that was sealed and split first, however often its parts were split again.
    public var whole: ChunkID
    /// The events of the whole that are in this part, counted from 0.
    public var events: Range<Int>
    /// Events in the whole.
    public var eventCount: Int

    public init(whole: ChunkID, events: Range<Int>, eventCount: Int) {
        self.whole = whole
        self.events = events
        self.eventCount = eventCount
    }
}
