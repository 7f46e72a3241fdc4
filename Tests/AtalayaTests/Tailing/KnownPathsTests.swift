import Atalaya
import AtalayaTesting
import AtalayaZlib
import Logging
import Testing

/// Paths of which the files come, are called otherwise, and go.
@Suite("A tailer and the paths that it knows")
struct KnownPathsTests {
    private let files = MemoryFileSystem()

    private var scene: TailerScene { TailerScene(files: self.files, state: "/state") }

    private static func wait(_ arrivals: TailerScene.Arrivals, _ messages: Set<String>) async throws {
        try await waitUntil("\(messages.sorted())") { Set(arrivals.messages).isSuperset(of: messages) }
        #expect(arrivals.messages.count == messages.count)
        #expect(Set(arrivals.messages) == messages)
    }

    private static func often(_ configuration: inout TailerConfiguration) {
        configuration.rescanInterval = .milliseconds(2)
    }

    /// What the checkpoint on the disk says of a path.
    private func checkpoint(of path: String) throws -> Checkpoint.Source? {
        try self.files.bytes(of: "/state/checkpoint").flatMap { try Checkpoint(decoding: $0)[path] }
    }

    @Test(
        "a file that is rotated away while nobody looks is read on, although nothing has its path any more",
        arguments: ["/log/a.log", "/log/*.log", "/log/*", "/*/a.log"])
    func rotatedAway(pattern: String) async throws {
        self.files.write("one\n", to: "/log/a.log")
        try await self.scene.follow(pattern) { try await Self.wait($0, ["one"]) }
        self.files.append("two\n", to: "/log/a.log")
        self.files.rename("/log/a.log", to: "/log/a.log.1")
        try await self.scene.follow(pattern) { try await Self.wait($0, ["two"]) }
    }

    @Test("a file of which nothing was read yet is found under its older name too, with those that came after it")
    func unread() async throws {
        self.files.write("", to: "/log/a.log")
        try await self.scene.follow("/log/*.log") { [files] _ in
            try await waitUntil("it is read") { files.calls(of: .read) > 3 }
        }
        #expect(try self.checkpoint(of: "/log/a.log")?.files.first?.offset == 0)
        self.files.append("one\n", to: "/log/a.log")
        self.files.rename("/log/a.log", to: "/log/a.log.2")
        self.files.write("two\n", to: "/log/a.log.1")
        try await self.scene.follow("/log/*.log") { try await Self.wait($0, ["one", "two"]) }
    }

    private func compress(_ path: String, to other: String) throws {
        self.files.write(try Zlib.compress(self.files.bytes(of: path) ?? []), to: other)
        self.files.takeAway(path)
    }

    @Test(
        "rotated and compressed while nobody looks, files are read on where that was, with or without one at the path",
        arguments: [true, false], ["/log/a.log", "/log/*"])
    func compressed(isWritten: Bool, pattern: String) async throws {
        let first = (0..<500).map { "line \($0)" }
        self.files.write(first.joined(separator: "\n") + "\n", to: "/log/a.log")
        try await self.scene.follow(pattern) { try await Self.wait($0, Set(first)) }
        self.files.append("one\n", to: "/log/a.log")
        try self.compress("/log/a.log", to: "/log/a.log.3.gz")
        self.files.write("two\n", to: "/log/a.log")
        try self.compress("/log/a.log", to: "/log/a.log.2.gz")
        self.files.write("three\n", to: "/log/a.log.1")
        if isWritten { self.files.write("four\n", to: "/log/a.log") }
        let expected = ["one", "two", "three"] + (isWritten ? ["four"] : [])
        // What is still open is in the checkpoint, by which the next life knows what was read.
        let slowly = { (configuration: inout TailerConfiguration) in configuration.rotatedQuietTime = .seconds(3_600) }
        try await self.scene.follow(pattern, change: slowly) { arrivals in
            try await Self.wait(arrivals, Set(expected))
            #expect(arrivals.messages == expected)
        }
        // And nothing comes again.
        self.files.write("five\n", to: "/log/a.log")
        try await self.scene.follow(pattern) { try await Self.wait($0, ["five"]) }
    }

