import AtalayaZlib

extension Chunk {
    /// The chunk in two halves, each with an id of its own: the way to find the one record that a receiver chokes on.
    ///
    /// Together the parts have the events, the raw bytes and the entries of the chunk, in order; each says in ``part``
    /// what it is of the whole. They are compressed when the chunk was. One inflation and two deflations.
    ///
    /// - Throws: ``LogsError`` with `invalidArgument` for a chunk of one event, `malformed` when the entries are not the
    ///   `eventCount` MessagePack values that they should be, `compression` when zlib fails. Such a chunk is to be
    ///   treated as one.
    public func halves(using random: inout some RandomNumberGenerator) throws(LogsError) -> [Chunk] {
        guard eventCount > 1 else { throw LogsError(.invalidArgument, "a single event cannot be split") }
        let plain = try plainEntries()
        let middle = try boundary(after: eventCount / 2, in: plain)
        let firstRawBytes = plain.isEmpty ? 0 : Int(Int128(rawBytes) * Int128(middle) / Int128(plain.count))
        return [
            try piece(
                plain[..<middle], events: 0..<eventCount / 2, rawBytes: firstRawBytes, id: ChunkID(random: &random)),
            try piece(
                plain[middle...], events: eventCount / 2..<eventCount, rawBytes: rawBytes - firstRawBytes,
                id: ChunkID(random: &random)),
        ]
    }

    /// The entries without compression.
    ///
    /// - Throws: ``LogsError`` with `malformed` when they are not sound, or longer than they should be.
    public func plainEntries() throws(LogsError) -> [UInt8] {
        guard isCompressed else { return entries }
        do {
            return try Zlib.decompress(entries, format: .gzip, outputBytesMax: max(entriesBytes, 1))
        } catch {
            throw LogsError(.malformed, error.message)
        }
    }

    /// Where the entries after the first `count` begin.
    private func boundary(after count: Int, in plain: [UInt8]) throws(LogsError) -> Int {
        var framer = MessagePackFramer(frameBytesMax: plain.count, depthMax: 512)
        var position = 0
        var boundary = 0
        for index in 0..<eventCount {
            guard let end = try framer.endOfFrame(in: plain, from: position) else {
                throw LogsError(.malformed, "the entries end inside a value", offset: position)
            }
            position = end
            if index == count - 1 { boundary = end }
        }
        guard position == plain.count else {
            throw LogsError(.malformed, "there are more entries than events", offset: position)
        }
        return boundary
    }

    private func piece(
        _ plain: ArraySlice<UInt8>, events: Range<Int>, rawBytes: Int, id: ChunkID
    ) throws(LogsError) -> Chunk {
        var piece = self
        piece.id = id
        piece.eventCount = events.count
        piece.rawBytes = rawBytes
        piece.entriesBytes = plain.count
        let first = part?.events.lowerBound ?? 0
        piece.part = ChunkPart(
            whole: part?.whole ?? self.id, events: first + events.lowerBound..<first + events.upperBound,
            eventCount: part?.eventCount ?? eventCount)
        do {
            piece.entries =
                isCompressed ? try Zlib.compress(Array(plain), format: .gzip, level: .default) : Array(plain)
        } catch {
            throw LogsError(.compression, error.message)
        }
        return piece
    }
}
