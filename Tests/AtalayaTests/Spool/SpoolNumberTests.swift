import Atalaya
import AtalayaLogs
import AtalayaTesting
import Testing

/// Numbers and names at the ends of their ranges.
@Suite("A spool and the largest numbers")
struct SpoolNumberTests {
    @Test(
        "goes on where its numbers are at the end of their range, in a segment and in the commit",
        arguments: [UInt64.max, UInt64.max - 1, UInt64.max / 2, UInt64.max / 4] as [UInt64])
    func numbers(first: UInt64) throws {
        let scene = SpoolScene()
        let id = try #require(ChunkID(bytes: Array(repeating: 7, count: 16)))
        let header = SpoolSegmentHeader(id: id, firstSequence: first, created: LogTime(seconds: 1_800_000_000))
        var bytes = header.encode()
        let record = SpoolRecord(sequence: first, chunk: try SpoolScene.chunk(0), source: "app", severity: .info)
        try record.encode(segment: id, into: &bytes)
        scene.disk.write(bytes, to: scene.path(SpoolSegmentName(header).text))
        var expected: [ChunkID] = []
        for start in [1, 11] {
            var store = try scene.open()
            try SpoolScene.fill(&store, start..<start + 10)
            expected += try (start..<start + 10).map { try SpoolScene.chunk($0).id }
            let found = SpoolScene.takeAll(&store)
            // A number that leaves none for what comes is damage; each of the others is there, once.
            #expect(found.map(\.chunk.id).filter { $0 != record.chunk.id } == expected)
            #expect(found.count - expected.count == (first == UInt64.max / 4 ? 1 : 0))
        }
    }

    @Test(
        "takes a tag of 65,535 bytes through a restart, and refuses a longer one", arguments: [65_535, 65_536, 200_000])
    func longTag(bytes: Int) throws {
        var scene = SpoolScene()
        scene.settings = SpoolSettings(freeBytesMin: 0, segmentBytes: 1 << 20)
        var chunk = try SpoolScene.chunk(1)
        chunk.tag = String(repeating: "t", count: bytes)
        do {
            var store = try scene.open()
            switch store.append(chunk, source: "app", at: .zero) {
            case .written: #expect(bytes <= 65_535)
            case .refused(let reason): #expect(bytes > 65_535 && reason == .unencodable)
            default: Issue.record("neither taken nor refused")
            }
            try SpoolScene.fill(&store, 2..<4)
        }
        var store = try scene.open()
        let found = SpoolScene.takeAll(&store).map(\.chunk)
        #expect(found.count == (bytes <= 65_535 ? 3 : 2))
        #expect(bytes > 65_535 || found.first == chunk)
    }

    @Test("a tag of 64 KiB crosses the wire, and a strict receiver takes it", arguments: [65_535, 65_536, 65_537])
    func longTagOnTheWire(bytes: Int) throws {
        let tag = String(repeating: "t", count: bytes)
        var builder = try ChunkBuilder(tag: tag)
        try builder.append(
            LogRecord(time: LogTime(seconds: 1), fields: [LogField("n", .integer(1))]), lineBytes: 2, span: nil,
            at: .zero)
        var random = SeededRandom(seed: 1)
        let frame = try ForwardFrame.encode(try builder.seal(id: ChunkID(random: &random)))
        var receiver = ForwardReceiver()
        var tags: [String] = []
        for part in [frame.prefix(3), frame.dropFirst(3)] {
            for case .batch(let batch) in receiver.receive(Array(part)) { tags.append(batch.tag) }
        }
        #expect(tags == [tag])
    }
}
