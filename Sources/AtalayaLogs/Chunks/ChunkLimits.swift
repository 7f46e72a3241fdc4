/// When a chunk is full, and when it is old enough to go as it is.
public struct ChunkLimits: Hashable, Sendable {
    /// No chunk has more bytes of entries before compression than this. Fluent Bit takes 6,144,000 bytes and closes the
    /// connection on more; 4 MiB leaves it room.
    public static let chunkBytesCeiling = 4 << 20

    /// Bytes of entries, before compression, from which a chunk is full. It may exceed this by its last entry.
    ///
    /// Gzip gains less than a hundredth from chunks beyond 256 KiB, and loses a tenth at 16 KiB.
    public let bytesMax: Int
    /// The most bytes in one entry; such a one on top of an almost full chunk stays below the ceiling.
    public let entryBytesMax: Int
    /// Events from which a chunk is full.
    public let eventsMax: Int
    /// How long after its first event a chunk may wait for more.
    public let ageMax: Duration

    /// Makes limits, holding them to what is possible: at least one byte and one event, half the ceiling in bytes.
    public init(bytesMax: Int = 256 << 10, eventsMax: Int = 100_000, ageMax: Duration = .milliseconds(200)) {
        self.bytesMax = min(max(1, bytesMax), Self.chunkBytesCeiling / 2)
        self.eventsMax = max(1, eventsMax)
        self.ageMax = max(.zero, ageMax)
        entryBytesMax = Self.chunkBytesCeiling - self.bytesMax
    }
}