    @Test("a compressed generation that is damaged is read as far as it goes, reported, and holds up nothing")
    func damaged() async throws {
        let first = (0..<500).map { "line \($0)" }
        self.files.write(first.joined(separator: "\n") + "\n", to: "/log/a.log")
        try await self.scene.follow("/log/a.log") { try await Self.wait($0, Set(first)) }
        try self.compress("/log/a.log", to: "/log/a.log.2.gz")
        let text = (0..<9_000).map { "second \($0 * 7_919)" }
        self.files.write(text.joined(separator: "\n") + "\n", to: "/log/a.log")
        try self.compress("/log/a.log", to: "/log/a.log.1.gz")
        let size = try #require(self.files.bytes(of: "/log/a.log.1.gz")).count
        self.files.truncate("/log/a.log.1.gz", to: size / 2)
        self.files.write("last\n", to: "/log/a.log")
        let scene = self.scene
        try await scene.follow("/log/a.log") { arrivals in
            try await waitUntil("the last line") { arrivals.messages.contains("last") }
            #expect(arrivals.messages.count > 1_000)
            #expect(Array(arrivals.messages.dropLast().prefix(1_000)) == Array(text.prefix(1_000)))
        }
        #expect(scene.log.messages(at: .warning).contains { $0.hasPrefix("/log/a.log.1.gz:") })
    }

    @Test("a file that came and went under the path between two looks is found while nothing has the path")
    func cameAndWent() async throws {
        self.files.write("one\n", to: "/log/a.log")
        try await self.scene.follow("/log/*.log", change: Self.often) { [files] arrivals in
            try await Self.wait(arrivals, ["one"])
            files.rename("/log/a.log", to: "/log/a.log.2")
            files.write("two\n", to: "/log/a.log.1")
            try await Self.wait(arrivals, ["one", "two"])
        }
    }

    @Test("paths of which the files have gone make room for others, however many come")
    func making() async throws {
        let change = { (configuration: inout TailerConfiguration) in configuration.pathsMax = 3 }
        try await self.scene.follow("/log/*.log", change: change) { [files] arrivals in
            for number in 0..<20 {
                files.write("\(number)\n", to: "/log/\(number).log")
                try await waitUntil("line \(number)") { arrivals.messages.contains("\(number)") }
                files.takeAway("/log/\(number).log")
            }
            #expect(arrivals.messages.count == 20)
        }
    }

    @Test("a path that comes back after all its files have gone goes on counting them, and all of them are new")
    func comingBack() async throws {
        let follow = { (messages: Set<String>) in
            let scene = self.scene
            try await scene.follow("/log/*.log", change: Self.often) { [files] arrivals in
                try await Self.wait(arrivals, messages)
                for path in ["/log/a.log", "/log/a.log.1"] where files.bytes(of: path) != nil { files.takeAway(path) }
                try await waitUntil("nobody follows it") {
                    scene.log.messages(at: .debug).contains("does not follow any more")
                }
            }
        }
        self.files.write("one\n", to: "/log/a.log")
        try await follow(["one"])
        let first = try #require(try self.checkpoint(of: "/log/a.log"))
        #expect(first.files.isEmpty && first.nextGeneration > 1)
        self.files.write("two\n", to: "/log/a.log.1")
        self.files.write("three\n", to: "/log/a.log")
        try await follow(["two", "three"])
        #expect(try #require(try self.checkpoint(of: "/log/a.log")).nextGeneration > first.nextGeneration)
    }

    @Test("where a whole directory goes and comes back, reading goes on where it was")
    func directory() async throws {
        self.files.write("one\n", to: "/log/a.log")
        self.files.write("other\n", to: "/other/a.log")
        try await self.scene.follow("/*/a.log", change: Self.often) { try await Self.wait($0, ["one", "other"]) }
        let bytes = try #require(self.files.bytes(of: "/log/a.log"))
        self.files.rename("/log/a.log", to: "/elsewhere/a.txt")
        self.files.removeDirectory("/log")
        try await self.scene.follow("/*/a.log", change: Self.often) { [files] arrivals in
            files.append("another\n", to: "/other/a.log")
            try await Self.wait(arrivals, ["another"])
        }
        self.files.rename("/elsewhere/a.txt", to: "/log/a.log")
        #expect(self.files.bytes(of: "/log/a.log") == bytes)
        self.files.append("two\n", to: "/log/a.log")
        // A directory that is only there again when the tailer has started.
        try await self.scene.follow("/*/a.log", change: Self.often) { try await Self.wait($0, ["two"]) }
    }
}
