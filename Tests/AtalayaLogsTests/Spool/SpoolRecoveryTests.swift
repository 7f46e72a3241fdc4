import AtalayaLogs
import Testing

struct SpoolRecoveryTests {
    static func records() throws -> [SpoolRecord] { try (10..<18).map { try SpoolSamples.record($0) } }

    @Test("Every record is found, with and without room behind the last", arguments: [0, 8, 200_000])
    func sound(zeros: Int) throws {
        let records = try Self.records()
        let (bytes, offsets) = try SpoolSamples.file(records, zeros: zeros)
        let recovery = try SpoolSamples.recover(bytes)
        #expect(recovery.records.map(\.offset) == offsets)
        #expect(recovery.records.map(\.header.sequence) == records.map(\.sequence))
        #expect(recovery.holes.isEmpty && !recovery.hasTornEnd && recovery.tornRecord == nil)
        #expect(recovery.end == bytes.count - zeros)
    }

    @Test("An empty segment can be continued at its beginning", arguments: [0, 1, 4096])
    func empty(zeros: Int) throws {
        let recovery = try SpoolSamples.recover(try SpoolSamples.file([], zeros: zeros).bytes)
        #expect(recovery.records.isEmpty && recovery.holes.isEmpty && !recovery.hasTornEnd)
        #expect(recovery.end == SpoolSegmentHeader.byteCount)
    }

    @Test("A segment cut at any byte keeps the records before it", arguments: [true, false])
    func cut(isPreallocated: Bool) throws {
        let records = try Self.records()
        let (bytes, offsets) = try SpoolSamples.file(records)
        for length in SpoolSegmentHeader.byteCount..<bytes.count {
            let rest = isPreallocated ? Array(repeating: UInt8(0), count: bytes.count - length) : []
            let recovery = try SpoolSamples.recover(bytes[..<length] + rest)
            let whole = zip(offsets.dropFirst() + [bytes.count], records).prefix { $0.0 <= length }.map(\.1.sequence)
            let found = recovery.records.map(\.header.sequence)
            // The last bytes of a record are padding: it may be whole although some of them are missing.
            #expect(found == whole || found == whole + [10 + UInt64(whole.count)], "cut at \(length)")
            #expect(recovery.holes.isEmpty)
            #expect(recovery.end <= length + 7)
        }
    }

    @Test("A flipped byte anywhere costs at most the record that it is in", arguments: [0x01, 0x80, 0xff] as [UInt8])
    func flipped(mask: UInt8) throws {
        let records = try Self.records()
        let (bytes, offsets) = try SpoolSamples.file(records, zeros: 64)
        for position in SpoolSegmentHeader.byteCount..<(bytes.count - 64) {
            var damaged = bytes
            damaged[position] ^= mask
            let recovery = try SpoolSamples.recover(damaged)
            let hit = try #require(offsets.lastIndex { $0 <= position })
            let expected = records.map(\.sequence).filter { $0 != records[hit].sequence }
            let found = recovery.records.map(\.header.sequence)
            #expect(found == expected || found == records.map(\.sequence), "byte \(position)")
            // A damaged header in the middle is a hole, a damaged end is torn, damaged contents show when they are read.
            if found == expected {
                #expect(recovery.holes.count + (recovery.hasTornEnd ? 1 : 0) == 1, "byte \(position)")
            }
        }
    }

    @Test("Whole pages of zeros in the middle cost what they hit, and the rest is found")
    func zeroedPages() throws {
        let records = try (10..<200).map { try SpoolSamples.record($0) }
        let (bytes, offsets) = try SpoolSamples.file(records)
        for page in 1..<(bytes.count / 4096) {
            var damaged = bytes
            let range = page * 4096..<(page + 1) * 4096
            damaged.replaceSubrange(range, with: repeatElement(0, count: 4096))
            let recovery = try SpoolSamples.recover(damaged)
            let ends = offsets.dropFirst() + [bytes.count]
            let untouched = zip(zip(offsets, ends), records)
                .filter { $0.0.1 <= range.lowerBound || $0.0.0 >= range.upperBound }.map(\.1.sequence)
            #expect(Set(untouched).isSubset(of: recovery.records.map(\.header.sequence)))
        }
    }

    @Test("The image of a record inside a damaged one does not pass for genuine")
    func forged() throws {
        // An uncompressed chunk whose content is a complete record, made without the ID of this segment.
        var forged: [UInt8] = []
        try SpoolSamples.record(12).encode(segment: SpoolSamples.id(0), into: &forged)
        for shift in 0..<8 {
            let carrier = try SpoolSamples.record(11, entries: Array(repeating: 0, count: shift) + forged)
            var (bytes, offsets) = try SpoolSamples.file([
                try SpoolSamples.record(10), carrier, try SpoolSamples.record(13),
            ])
            bytes[offsets[1] + 20] ^= 1
            let recovery = try SpoolSamples.recover(bytes)
            #expect(recovery.records.map(\.header.sequence) == [10, 13])
            #expect(recovery.holes == [offsets[1]..<offsets[2]])
        }
    }

    @Test("A record that stands there twice is found once")
    func repeated() throws {
        let records = try [10, 11, 11, 10, 12].map { try SpoolSamples.record($0) }
        let recovery = try SpoolSamples.recover(try SpoolSamples.file(records).bytes)
        #expect(recovery.records.map(\.header.sequence) == [10, 11, 12])
        #expect(recovery.holes.count == 1)
    }

    @Test("A file that becomes shorter while it is read ends the search")
    func shrinking() throws {
        let (bytes, _) = try SpoolSamples.file(try Self.records())
        let recovery = SpoolRecovery(try SpoolSamples.segment(), byteCount: bytes.count * 1000) { range in
            Array(bytes[range.clamped(to: bytes.indices)])
        }
        #expect(recovery.records.count == 8)
    }

    @Test("An error in reading is passed on")
    func failing() throws {
        struct Failure: Error {}
        #expect(throws: Failure.self) {
            try SpoolRecovery(SpoolSamples.segment(), byteCount: 1000) { (_) throws(Failure) in throw Failure() }
        }
    }
}
