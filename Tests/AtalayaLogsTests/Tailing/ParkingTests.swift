import AtalayaLogs
import Testing

/// A path whose file is closed while it is quiet.
@Suite("Parking a quiet file")
struct ParkingTests {
    private static func parked(_ text: String = "one\n") -> TailWorld {
        var world = TailWorld()
        world.write(text)
        world.look()
        world.acknowledgeAll()
        world.park()
        _ = world.step()
        return world
    }

    @Test("A parked file is closed, stays closed while nothing comes, and is read on when something does")
    func grows() {
        var world = Self.parked()
        #expect(world.machine.isParked && world.files.isEmpty)
        world.look()
        #expect(world.machine.isParked && world.files.isEmpty)
        world.write("two\n")
        world.look()
        #expect(world.shipped == ["one", "two"])
        #expect(world.surveys == 0 && world.violations == [])
    }

    @Test("A file is parked only when it is the only one of its path and read to its end")
    func busy() {
        var world = TailWorld()
        world.write("one\n")
        world.wake()
        world.park()
        while world.step() { world.park() }
        #expect(world.shipped == ["one"])
        world.write("two\n")
        world.rename()
        world.write("three\n")
        world.look()
        world.park()
        #expect(!world.machine.isParked && world.files.count == 2)
        #expect(world.shipped == ["one", "two", "three"])
    }

    @Test("A parked file that is rotated is read on under its new name, before the new one")
    func rotated() {
        var world = Self.parked()
        world.write("two\n")
        world.rename()
        world.write("three\n")
        world.look()
        #expect(world.shipped == ["one", "two", "three"])
        #expect(world.violations == [])
    }

    @Test("A parked file that is truncated is noticed when it is opened, also when it has grown past the old place")
    func truncated() {
        var world = Self.parked()
        world.copyAndTruncate()
        world.write("a longer line than before\n")
        world.look()
        #expect(world.shipped == ["one", "a longer line than before"])
        #expect(world.violations == [])
    }

    @Test("A parked file that is truncated and has grown to its old size again is noticed at the next look")
    func regrown() {
        var world = Self.parked("one\n")
        world.copyAndTruncate()
        world.write("two\n")
        world.look()
        #expect(world.shipped == ["one", "two"])
        #expect(world.violations == [])
    }

    @Test("What was written to a parked file that is removed before anybody looks is told, if the kernel told of it")
    func lost() {
        for isTold in [true, false] {
            var world = Self.parked()
            world.write("two\n")
            if isTold { world.machine.noticeWrites() }
            world.names = [:]
            world.look()
            #expect(world.notices.map(\.kind).contains(.vanished) == isTold)
        }
        // What has been read is not lost with its file.
        var world = Self.parked()
        world.write("two\n")
        world.machine.noticeWrites()
        world.look()
        world.names = [:]
        world.look()
        #expect(world.shipped == ["one", "two"] && !world.notices.map(\.kind).contains(.vanished))
    }

    @Test("A parked file that is removed is let go, and a new one of its name is read from its beginning")
    func removed() {
        var world = Self.parked()
        world.names = [:]
        world.look()
        world.write("next\n")
        world.look()
        #expect(world.shipped == ["one", "next"])
        #expect(world.violations == [])
    }

    @Test("After a restart the file of a path is gone on with, without a look at its directory")
    func restart() {
        let first = String(repeating: "1", count: 40)
        var world = Self.parked(first + "\n")
        world.save()
        world.write("two\n")
        world.crash()
        world.look()
        #expect(world.shipped == [first, "two"])
        #expect(world.surveys == 0 && world.violations == [])
    }

    @Test("After a restart another file with the inode and the length of the old one is read from its beginning")
    func replaced() throws {
        let first = String(repeating: "1", count: 40)
        let other = String(repeating: "2", count: 40)
        var world = Self.parked(first + "\n")
        world.save()
        let inode = try #require(world.names["app.log"])
        world.contents[inode] = Array((other + "\n").utf8)
        world.crash()
        world.look()
        #expect(world.shipped == [first, other])
        #expect(world.notices.map(\.kind).last == .vanished)
    }

    @Test("After a restart a file of the same beginning, with other bytes before the place, is read from its beginning")
    func replacedBehindItsHead() throws {
        let head = String(repeating: "=", count: 1_100) + "\n"
        var world = Self.parked(head + "one\n")
        world.save()
        let inode = try #require(world.names["app.log"])
        world.contents[inode] = Array((head + "two\nthree\n").utf8)
        world.crash()
        world.shipped = []
        world.look()
        #expect(world.shipped.suffix(2) == ["two", "three"])
        #expect(world.notices.map(\.kind).contains(.vanished))
        #expect(world.violations == [])
    }
}
