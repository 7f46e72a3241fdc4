/// The records of a chunk, as an output needs them.
public struct RecordBatch: Hashable, Sendable {
    public var tag: String
    public var records: [LogRecord]
    /// A name for the whole, the same whenever it is sent. Base64 for URLs.
    private let name: String
    /// Where in the whole these records begin.
    private let firstIndex: Int

    /// - Parameters:
    ///   - id: Of the chunk as it was sealed.
    ///   - firstIndex: Where in it the records begin, when it was split.
    public init(tag: String, records: [LogRecord], id: ChunkID, firstIndex: Int = 0) {
        self.tag = tag
        self.records = records
        self.firstIndex = firstIndex
        name = String(
            id.base64.compactMap { $0 == "=" ? nil : $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
    }

    /// Reads the entries of a chunk.
    ///
    /// - Throws: ``LogsError`` with `malformed` or `truncated` when they are not the `eventCount` entries that they should
    ///   be.
    public init(_ chunk: Chunk) throws(LogsError) {
        let plain = try chunk.plainEntries()
        var records: [LogRecord] = []
        records.reserveCapacity(min(chunk.eventCount, plain.count))
        var reader = MessagePackReader(
            plain,
            limits: MessagePackLimits(depthMax: 512, valueBytesMax: plain.count, valuesMax: max(1, plain.count)))
        while !reader.isAtEnd {
            let start = reader.position
            guard try reader.readArrayHeader() == 2 else {
                throw LogsError(.malformed, "an entry is not a time and a record", offset: start)
            }
            let time = try reader.readEventTime()
            records.append(LogRecord(time: time, fields: try reader.readFields()))
        }
        guard records.count == chunk.eventCount else {
            throw LogsError(.malformed, "\(records.count) entries in a chunk of \(chunk.eventCount) events")
        }
        self.init(
            tag: chunk.tag, records: records, id: chunk.part?.whole ?? chunk.id,
            firstIndex: chunk.part?.events.lowerBound ?? 0)
    }

    /// A name for a record that it keeps whenever it is sent, also in a part of its chunk, so that a server can tell that
    /// it has it.
    func name(ofRecord index: Int) -> String { "\(name)-\(firstIndex + index)" }
}
