@testable import Atalaya
import AtalayaTesting
import Logging
import Testing

@Suite("Paths that nobody follows")
struct UnfollowedPathsTests {
    @Test("come out in the order in which they were left, those that are followed again excepted")
    func order() {
        var paths = UnfollowedPaths(["a", "b", "c"])
        paths.remove("b")
        paths.remove("a")
        paths.insert("a")
        paths.remove("unknown")
        #expect(paths.count == 2)
        #expect(paths.popOldest() == "c")
        #expect(paths.popOldest() == "a")
        #expect(paths.popOldest() == nil && paths.count == 0)
    }

    @Test("cost a few steps for each that comes or goes, however many there are")
    func cost() {
        var paths = UnfollowedPaths((0..<65_536).map(String.init))
        var steps = paths.steps
        paths.remove("7")
        #expect(paths.steps - steps == 1)
        steps = paths.steps
        // As many come and go as there are.
        for number in 0..<65_536 {
            paths.remove("\(number)")
            paths.insert("\(number)")
        }
        #expect(paths.steps - steps < 65_536 * 6)
        #expect(paths.count == 65_536)
    }

    @Test("cost a checkpoint nothing where something else is noted")
    func noting() throws {
        let files = MemoryFileSystem()
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        func source(_ number: Int) -> Checkpoint.Source {
            Checkpoint.Source(path: "/log/\(number)", nextGeneration: 2, files: [])
        }
        do {
            var book = try CheckpointBook(directory: "/state", files: files, logger: logger)
            book.note(TailProgress(source: "app", paths: (0..<2_000).map(source)))
            book.save()
        }
        var book = try CheckpointBook(directory: "/state", files: files, logger: logger)
        #expect(book.unfollowed.count == 2_000)
        let steps = book.unfollowed.steps
        for _ in 0..<10 { book.note(TailProgress(source: "app", paths: [source(5), source(6)])) }
        #expect(book.unfollowed.steps - steps == 20)
        #expect(book.unfollowed.count == 1_998)
    }
}
