import AtalayaLogs

/// A segment of the spool after a crash. Recovery must end, must not fail, and must account for every byte up to its end.
struct SpoolTarget: FuzzTarget {
    let name = "spool"

    var seeds: [[UInt8]] {
        var random = SplitMix64(seed: 1)
        let segment = SpoolSegmentHeader(
            id: ChunkID(random: &random), firstSequence: 1, created: LogTime(seconds: 1_767_225_600))
        var bytes = segment.encode()
        for sequence in 1...3 {
            let chunk = Chunk(
                id: ChunkID(random: &random), tag: "app", eventCount: 2, rawBytes: 40,
                entries: Array("entries of it".utf8),
                entriesBytes: 13, isCompressed: false, spans: [SourceSpan(source: "app.log", from: 0, to: 40)])
            try? SpoolRecord(sequence: UInt64(sequence), chunk: chunk).encode(segment: segment.id, into: &bytes)
        }
        return [bytes, bytes + [UInt8](repeating: 0, count: 4096), segment.encode()]
    }

    func run(_ input: [UInt8]) throws(FuzzFailure) {
        _ = SpoolCommit(decoding: input)
        guard let segment = try? SpoolSegmentHeader(decoding: input) else { return }
        let recovery = SpoolRecovery(segment, byteCount: input.count) { range in Array(input[range]) }
        var position = SpoolSegmentHeader.byteCount
        var holes = recovery.holes[...]
        for found in recovery.records {
            if let hole = holes.first, hole.lowerBound == position {
                position = hole.upperBound
                holes.removeFirst()
            }
            try require(found.offset == position, "byte \(position) is neither in a record nor in a hole")
            position += found.header.recordBytes
            _ = try? SpoolRecord(decoding: input, at: found.offset, segment: segment.id)
        }
        // A torn record may stand behind a last hole.
        if let hole = holes.popFirst(), hole.lowerBound == position { position = hole.upperBound }
        try require(position == recovery.end && holes.isEmpty, "the end is at \(recovery.end) and not at \(position)")
    }
}
