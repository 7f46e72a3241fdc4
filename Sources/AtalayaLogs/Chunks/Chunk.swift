/// A sealed batch of events under one tag: the unit that is sent, acknowledged, retried and stored.
///
/// Its entries are the bytes that go on the wire, compressed once; resending costs no work and sends the same bytes.
public struct Chunk: Hashable, Sendable {
    public var id: ChunkID
    /// What the receiver routes by. Not empty.
    public var tag: String
    /// Events in the entries.
    public var eventCount: Int
    /// Bytes of the lines (or other input) that the events were made of: the measure of the ledger.
    public var rawBytes: Int
    /// The entries as they go on the wire: MessagePack, in one gzip member when `isCompressed`.
    public var entries: [UInt8]
    /// Bytes of the entries before compression.
    public var entriesBytes: Int
    public var isCompressed: Bool
    /// The parts of sources that this chunk covers, in the order in which they were read.
    public var spans: [SourceSpan]
    /// What this is of a chunk that was split; `nil` for a chunk as it was sealed.
    public var part: ChunkPart?
    /// The highest severity of its events, where the source knows it: what is given up last.
    public var severity = LogSeverity.info

    public init(
        id: ChunkID, tag: String, eventCount: Int, rawBytes: Int, entries: [UInt8], entriesBytes: Int,
        isCompressed: Bool, spans: [SourceSpan] = [], part: ChunkPart? = nil
    ) {
        self.id = id
        self.tag = tag
        self.eventCount = eventCount
        self.rawBytes = rawBytes
        self.entries = entries
        self.entriesBytes = entriesBytes
        self.isCompressed = isCompressed
        self.spans = spans
        self.part = part
    }
}
