@testable import Atalaya
import AtalayaTesting
import Testing

@Suite("The numbers of the records that are shipped")
struct RecordNumberTests {
    private static let path = "/logs/app.log"

    /// Chunks of four lines or so; lines with `no` are dropped.
    private static func scene(
        _ files: MemoryFileSystem, checkpoint: Checkpoint = Checkpoint(), drops: Bool = true
    ) throws -> SessionScene {
        let filters = drops ? try FilterChain([LogFilter(.drop, ["pattern": .text("no")])]) : FilterChain()
        return try SessionScene(Self.path, files: files, checkpoint: checkpoint) { configuration in
            configuration.chunks = ChunkLimits(eventsMax: 4, ageMax: .milliseconds(50))
            configuration.filters = filters
        }
    }

    private static func text(_ lines: Range<Int>) -> String {
        lines.map { $0 % 3 == 1 ? "no \($0)\n" : "line \($0)\n" }.joined()
    }

    /// What is booked of the one file.
    private static func ranges(_ entries: [ReceptionBook.Entry]) -> [Range<UInt64>] {
        var book = ReceptionBook()
        for entry in entries { book.add(entry) }
        #expect(book.records.count == 1)
        return book.records.first?.value.ranges ?? []
    }

    @Test(
        "count those that are shipped, and go on after a restart where the acknowledgements ended",
        arguments: [true, false])
    func restart(drops: Bool) throws {
        let shipped = { (lines: Range<Int>) in UInt64(lines.count { !drops || $0 % 3 != 1 }) }
        let files = MemoryFileSystem()
        try files.makeDirectory("/logs")
        files.write(Self.text(0..<50), to: Self.path)
        let first = try Self.scene(files, drops: drops)
        first.work(until: .seconds(1))
        // What follows arrives, but nobody hears of it before the crash.
        first.acknowledges = false
        files.append(Self.text(50..<70), to: Self.path)
        first.work(until: .seconds(4))
        #expect(Self.ranges(first.entries) == [0..<shipped(0..<70)])
        #expect(first.checkpoint.sources.first?.files.first?.records == shipped(0..<50))

        let second = try Self.scene(files, checkpoint: first.checkpoint, drops: drops)
        files.append(Self.text(70..<90), to: Self.path)
        second.work(until: .seconds(4))
        #expect(Self.ranges(second.entries) == [shipped(0..<50)..<shipped(0..<90)])
        #expect(Self.ranges(first.entries + second.entries) == [0..<shipped(0..<90)])
        // And one chunk that is missing is a gap, whichever it is.
        for index in second.entries.indices.dropLast()
        where second.entries[index].spans.contains(where: { $0.from > 600 }) {
            var entries = first.entries + second.entries
            entries.remove(at: first.entries.count + index)
            #expect(Self.ranges(entries).count == 2)
        }
    }

    @Test("begin anew with each file, and nothing is remembered of those that have gone")
    func rotation() throws {
        let files = MemoryFileSystem()
        try files.makeDirectory("/logs")
        let scene = try Self.scene(files)
        for rotation in 0..<3 {
            files.write(Self.text(rotation * 21..<rotation * 21 + 20), to: Self.path)
            scene.work(until: .seconds(rotation * 100 + 50))
            files.rename(Self.path, to: "\(Self.path).1")
            scene.work(until: .seconds(rotation * 100 + 100))
        }
        var book = ReceptionBook()
        for entry in scene.entries { book.add(entry) }
        #expect(book.records.count == 3)
        #expect(book.records.values.map(\.ranges) == Array(repeating: [0..<13], count: 3))
        #expect(book.gaps == 0)
    }
}
