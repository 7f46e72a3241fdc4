import AtalayaLogs
import Testing

enum SpoolSamples {
    static func id(_ byte: UInt8) throws -> ChunkID { try #require(ChunkID(bytes: Array(repeating: byte, count: 16))) }

    static func segment() throws -> SpoolSegmentHeader {
        SpoolSegmentHeader(
            id: try id(0xa5), firstSequence: 10, created: LogTime(seconds: 1_700_000_000, nanoseconds: 7))
    }

    static func record(_ sequence: UInt64, entries: [UInt8]? = nil) throws -> SpoolRecord {
        let spans = [
            SourceSpan(
                source: "a.log", from: sequence * 100, to: sequence * 100 + 50,
                records: sequence % 4 == 0 ? 0..<0 : sequence * 2..<sequence * 2 + 3),
            SourceSpan(source: "żółw.log", from: 0, to: .max),
        ]
        return SpoolRecord(
            sequence: sequence,
            chunk: Chunk(
                id: try id(UInt8(truncatingIfNeeded: sequence)), tag: "app.x", eventCount: 3, rawBytes: 300,
                entries: entries
                    ?? Array(repeating: UInt8(truncatingIfNeeded: sequence), count: 40 + Int(sequence % 7)),
                entriesBytes: 500, isCompressed: sequence % 2 == 0, spans: Array(spans.prefix(Int(sequence % 3)))),
            source: sequence % 5 == 0 ? "" : "application", severity: LogSeverity(rawValue: UInt8(sequence % 7)))
    }

    /// The bytes of a segment, and where each of its records begins.
    static func file(_ records: [SpoolRecord], zeros: Int = 0) throws -> (bytes: [UInt8], offsets: [Int]) {
        let segment = try segment()
        var bytes = segment.encode()
        var offsets: [Int] = []
        for record in records {
            offsets.append(bytes.count)
            try record.encode(segment: segment.id, into: &bytes)
        }
        return (bytes + Array(repeating: 0, count: zeros), offsets)
    }

    static func recover(_ bytes: [UInt8]) throws -> SpoolRecovery {
        SpoolRecovery(try segment(), byteCount: bytes.count) { range in Array(bytes[range.clamped(to: bytes.indices)]) }
    }
}
