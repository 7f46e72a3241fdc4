import AtalayaZlib

/// A chunk in the spool: exactly the bytes that go on the wire, and what is known about them.
public struct SpoolRecord: Hashable, Sendable {
    /// The record's place in the order of the spool, counting over all segments without gaps.
    public var sequence: UInt64
    public var chunk: Chunk
    /// The name of the account that the chunk's records are on, so that the books still balance after a restart. At most
    /// 65,535 bytes.
    public var source: String
    /// The highest severity in the chunk.
    public var severity: LogSeverity

    public init(sequence: UInt64, chunk: Chunk, source: String = "", severity: LogSeverity = .info) {
        self.sequence = sequence
        self.chunk = chunk
        self.source = source
        self.severity = severity
    }

    /// What stands in front of the bytes for the wire.
    public var header: SpoolRecordHeader { SpoolRecordHeader(self) }

    /// Appends the record to `bytes`, which must end at a multiple of 8 from the beginning of the segment.
    ///
    /// - Parameter segment: The ID of the segment that the record is for; in another one it will not be read.
    /// - Throws: `.limitExceeded` for a chunk that is larger than the format allows. Nothing has been appended then.
    public func encode(segment: ChunkID, into bytes: inout [UInt8]) throws(LogsError) {
        let start = bytes.count
        try SpoolRecordHeader.write(self, segment: segment, into: &bytes)
        bytes.append(contentsOf: chunk.entries)
        bytes.appendBigEndian(Checksum.crc32(chunk.entries))
        bytes.append(contentsOf: repeatElement(0, count: (8 - (bytes.count - start) % 8) % 8))
    }

    /// Reads the record that begins at `offset`, and checks all of it.
    ///
    /// - Throws: `.truncated`, `.malformed` or `.checksumMismatch`.
    public init(decoding bytes: [UInt8], at offset: Int = 0, segment: ChunkID) throws(LogsError) {
        let header = try SpoolRecordHeader(decoding: bytes, at: offset, segment: segment)
        let start = offset + header.headerBytes
        guard bytes.count - start >= header.wireBytes + 4 else {
            throw LogsError(.truncated, "the bytes end inside the contents of a record", offset: offset)
        }
        let end = start + header.wireBytes
        let wire = bytes[start..<end]
        guard Checksum.crc32(wire.span.bytes) == bytes.bigEndian32(at: end) else {
            throw LogsError(.checksumMismatch, "the contents of a record are damaged", offset: start)
        }
        sequence = header.sequence
        source = header.source
        severity = header.severity
        chunk = header.description
        chunk.entries = Array(wire)
    }
}
