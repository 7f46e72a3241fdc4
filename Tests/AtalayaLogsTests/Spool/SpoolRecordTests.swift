import AtalayaLogs
import Testing

struct SpoolRecordTests {
    @Test("A segment's header is 64 bytes and is read as it was written")
    func segmentHeader() throws {
        let segment = try SpoolSamples.segment()
        let bytes = segment.encode()
        #expect(bytes.count == 64)
        #expect(try SpoolSegmentHeader(decoding: bytes) == segment)
        #expect(try SpoolSegmentHeader(decoding: bytes + [1, 2, 3]) == segment)
    }

    @Test("A segment's header that is cut or has any bit flipped is refused")
    func damagedSegmentHeader() throws {
        let bytes = try SpoolSamples.segment().encode()
        for length in 0..<64 {
            #expect(throws: LogsError(.truncated, "", offset: length)) {
                try SpoolSegmentHeader(decoding: Array(bytes[..<length]))
            }
        }
        for bit in 0..<(64 * 8) {
            var damaged = bytes
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: LogsError.self) { try SpoolSegmentHeader(decoding: damaged) }
        }
    }

    @Test("Records are read as they were written, and begin at multiples of 8")
    func roundTrip() throws {
        let records = try (10..<40).map { try SpoolSamples.record($0) }
        let segment = try SpoolSamples.segment()
        let (bytes, offsets) = try SpoolSamples.file(records)
        for (record, offset) in zip(records, offsets) {
            #expect(offset % 8 == 0)
            #expect(try SpoolRecord(decoding: bytes, at: offset, segment: segment.id) == record)
            let header = try SpoolRecordHeader(decoding: bytes, at: offset, segment: segment.id)
            #expect(header.sequence == record.sequence)
            #expect(header.description.spans == record.chunk.spans && header.description.entries.isEmpty)
            #expect(header.wireBytes == record.chunk.entries.count)
        }
        #expect(bytes.count % 8 == 0)
    }

    @Test("A chunk comes back from the spool as the same bytes for the wire")
    func sameFrame() throws {
        let chunk = try ForwardReceiverTests.chunk(ForwardReceiverTests.records(50))
        let segment = try SpoolSamples.segment()
        var bytes: [UInt8] = []
        try SpoolRecord(sequence: 1, chunk: chunk).encode(segment: segment.id, into: &bytes)
        let restored = try SpoolRecord(decoding: bytes, segment: segment.id)
        #expect(try ForwardFrame.encode(restored.chunk) == (try ForwardFrame.encode(chunk)))
    }

    @Test("A record that is cut anywhere or has any bit flipped is refused")
    func damaged() throws {
        let segment = try SpoolSamples.segment()
        let record = try SpoolSamples.record(11)
        var bytes: [UInt8] = []
        try record.encode(segment: segment.id, into: &bytes)
        // What follows the last checksum is padding and says nothing.
        let padding = bytes.reversed().prefix { $0 == 0 }.count
        for length in 0..<(bytes.count - padding) {
            #expect(throws: LogsError.self) {
                try SpoolRecord(decoding: Array(bytes[..<length]), segment: segment.id)
            }
        }
        for bit in 0..<((bytes.count - padding) * 8) {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: LogsError.self) { try SpoolRecord(decoding: flipped, segment: segment.id) }
        }
    }

    @Test("A record of another segment is refused")
    func otherSegment() throws {
        let record = try SpoolSamples.record(12)
        var bytes: [UInt8] = []
        try record.encode(segment: SpoolSamples.id(1), into: &bytes)
        #expect(throws: LogsError(.checksumMismatch, "", offset: 0)) {
            try SpoolRecord(decoding: bytes, segment: SpoolSamples.id(2))
        }
    }

    @Test("What the format cannot hold is refused and appends nothing")
    func limits() throws {
        var chunk = try SpoolSamples.record(10).chunk
        var bytes: [UInt8] = [1]
        chunk.tag = String(repeating: "t", count: 65_536)
        #expect(throws: LogsError(.limitExceeded, "")) {
            try SpoolRecord(sequence: 1, chunk: chunk).encode(segment: SpoolSamples.id(1), into: &bytes)
        }
        chunk.tag = "t"
        chunk.spans = Array(repeating: SourceSpan(source: "s", from: 0, to: 1), count: 65_536)
        #expect(throws: LogsError(.limitExceeded, "")) {
            try SpoolRecord(sequence: 1, chunk: chunk).encode(segment: SpoolSamples.id(1), into: &bytes)
        }
        chunk.spans = [SourceSpan(source: String(repeating: "s", count: 65_536), from: 0, to: 1)]
        #expect(throws: LogsError(.limitExceeded, "")) {
            try SpoolRecord(sequence: 1, chunk: chunk).encode(segment: SpoolSamples.id(1), into: &bytes)
        }
        chunk.spans = []
        chunk.eventCount = -1
        #expect(throws: LogsError(.limitExceeded, "")) {
            try SpoolRecord(sequence: 1, chunk: chunk).encode(segment: SpoolSamples.id(1), into: &bytes)
        }
        #expect(bytes == [1])
    }

    @Test("Random bytes are refused, never a trap")
    func noise() throws {
        var random = RepeatableRandom(seed: 23)
        let segment = try SpoolSamples.segment()
        for _ in 0..<2000 {
            var noise = (0..<200).map { _ in UInt8.random(in: 0...255, using: &random) }
            noise.replaceSubrange(0..<7, with: [0x41, 0x54, 0x52, 0x45, 0, 0, 0])
            #expect(throws: LogsError.self) { try SpoolRecord(decoding: noise, segment: segment.id) }
        }
        #expect(throws: LogsError.self) { try SpoolRecord(decoding: [], at: -1, segment: segment.id) }
        #expect(throws: LogsError.self) { try SpoolRecord(decoding: [], at: 100, segment: segment.id) }
    }
}
