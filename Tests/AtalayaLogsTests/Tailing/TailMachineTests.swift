import AtalayaLogs
import Testing

@Suite("Following a path, one event at a time")
struct TailMachineTests {
    static func lines(_ prefix: String, _ count: Int = 20) -> [String] { (0..<count).map { "\(prefix) line \($0)" } }

    static func text(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }

    @Test("A file is read from its beginning, and what is appended is read as it comes")
    func appending() {
        var world = TailWorld()
        world.look()
        #expect(world.shipped == [])
        world.write("one\ntwo\nthr")
        world.look()
        world.look()
        #expect(world.shipped == ["one", "two"])
        world.write("ee\n")
        world.look()
        #expect(world.shipped == ["one", "two", "three"])
        #expect(world.violations == [])
        #expect(world.machine.status.map(\.offset) == [14])
    }

    @Test("A file that is already there is skipped to its end only if asked to, and only the first one")
    func startsAtEnd() {
        var world = TailWorld(settings: TailSettings(startsAtEnd: true))
        world.write("old\n")
        world.look()
        world.write("new\n")
        world.look()
        world.rename()
        world.write("next\n")
        world.look()
        #expect(world.shipped == ["new", "next"])
    }

    @Test(
        "After a rename the old file is read to its end before the new one, and late lines of its writer are not lost")
    func rename() {
        var world = TailWorld()
        world.write("a\n")
        world.look()
        world.write("b\n")
        world.rename()
        world.write("c\n", to: "app.log.1")
        world.look()
        #expect(world.shipped == ["a", "b", "c"])
        world.write("d\n")
        world.look()
        world.write("late\n", to: "app.log.1")
        world.write("e\n")
        world.now += .seconds(50)
        world.look()
        #expect(world.shipped == ["a", "b", "c", "d", "late", "e"])
        #expect(world.ends == [])
        #expect(world.notices == [TailNotice(.rotated, path: TailWorld.path)])
    }

    @Test("A file that is renamed between the look at it and its opening is found under its new name")
    func renamedBeforeOpening() {
        var world = TailWorld()
        world.write("a\n")
        world.wake()
        world.rename()
        world.write("b\n")
        world.look()
        world.look()
        #expect(world.shipped == ["a", "b"])
        #expect(world.violations == [])
    }

    @Test("A file that is copied away and truncated between its recognition and its opening is read from the copy")
    func truncatedBeforeOpening() {
        var world = TailWorld()
        world.write(Self.text(Self.lines("old")))
        world.look()
        world.save()
        world.write(Self.text(Self.lines("new")))
        world.crash()
        world.shipped = []
        world.wake()
        world.stepUntilOpening()
        world.copyAndTruncate()
        world.look()
        #expect(world.shipped == Self.lines("old") + Self.lines("new"))
        #expect(world.violations == [])
    }

    @Test("A file that is copied away and truncated before it was ever opened, but seen, is read from the copy")
    func unreadCopy() {
        var world = TailWorld()
        world.write(Self.text(Self.lines("old")))
        world.look()
        world.copyAndTruncate()
        world.write(Self.text(Self.lines("new")))
        world.wake()
        world.stepUntilOpening()
        world.copyAndTruncate()
        world.write(Self.text(Self.lines("last")))
        world.look()
        #expect(world.shipped == Self.lines("old") + Self.lines("new") + Self.lines("last"))
        #expect(world.violations == [])
    }

    @Test("A renamed file is closed when it has been quiet, not before, and its unfinished line goes out")
    func quiet() throws {
        var world = TailWorld()
        world.write("a\nhalf")
        world.look()
        world.rename()
        world.look()
        let wake = try #require(world.machine.nextWake)
        #expect(wake == .seconds(60))
        world.now = wake - .nanoseconds(1)
        world.look()
        #expect(world.shipped == ["a"])
        world.now = wake
        world.look()
        #expect(world.shipped == ["a", "half"])
        #expect(world.ends == [.rotated])
        #expect(world.files.isEmpty)
        #expect(world.violations == [])
        world.acknowledgeAll()
        // It stays known as the newest one until there is a newer one.
        #expect(world.machine.checkpoint.files.map(\.generation) == [1])
        for name in ["b", "c"] {
            world.write("\(name)\n")
            world.rename()
        }
        world.write("d\n")
        world.look()
        #expect(world.shipped == ["a", "half", "b", "c", "d"])
        world.acknowledgeAll()
        world.look()
        world.now += .seconds(61)
        world.look()
        #expect(world.machine.checkpoint.files.map(\.generation) == [4])
        #expect(world.violations == [])
    }

