import AtalayaLogs
import AtalayaZlib
import Testing

@Suite("Splitting chunks")
struct ChunkSplittingTests {
    private static func chunk(records: Int, isCompressed: Bool) throws -> Chunk {
        var random = SeededRandom(seed: 1)
        var builder = try ChunkBuilder(tag: "app.x")
        for index in 0..<records {
            // Entries of quite different lengths, so that a half of the events is not a half of the bytes.
            let text = String(repeating: "x", count: index * index % 700) + "\(index)"
            let span = SourceSpan(
                source: "a.log", from: UInt64(index) * 11, to: UInt64(index + 1) * 11,
                records: UInt64(index)..<UInt64(index) + 1)
            try builder.append(
                LogRecord(time: LogTime(seconds: 5), fields: [LogField("n", .string(text))]), lineBytes: 11, span: span,
                at: .zero)
        }
        var compressor = try Compressor()
        let id = ChunkID(random: &random)
        return isCompressed
            ? try builder.seal(id: id, with: &compressor) : try builder.seal(id: id)
    }

    @Test(
        "The halves together are the chunk, byte for byte and event for event", arguments: [true, false], [2, 3, 50])
    func halves(isCompressed: Bool, records: Int) throws {
        var random = SeededRandom(seed: 2)
        let chunk = try Self.chunk(records: records, isCompressed: isCompressed)
        let halves = try chunk.halves(using: &random)
        #expect(halves.count == 2)
        #expect(try halves.flatMap { try $0.plainEntries() } == (try chunk.plainEntries()))
        #expect(halves.map(\.eventCount).reduce(0, +) == records)
        #expect(abs(halves[0].eventCount - halves[1].eventCount) <= 1)
        #expect(halves.map(\.rawBytes).reduce(0, +) == chunk.rawBytes)
        #expect(halves.map(\.entriesBytes).reduce(0, +) == chunk.entriesBytes)
        #expect(Set(halves.map(\.id) + [chunk.id]).count == 3)
        for half in halves {
            #expect(half.isCompressed == isCompressed)
            #expect(half.tag == chunk.tag && half.spans == chunk.spans)
            #expect(half.part?.whole == chunk.id)
            #expect(half.part?.eventCount == records)
            #expect(ForwardOptions(half).spans == chunk.spans)
        }
    }

    @Test("Split to the end, every event is in one part, in order, and knows its place in the first whole")
    func toTheEnd() throws {
        var random = SeededRandom(seed: 3)
        let chunk = try Self.chunk(records: 37, isCompressed: true)
        var parts = [chunk]
        while let index = parts.firstIndex(where: { $0.eventCount > 1 }) {
            parts.replaceSubrange(index...index, with: try parts[index].halves(using: &random))
        }
        #expect(parts.count == 37)
        #expect(parts.map { $0.part?.events } == (0..<37).map { $0..<$0 + 1 })
        #expect(parts.allSatisfy { $0.part?.whole == chunk.id && $0.part?.eventCount == 37 })
        #expect(try parts.flatMap { try $0.plainEntries() } == (try chunk.plainEntries()))
    }

    private static func failure(_ body: () throws -> [Chunk]) -> LogsError.Code? {
        do {
            _ = try body()
            return nil
        } catch {
            return (error as? LogsError)?.code
        }
    }

    @Test("One event, entries that are no entries, and bad gzip are told, not guessed at")
    func impossible() throws {
        var random = SeededRandom(seed: 4)
        let single = try Self.chunk(records: 1, isCompressed: true)
        #expect(Self.failure { try single.halves(using: &random) } == .invalidArgument)
        var short = try Self.chunk(records: 4, isCompressed: false)
        short.eventCount = 5
        #expect(Self.failure { try short.halves(using: &random) } == .malformed)
        short.eventCount = 3
        #expect(Self.failure { try short.halves(using: &random) } == .malformed)
        var corrupt = try Self.chunk(records: 4, isCompressed: true)
        corrupt.entries[corrupt.entries.count / 2] ^= 0x40
        #expect(Self.failure { try corrupt.halves(using: &random) } == .malformed)
        #expect(corrupt.parts(using: &random).isEmpty)
    }

    @Test("A whole is settled with its last part, however its parts were split again")
    func families() {
        var families = SplitFamilies<Int>()
        #expect(families.settle(7) == 7)
        families.split(1, into: [2, 3])
        #expect(families.settle(2) == nil)
        families.split(3, into: [4, 5])
        #expect(families.settle(5) == nil)
        #expect(families.count == 1)
        #expect(families.settle(4) == 1)
        #expect(families.count == 0)
        #expect(families.settle(4) == 4)
    }
}
