import AtalayaLogs
import Testing

/// Files that are called otherwise than the path, because they were rotated away, and perhaps compressed.
@Suite("Resuming a path under older names")
struct ResumeTests {
    @Test("After a restart a file is found under its older name though the path names none, read or not")
    func rotatedAway() {
        for text in ["", "one\n"] {
            var world = TailWorld()
            world.write(text)
            world.look()
            world.acknowledgeAll()
            world.save()
            world.write("two\n")
            world.rename()
            world.crash()
            world.shipped = []
            world.look()
            #expect(world.shipped == ["two"])
            #expect(world.violations == [])
        }
    }

    @Test("A survey that could not be made throws nothing away")
    func failedSurvey() {
        var world = TailWorld()
        world.write("one\n")
        world.look()
        world.acknowledgeAll()
        world.save()
        world.write("two\n")
        world.rename()
        world.crash()
        world.shipped = []
        world.wake()
        #expect(world.actions.count == 1)
        world.actions = []
        world.machine.surveyFailed()
        #expect(!world.machine.isSettled)
        world.look()
        #expect(world.shipped == ["two"])
        #expect(world.notices == [])
    }

    @Test("A path of which everything is gone forgets its files only, and what comes back is new, older names too")
    func retirement() {
        var world = TailWorld()
        world.write("one\n")
        world.look()
        world.names = [:]
        #expect(!world.machine.isSettled)
        world.wake()
        world.now += .seconds(100)
        world.look()
        #expect(!world.machine.isSettled)
        #expect(world.machine.retire() == [])
        world.acknowledgeAll()
        #expect(world.machine.isSettled)
        #expect(world.machine.retire() == [.settled(GenerationID(path: TailWorld.path, number: 1))])
        world.save()
        #expect(world.saved?[TailWorld.path] == Checkpoint.Source(path: TailWorld.path, nextGeneration: 2, files: []))
        world.crash()
        world.shipped = []
        world.write("two\n", to: "app.log.1")
        world.write("three\n")
        world.look()
        #expect(world.shipped == ["two", "three"])
        #expect(world.machine.status.map(\.id.number) == [2, 3])
    }

    @Test(
        "A generation that was compressed during a downtime is read on where it was, and newer ones from the beginning")
    func compressedDuringDowntime() {
        var world = TailWorld()
        world.write("shipped long ago\n", to: "app.log.1.gz")
        world.write(TailMachineTests.text(TailMachineTests.lines("first")))
        world.look()
        world.acknowledgeAll()
        world.save()
        world.write("rest\n")
        world.crash()
        for name in ["b", "c"] {
            world.rename()
            world.write("\(name)\n")
        }
        world.rename()
        for number in [2, 3] { world.compress(number) }
        world.names["app.log.4.gz"] = world.names.removeValue(forKey: "app.log.1.gz")
        world.shipped = []
        world.look()
        #expect(world.shipped == ["rest", "b", "c"])
        #expect(world.surveys == 2)
        #expect(world.notices.allSatisfy { $0.kind == .rotated })
        #expect(world.violations == [])
    }

    @Test("A file that is compressed while it is open is not read again, and what came after it is")
    func compressedWhileOpen() {
        var world = TailWorld()
        world.write("shipped long ago, before anybody looked\n", to: "app.log.1")
        world.write(TailMachineTests.text(TailMachineTests.lines("first")))
        world.look()
        world.write("rest\n")
        world.rename()
        world.write("b\n")
        world.rename()
        world.compress(2)
        world.compress(3)
        world.write("c\n")
        world.look()
        #expect(world.shipped == TailMachineTests.lines("first") + ["rest", "b", "c"])
        #expect(world.violations == [])
    }

    @Test("Compressed files are looked at only where others are not all that there are")
    func surveysOfCompressed() {
        var world = TailWorld()
        for number in 2..<9 { world.write("shipped long ago\n", to: "app.log.\(number).gz") }
        world.write(TailMachineTests.text(TailMachineTests.lines("first")))
        world.look()
        world.acknowledgeAll()
        world.save()
        world.crash()
        world.names["app.log.1"] = world.names.removeValue(forKey: "app.log")
        world.write("second\n")
        world.look()
        #expect(world.surveys == 1)
        #expect(world.shipped.last == "second")
    }

    @Test("Where nothing tells whether compressed generations were shipped, they are reported")
    func unsureCompressed() {
        var world = TailWorld()
        world.write("")
        world.look()
        world.save()
        world.write("shipped long ago or not\n", to: "app.log.2.gz")
        world.write("shipped long ago or not\n", to: "app.log.1.gz")
        world.crash()
        // Its inode is not free.
        world.names["elsewhere"] = world.names.removeValue(forKey: "app.log")
        world.write("new\n")
        world.look()
        #expect(world.shipped == ["new"])
        let reported = world.notices.filter { $0.kind == .compressed }.map(\.path)
        #expect(Set(reported) == ["/logs/app.log.1.gz", "/logs/app.log.2.gz"])
        #expect(world.violations == [])
    }

    @Test("A file that is just being compressed is read as it is")
    func beingCompressed() {
        let request = SurveyRequest(path: "/logs/app.log", ranges: [], includesGzip: true)
        let (readable, compressed) = request.files(
            among: ["app.log", "app.log.1", "app.log.1.gz", "app.log.2.gz", "app.log.3.xz"])
        #expect(readable == ["/logs/app.log", "/logs/app.log.1", "/logs/app.log.2.gz"])
        #expect(compressed == ["/logs/app.log.3.xz"])
    }
}
