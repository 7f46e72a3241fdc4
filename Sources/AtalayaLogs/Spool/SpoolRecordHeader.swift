import AtalayaZlib

/// Everything about a chunk in the spool except the bytes that go on the wire.
///
/// Recovery reads only these, and skips from one to the next.
public struct SpoolRecordHeader: Hashable, Sendable {
    /// Bytes in front of the tag: enough to know how long the header is.
    public static let fixedBytes = 72
    /// The most bytes that a header may have; also what a recovering reader holds of one record.
    public static let headerBytesMax = 8 << 20
    /// The most bytes on the wire that a record may have.
    public static let wireBytesMax = 64 << 20
    static let magic: UInt32 = 0x4154_5245  // ATRE

    private static let compressedFlag: UInt32 = 1
    /// The spans say which records begin in them.
    private static let numberedFlag: UInt32 = 2

    /// The record's place in the order of the spool, counting over all segments.
    public var sequence: UInt64
    /// Bytes of this header, with its checksum.
    public var headerBytes: Int
    /// Bytes that go on the wire.
    public var wireBytes: Int
    /// The chunk, without its entries.
    public var description: Chunk
    /// Whose account the records are on; see ``SpoolRecord/source``.
    public var source: String
    /// The highest severity in the chunk.
    public var severity: LogSeverity

    /// Bytes of the whole record, with checksums and padding.
    public var recordBytes: Int { (headerBytes + wireBytes + 4 + 7) / 8 * 8 }

    init(_ record: SpoolRecord) {
        sequence = record.sequence
        headerBytes = Self.headerBytes(of: record)
        wireBytes = record.chunk.entries.count
        description = record.chunk
        description.entries = []
        source = record.source
        severity = record.severity
    }

    private static func headerBytes(of record: SpoolRecord) -> Int {
        let spanBytes = isNumbered(record.chunk) ? 34 : 18
        let spansBytes = record.chunk.spans.reduce(0) { $0 + spanBytes + $1.source.utf8.count }
        return fixedBytes + record.chunk.tag.utf8.count + record.source.utf8.count + spansBytes + 4
    }

    private static func isNumbered(_ chunk: Chunk) -> Bool { chunk.spans.contains { !$0.records.isEmpty } }

    // MARK: - Writing

    /// Appends the header of `chunk` to `bytes`.
    static func write(
        _ record: SpoolRecord, segment: ChunkID, into bytes: inout [UInt8]
    ) throws(LogsError) {
        let start = bytes.count
        let (sequence, chunk) = (record.sequence, record.chunk)
        guard let tagBytes = UInt16(exactly: chunk.tag.utf8.count), let spanCount = UInt16(exactly: chunk.spans.count),
            let events = UInt32(exactly: chunk.eventCount), let entriesBytes = UInt32(exactly: chunk.entriesBytes),
            let rawBytes = UInt64(exactly: chunk.rawBytes), chunk.entries.count <= wireBytesMax,
            let sourceBytes = UInt16(exactly: record.source.utf8.count)
        else { throw LogsError(.limitExceeded, "the chunk is larger than a record of the spool") }
        let headerBytes = headerBytes(of: record)
        let isNumbered = isNumbered(chunk)
        guard headerBytes <= headerBytesMax, chunk.spans.allSatisfy({ $0.source.utf8.count <= 0xffff }) else {
            throw LogsError(.limitExceeded, "the chunk names more sources than a record of the spool can hold")
        }
        bytes.appendBigEndian(magic)
        bytes.appendBigEndian(UInt32(headerBytes))
        bytes.appendBigEndian((chunk.isCompressed ? compressedFlag : 0) | (isNumbered ? numberedFlag : 0))
        bytes.appendBigEndian(events)
        bytes.appendBigEndian(sequence)
        bytes += chunk.id.bytes
        bytes.appendBigEndian(UInt64(0))
        bytes.appendBigEndian(rawBytes)
        bytes.appendBigEndian(entriesBytes)
        bytes.appendBigEndian(UInt32(chunk.entries.count))
        bytes.appendBigEndian(tagBytes)
        bytes.appendBigEndian(spanCount)
        bytes.appendBigEndian(sourceBytes)
        bytes.append(record.severity.rawValue)
        bytes.append(0)
        bytes += chunk.tag.utf8
        bytes += record.source.utf8
        for span in chunk.spans {
            bytes.appendBigEndian(UInt16(span.source.utf8.count))
            bytes += span.source.utf8
            bytes.appendBigEndian(span.from)
            bytes.appendBigEndian(span.to)
            guard isNumbered else { continue }
            bytes.appendBigEndian(span.records.lowerBound)
            bytes.appendBigEndian(span.records.upperBound)
        }
        let covered = bytes[start...]
        bytes.appendBigEndian(checksum(covered, segment: segment))
    }

