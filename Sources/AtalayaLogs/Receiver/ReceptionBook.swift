// Design
//
// What lets a receiver say "nothing is missing, and nothing is here twice": the ids of chunks, and for each source that
// says which of its bytes a chunk covers, the ranges that have come. The ranges are compact however long it runs (one, as
// long as nothing is missing); ids are forgotten after a while, oldest first.
//
// Where a source counts its records, the numbers say what is missing: a hole in its bytes may be lines that a filter drops,
// which have no number. What a sender ships again after a crash has the numbers that it had, whatever chunks it is cut into.
//
// A part of a chunk that was split has the spans of the whole. They count when all of its events have come, so that a
// record which the sender gave up shows as a gap: it is missing here, and that is the truth. Parts are split again, under
// new ids: what is here of a whole is known by the numbers of its events.

/// What has been stored, as far as a receiver must know it to tell duplicates and gaps. A value, bounded.
public struct ReceptionBook: Hashable, Sendable {
    /// What is remembered of a stored chunk.
    public struct Entry: Hashable, Sendable {
        /// Its id as it was on the wire; `nil` when it had none.
        public var chunk: String?
        /// CRC-32 of its entries as they came; `nil` for a chunk that came in parts.
        public var checksum: UInt32?
        public var spans: [SourceSpan]
        public var part: ChunkPart?

        public init(chunk: String?, checksum: UInt32?, spans: [SourceSpan] = [], part: ChunkPart? = nil) {
            self.chunk = chunk
            self.checksum = checksum
            self.spans = spans
            self.part = part
        }

        public init(_ batch: ReceivedBatch) {
            var options = batch.options
            // A message of one record does not say so.
            options.size = options.size ?? batch.records.count
            self.init(
                chunk: batch.chunk, checksum: batch.payloadChecksum, spans: options.spans, part: options.part)
        }
    }

    /// What is known of a chunk before it is stored.
    public enum Standing: Hashable, Sendable {
        case new
        /// It is here already, with the same contents.
        case duplicate
        /// It is here already, with other contents: a sender must never do that.
        case altered
    }

    /// Chunks remembered at least; at most twice as many.
    public let rememberedChunksMax: Int
    /// Sources followed; further ones are not.
    public let followedSourcesMax: Int
    /// Chunks of which some parts are here and others not; further ones are not followed.
    public static let incompleteChunksMax = 1_000

    /// The bytes that have come of each source.
    public private(set) var sources: [String: ByteRanges] = [:]
    /// The numbers of the records that have come of each source that counts them.
    public private(set) var records: [String: ByteRanges] = [:]
    /// The events that have come of chunks that were split, as long as some are missing.
    public private(set) var incomplete: [ChunkID: Incomplete] = [:]
    /// The chunks remembered, oldest first.
    public private(set) var entries: [Entry] = []
    private var checksums: [String: UInt32?] = [:]

    /// What is here of a chunk that was split.
    public struct Incomplete: Hashable, Sendable {
        /// The events that have come, by their numbers.
        public fileprivate(set) var events = ByteRanges()
        /// Events in the whole.
        public let eventCount: Int
    }

    public init(rememberedChunksMax: Int = 100_000, followedSourcesMax: Int = 10_000) {
        self.rememberedChunksMax = max(1, rememberedChunksMax)
        self.followedSourcesMax = max(0, followedSourcesMax)
    }

    /// Holes between what has come, over all sources: in the numbers of the records or, where they have none, in the bytes.
    public var gaps: Int { sources.reduce(0) { $0 + (records[$1.key]?.gaps ?? $1.value.gaps) } }

    /// Looks a chunk up.
    public func standing(of entry: Entry) -> Standing {
        if let chunk = entry.chunk, let checksum = checksums[chunk] {
            return checksum == nil || checksum == entry.checksum ? .duplicate : .altered
        }
        guard let part = entry.part else { return .new }
        // The whole, or a larger part, may have been stored although its acknowledgement got lost, and then been split.
        if checksums[part.whole.base64] != nil { return .duplicate }
        let isHere = incomplete[part.whole]?.events.containsAll(
            from: UInt64(part.events.lowerBound), to: UInt64(part.events.upperBound))
        return isHere == true ? .duplicate : .new
    }

    /// A chunk is stored.
    public mutating func add(_ entry: Entry) {
        if isComplete(entry) {
            for span in entry.spans { add(span) }
            if let part = entry.part { remember(part.whole.base64, nil) }
        }
        if let chunk = entry.chunk { remember(chunk, entry.checksum) }
    }

    private mutating func remember(_ chunk: String, _ checksum: UInt32?) {
        checksums[chunk] = .some(checksum)
        entries.append(Entry(chunk: chunk, checksum: checksum))
        // In halves, so that forgetting does not move the whole list for every chunk.
        guard entries.count > rememberedChunksMax * 2 else { return }
        for old in entries.prefix(rememberedChunksMax) { old.chunk.map { checksums[$0] = nil } }
        entries.removeFirst(rememberedChunksMax)
    }

    /// Bytes and records of a source have come.
    public mutating func add(_ span: SourceSpan) {
        guard sources[span.source] != nil || sources.count < followedSourcesMax else { return }
        sources[span.source, default: ByteRanges()].insert(from: span.from, to: span.to)
        guard !span.records.isEmpty else { return }
        records[span.source, default: ByteRanges()].insert(from: span.records.lowerBound, to: span.records.upperBound)
    }

    /// Whether all of what the spans stand for is here with this entry.
    private mutating func isComplete(_ entry: Entry) -> Bool {
        guard let part = entry.part else { return true }
        guard incomplete[part.whole] != nil || incomplete.count < Self.incompleteChunksMax else { return false }
        incomplete[part.whole, default: Incomplete(eventCount: part.eventCount)].events.insert(
            from: UInt64(part.events.lowerBound), to: UInt64(part.events.upperBound))
        guard incomplete[part.whole]?.events.contiguousEnd == UInt64(part.eventCount) else { return false }
        incomplete[part.whole] = nil
        return true
    }
}
