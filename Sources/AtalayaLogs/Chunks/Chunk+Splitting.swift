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
        return try parts(with: [eventCount / 2, eventCount - eventCount / 2], using: &random)
    }

    /// The chunk in parts with so many events each, which together are all of them: as ``halves(using:)``, for when it is
    /// known where to split.
    ///
    /// - Throws: ``LogsError`` as there, and `invalidArgument` for counts that are not those of the chunk.
    public func parts(
        with counts: [Int], using random: inout some RandomNumberGenerator
    ) throws(LogsError) -> [Chunk] {
        guard counts.allSatisfy({ $0 > 0 }),
            counts.reduce(0, { $0.addingReportingOverflow($1).partialValue }) == eventCount
        else { throw LogsError(.invalidArgument, "the parts are not the \(eventCount) events of the chunk") }
        let plain = try plainEntries()
        var pieces: [Chunk] = []
        var (event, start, rawStart) = (0, 0, 0)
        for end in try boundaries(after: counts, in: plain) {
            let count = counts[pieces.count]
            // By their share of the entries: which bytes belong to which event is not known.
            let rawEnd = plain.isEmpty ? 0 : Int(Int128(rawBytes) * Int128(end) / Int128(plain.count))
            pieces.append(
                try piece(
                    plain[start..<end], events: event..<event + count, rawBytes: rawEnd - rawStart,
                    id: ChunkID(random: &random)))
            (event, start, rawStart) = (event + count, end, rawEnd)
        }
        return pieces
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

    /// Where the entries end of so many events each.
    private func boundaries(after counts: [Int], in plain: [UInt8]) throws(LogsError) -> [Int] {
        var framer = MessagePackFramer(frameBytesMax: plain.count, depthMax: 512)
        var position = 0
        var boundaries: [Int] = []
        for count in counts {
            for _ in 0..<count {
                guard let end = try framer.endOfFrame(in: plain, from: position) else {
                    throw LogsError(.malformed, "the entries end inside a value", offset: position)
                }
                position = end
            }
            boundaries.append(position)
        }
        guard position == plain.count else {
            throw LogsError(.malformed, "there are more entries than events", offset: position)
        }
        return boundaries
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