    private static func checksum(_ bytes: ArraySlice<UInt8>, segment: ChunkID) -> UInt32 {
        Checksum.crc32(bytes.span.bytes, continuing: Checksum.crc32(segment.bytes))
    }

    // MARK: - Reading

    /// The length of the header whose first bytes stand at `offset`, or `nil` when there is none.
    static func headerBytes(_ bytes: [UInt8], at offset: Int) -> Int? {
        guard bytes.count - offset >= 8, bytes.bigEndian32(at: offset) == magic else { return nil }
        let count = Int(bytes.bigEndian32(at: offset + 4))
        return (fixedBytes + 4...headerBytesMax).contains(count) ? count : nil
    }

    /// Reads the header that begins at `offset`.
    ///
    /// - Throws: `.truncated`, `.malformed` when there is no header, `.checksumMismatch` when it is damaged or belongs to
    ///   another segment.
    public init(decoding bytes: [UInt8], at offset: Int = 0, segment: ChunkID) throws(LogsError) {
        guard offset >= 0, bytes.count - offset >= 8 else {
            throw LogsError(.truncated, "the bytes end inside a record", offset: offset)
        }
        guard let headerBytes = Self.headerBytes(bytes, at: offset) else {
            throw LogsError(.malformed, "no record begins here", offset: offset)
        }
        guard bytes.count - offset >= headerBytes else {
            throw LogsError(.truncated, "the bytes end inside the header of a record", offset: offset)
        }
        let end = offset + headerBytes - 4
        guard Self.checksum(bytes[offset..<end], segment: segment) == bytes.bigEndian32(at: end) else {
            throw LogsError(.checksumMismatch, "the header of a record is damaged", offset: offset)
        }
        // From here on the bytes are our own; still nothing is believed that could lead outside of them.
        let flags = bytes.bigEndian32(at: offset + 8)
        self.headerBytes = headerBytes
        sequence = bytes.bigEndian64(at: offset + 16)
        wireBytes = Int(bytes.bigEndian32(at: offset + 60))
        let tagEnd = offset + Self.fixedBytes + Int(bytes.bigEndian16(at: offset + 64))
        let sourceEnd = tagEnd + Int(bytes.bigEndian16(at: offset + 68))
        guard sourceEnd <= end, wireBytes <= Self.wireBytesMax,
            let rawBytes = Int(exactly: bytes.bigEndian64(at: offset + 48)),
            let id = ChunkID(bytes: bytes[(offset + 24)..<(offset + 40)]),
            let tag = String(validating: bytes[(offset + Self.fixedBytes)..<tagEnd], as: UTF8.self), !tag.isEmpty,
            let source = String(validating: bytes[tagEnd..<sourceEnd], as: UTF8.self)
        else { throw LogsError(.malformed, "the header of a record contradicts itself", offset: offset) }
        self.source = source
        severity = LogSeverity(rawValue: bytes[offset + 70])
        description = Chunk(
            id: id, tag: tag, eventCount: Int(bytes.bigEndian32(at: offset + 12)), rawBytes: rawBytes, entries: [],
            entriesBytes: Int(bytes.bigEndian32(at: offset + 56)), isCompressed: flags & Self.compressedFlag != 0,
            spans: try Self.spans(
                bytes, in: sourceEnd..<end, count: Int(bytes.bigEndian16(at: offset + 66)),
                areNumbered: flags & Self.numberedFlag != 0, record: offset))
    }

    private static func spans(
        _ bytes: [UInt8], in range: Range<Int>, count: Int, areNumbered: Bool, record: Int
    ) throws(LogsError) -> [SourceSpan] {
        var spans: [SourceSpan] = []
        var position = range.lowerBound
        let numbersBytes = areNumbered ? 32 : 16
        for _ in 0..<count {
            guard range.upperBound - position >= 2 else { break }
            let sourceEnd = position + 2 + Int(bytes.bigEndian16(at: position))
            guard range.upperBound - sourceEnd >= numbersBytes,
                let source = String(validating: bytes[(position + 2)..<sourceEnd], as: UTF8.self)
            else { break }
            var span = SourceSpan(
                source: source, from: bytes.bigEndian64(at: sourceEnd), to: bytes.bigEndian64(at: sourceEnd + 8))
            if areNumbered {
                let (first, end) = (bytes.bigEndian64(at: sourceEnd + 16), bytes.bigEndian64(at: sourceEnd + 24))
                guard first <= end else { break }
                span.records = first..<end
            }
            spans.append(span)
            position = sourceEnd + numbersBytes
        }
        guard spans.count == count, position == range.upperBound else {
            throw LogsError(.malformed, "the header of a record contradicts itself", offset: record)
        }
        return spans
    }
}