    @Test("Several rotations between two looks lose nothing and keep the order")
    func severalRotations() {
        var world = TailWorld()
        world.write("a\n")
        world.look()
        for name in ["b", "c", "d"] {
            world.rename()
            world.write("\(name)\n")
        }
        world.look()
        #expect(world.shipped == ["a", "b", "c", "d"])
        #expect(
            world.machine.status.map(\.path) == (1...3).reversed().map { "/logs/app.log.\($0)" } + ["/logs/app.log"])
    }

    @Test("Rotation faster than the quiet time does not run out of open files")
    func fastRotation() {
        var world = TailWorld(settings: TailSettings(openFilesMax: 4))
        for number in 0..<100 {
            world.write("line \(number)\n")
            world.look()
            world.rename()
            world.now += .milliseconds(50)
        }
        for _ in 0..<5 {
            world.write("")
            world.look()
        }
        #expect(world.shipped == (0..<100).map { "line \($0)" })
        #expect(world.machine.status.count <= 4)
        #expect(world.violations == [])
    }

    @Test("After copy-and-truncate, what was not read yet is read from the copy, before the new lines")
    func copyAndTruncate() {
        var world = TailWorld()
        world.write(Self.text(Self.lines("first")))
        world.look()
        world.write(Self.text(Self.lines("unread")))
        world.copyAndTruncate()
        world.write(Self.text(Self.lines("new", 3)))
        world.look()
        #expect(world.shipped == Self.lines("first") + Self.lines("unread") + Self.lines("new", 3))
        #expect(world.notices.contains(TailNotice(.truncated, path: TailWorld.path)))
        #expect(world.violations == [])
    }

    @Test("A file that was truncated and has grown past the old place is noticed by its contents")
    func regrown() {
        var world = TailWorld()
        world.write(Self.text(Self.lines("first")))
        world.look()
        world.contents[world.names["app.log"]!] = []
        world.write(Self.text(Self.lines("second", 40)))
        world.look()
        #expect(world.shipped == Self.lines("first") + Self.lines("second", 40))
        #expect(world.ends == [.truncated])
    }

    @Test("Truncation to nothing is noticed before anything is written")
    func truncatedToNothing() {
        var world = TailWorld()
        world.write(Self.text(Self.lines("first")))
        world.look()
        world.contents[world.names["app.log"]!] = []
        world.look()
        #expect(world.ends == [.truncated])
        world.write("a\n")
        world.look()
        #expect(world.shipped == Self.lines("first") + ["a"])
    }

    @Test("A new file with the inode of the old one is a new file")
    func inodeReuse() {
        var world = TailWorld()
        world.write(Self.text(Self.lines("first")))
        world.look()
        world.acknowledgeAll()
        world.save()
        let inode = world.names.removeValue(forKey: "app.log")
        world.crash()
        world.write(Self.text(Self.lines("other", 60)))
        #expect(world.names["app.log"] == inode)
        world.look()
        #expect(world.shipped == Self.lines("first") + Self.lines("other", 60))
        #expect(world.notices.contains(TailNotice(.vanished, path: TailWorld.path)))
    }

    @Test("A restart goes on where acknowledgement had got to")
    func restart() {
        var world = TailWorld()
        world.write(Self.text(Self.lines("first", 10)))
        world.look()
        for _ in 0..<4 { world.acknowledge(0) }
        // Out of order: the checkpoint stays before the gap.
        world.acknowledge(2)
        world.save()
        world.crash()
        world.write("more\n")
        world.look()
        let lines = Self.lines("first", 10)
        #expect(world.shipped == lines + lines[4...] + ["more"])
        #expect(world.violations == [])
    }

    @Test("Rotations while nobody was looking are found again, all of them and in order", arguments: [false, true])
    func rotatedDuringDowntime(byCopy: Bool) {
        var world = TailWorld()
        world.write("ancient\n", to: "app.log.1")
        world.write(Self.text(Self.lines("first")))
        world.look()
        world.acknowledgeAll()
        world.save()
        world.crash()
        world.write("rest\n")
        for name in ["b", "c", "d"] {
            if byCopy { world.copyAndTruncate() } else { world.rename() }
            world.write("\(name)\n")
        }
        world.look()
        #expect(world.shipped == Self.lines("first") + ["rest", "b", "c", "d"])
        #expect(world.surveys == 1)
        #expect(world.violations == [])
    }

    @Test("When the file of the checkpoint is gone, what there is was written after it, and is shipped")
    func longDowntime() {
        var world = TailWorld()
        world.write(Self.text(Self.lines("first")))
        world.look()
        world.acknowledgeAll()
        world.save()
        world.crash()
        world.names = [:]
        for name in ["b", "c"] {
            world.write("\(name)\n")
            world.rename()
        }
        world.write("d\n")
        world.write("", to: "app.log.3.zst")
        world.look()
        #expect(world.shipped == Self.lines("first") + ["b", "c", "d"])
        #expect(world.notices.map(\.kind).contains(.vanished))
        #expect(world.notices.contains(TailNotice(.compressed, path: "/logs/app.log.3.zst")))
    }

    @Test("Short files and files with equal beginnings are told apart")
    func equalBeginnings() {
        var world = TailWorld()
        let banner = String(repeating: "=", count: 2_000) + "\n"
        world.write(banner)
        world.look()
        for name in ["a", "b", "c"] {
            world.rename()
            world.write(banner + "\(name)\n")
            world.look()
        }
        world.rename()
        world.write("x")
        world.look()
        world.rename()
        world.write("")
        world.look()
        world.write("\n")
        world.look()
        #expect(world.shipped.filter { $0.count < 10 } == ["a", "b", "c", ""])
        #expect(world.shipped.count == 8)
        #expect(world.violations == [])
    }

    @Test("A file that cannot be opened is reported, and read once it can be, without losing its place")
    func unreadable() {
        var world = TailWorld()
        world.write(Self.text(Self.lines("first")))
        world.unreadable = ["app.log"]
        world.look()
        #expect(world.notices == [TailNotice(.unreadable, path: TailWorld.path)])
        world.unreadable = []
        world.look()
        #expect(world.shipped == Self.lines("first"))

        world.acknowledgeAll()
        world.save()
        world.crash()
        world.unreadable = ["app.log"]
        world.look()
        world.look()
        world.unreadable = []
        world.write("more\n")
        world.look()
        #expect(world.shipped == Self.lines("first") + ["more"])
        #expect(world.violations == [])
    }

    @Test("Answers to old questions are ignored")
    func staleAnswers() throws {
        var world = TailWorld()
        world.write("one\n")
        world.wake()
        while world.actions.isEmpty == false { _ = world.step() }
        let read = try #require(world.machine.nextRead())
        while world.step() {}
        #expect(world.machine.read(read, bytes: Array("one\n".utf8).span, now: .zero) == [])
        #expect(world.machine.openFailed(FileNumber(1), now: .zero) == [])
        #expect(world.machine.opened(FileNumber(9), key: world.key(1), head: [], now: .zero) == [.close(FileNumber(9))])
        #expect(world.machine.surveyed([], compressed: [], now: .zero) == [])
        #expect(world.shipped == ["one"])
    }

    @Test("Extreme offsets and numbers in a checkpoint do no harm")
    func extremeCheckpoint() {
        let identity = FileIdentity(
            key: FileKey(device: .max, inode: .max), head: HeadFingerprint(byteCount: .max, hash: 1),
            tail: TailFingerprint(end: .max, byteCount: .max, hash: 1))
        let file = Checkpoint.File(generation: .max, path: "", offset: .max, identity: identity)
        var world = TailWorld(
            checkpoint: Checkpoint(sources: [.init(path: TailWorld.path, nextGeneration: .max, files: [file, file])]))
        world.write("a\n")
        world.look()
        #expect(world.shipped == ["a"])
    }
}
