import AtalayaLogs
import AtalayaTesting
import Testing

@testable import Atalaya

@Suite("The receiver's book on the disk")
struct ReceptionFileTests {
    private static let path = "/state/reception"

    private static func part(_ events: Range<Int>, of whole: ChunkID) -> ReceptionBook.Entry {
        ReceptionBook.Entry(
            chunk: "part \(events)", checksum: 1, spans: [SourceSpan(source: "a", from: 0, to: 20, records: 3..<11)],
            part: ChunkPart(whole: whole, events: events, eventCount: 8))
    }

    /// Opens it as a receiver that starts does, which writes it anew.
    private static func reopen(_ files: MemoryFileSystem) async throws -> ReceptionBook {
        try await ReceptionFile(path: Self.path, files: files).open(ReceptionBook())
    }

    @Test("says the same after a restart, and after another one, of whole chunks and of those in parts")
    func restarts() async throws {
        let files = MemoryFileSystem()
        try files.makeDirectory("/state")
        var random = SystemRandomNumberGenerator()
        let (complete, incomplete) = (ChunkID(random: &random), ChunkID(random: &random))
        let entries = [
            ReceptionBook.Entry(
                chunk: "whole", checksum: 7, spans: [SourceSpan(source: "b", from: 5, to: 10)]),
            Self.part(0..<4, of: complete), Self.part(4..<8, of: complete), Self.part(2..<6, of: incomplete),
        ]
        var book = ReceptionBook()
        do {
            let file = ReceptionFile(path: Self.path, files: files)
            _ = try await file.open(ReceptionBook())
            for entry in entries {
                book.add(entry)
                try await file.append(entry) { [book] in book }
            }
        }
        for _ in 0..<2 {
            let read = try await Self.reopen(files)
            #expect(read.sources == book.sources)
            #expect(read.records == book.records && read.records["a"]?.ranges == [3..<11])
            #expect(read.incomplete == book.incomplete)
            #expect(Set(read.entries) == Set(book.entries))
            #expect(read.standing(of: Self.part(2..<4, of: incomplete)) == .duplicate)
            #expect(read.standing(of: Self.part(0..<2, of: incomplete)) == .new)
            #expect(read.standing(of: Self.part(0..<2, of: complete)) == .duplicate)
        }
    }
}
