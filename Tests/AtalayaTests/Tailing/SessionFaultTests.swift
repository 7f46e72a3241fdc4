@testable import Atalaya
import AtalayaConfig
import AtalayaModel
import AtalayaTesting
import Logging
import Synchronization
import Testing

/// What time, the kernel and other writers do to a tail, step by step.
@Suite("A tail and its surroundings")
struct SessionFaultTests {
    @Test("where the kernel tells of nothing, as on the lower layer of an overlay, the safety rescan reads what is new")
    func silentKernel() throws {
        let notifier = SilentNotifier()
        let scene = try SessionScene("/log/*.log", notifier: notifier)
        scene.files.write("one\n", to: "/log/a.log")
        scene.work(until: .seconds(1))
        #expect(scene.messages == ["one"])
        scene.files.append("two\n", to: "/log/a.log")
        scene.files.write("other\n", to: "/log/b.log")
        scene.work(until: .seconds(9))
        // Nobody has told, and nobody has looked.
        #expect(scene.messages == ["one"])
        scene.work(until: .seconds(12))
        #expect(Set(scene.messages) == ["one", "two", "other"] && scene.messages.count == 3)
    }

    @Test("a file that grows faster than it is read keeps no other from being found, and rotated, and read")
    func endlessWriter() throws {
        let scene = try SessionScene("/log/*.log") {
            $0.chunks = ChunkLimits(bytesMax: 100, ageMax: .milliseconds(50))
        }
        let files = scene.files
        files.write("a\n", to: "/log/a.log")
        let reads = Mutex(0)
        files.beforeEachOperation { operation, path in
            guard operation == .read, path == "/log/a.log" else { return }
            let count = reads.withLock { reads in
                reads += 1
                return reads
            }
            // The bound is for a tail that never looks at anything else.
            if count < 1_000 { files.append("a\n", to: "/log/a.log") }
            if count == 50 { files.write("other\n", to: "/log/b.log") }
        }
        scene.orderTime = .milliseconds(10)
        scene.work(until: .seconds(120))
        let place = try #require(scene.messages.firstIndex(of: "other"))
        #expect(scene.messages.count > 900, "\(scene.messages.count)")
        #expect(place < 800, "\(place)")
    }

    @Test("a process that stood still for a day, and a clock that then stands still itself, lose and repeat nothing")
    func standingStill() throws {
        let scene = try SessionScene("/log/*.log")
        scene.files.write("one\n", to: "/log/a.log")
        scene.work(until: .seconds(1))
        scene.files.append("two\n", to: "/log/a.log")
        scene.files.rename("/log/a.log", to: "/log/a.log.1")
        scene.files.write("three\n", to: "/log/a.log")
        scene.standStill(for: .seconds(86_400))
        scene.work(until: scene.now)
        scene.files.append("four\n", to: "/log/a.log")
        // No time passes at all; what was gathered goes out once some does.
        for _ in 0..<3 { scene.work(until: scene.now) }
        scene.work(until: scene.now + .seconds(1))
        #expect(scene.messages == ["one", "two", "three", "four"])
        #expect(scene.accounts.unaccountedRecords == 0)
    }

    @Test("where the process has no more descriptors, some files are closed for others, and every line arrives")
    func noDescriptors() throws {
        let scene = try SessionScene("/log/*.log") { $0.filesMax = 64 }
        let files = scene.files
        let numbers = 0..<40
        for number in numbers { files.write("first \(number)\n", to: "/log/\(number).log") }
        // The process may have twelve files open; the tail is not told.
        files.setOpenFilesMax(12)
        scene.work(until: .seconds(30))
        #expect(Set(scene.messages) == Set(numbers.map { "first \($0)" }))
        #expect(scene.log.messages(at: .warning).contains { $0.contains("too many open files") })
        for number in numbers { files.append("second \(number)\n", to: "/log/\(number).log") }
        scene.work(until: .seconds(60))
        #expect(scene.messages.count == 80 && Set(scene.messages).count == 80)
    }

    @Test("no more files are open than the setting says, and each wake costs what has changed, not what there is")
    func fewDescriptors() throws {
        let notifier = SilentNotifier()
        let scene = try SessionScene("/log/*.log", notifier: notifier) { $0.filesMax = 8 }
        let files = scene.files
        let numbers = 0..<200
        for number in numbers { files.write("first \(number)\n", to: "/log/\(number).log") }
        scene.work(until: .seconds(5))
        #expect(Set(scene.messages) == Set(numbers.map { "first \($0)" }))
        #expect(files.openFilesPeak <= 8 + 2, "\(files.openFilesPeak)")
        let calls = files.calls(of: .status) + files.calls(of: .open) + files.calls(of: .read)
        files.append("second 7\n", to: "/log/7.log")
        var changes = Changes()
        changes.insert(Change(try #require(notifier.watch(of: "/log/7.log"))))
        scene.notice(changes)
        scene.work(until: .seconds(6))
        #expect(scene.messages.last == "second 7")
        let more = files.calls(of: .status) + files.calls(of: .open) + files.calls(of: .read) - calls
        #expect(more < 20, "\(more) calls for one file")
    }

    @Test("metrics that have counted lines of one file have only that file noted")
    func fewNotes() throws {
        let notifier = SilentNotifier()
        let metric = SidecarConfiguration.Metric(
            descriptor: try .counter("lines_total", help: "Lines."), rules: [SidecarConfiguration.Rule(source: "app")])
        let scene = try SessionScene("/log/*.log", notifier: notifier, metrics: [metric])
        for number in 0..<200 { scene.files.write("first \(number)\n", to: "/log/\(number).log") }
        scene.work(until: .seconds(5))
        #expect(scene.messages.count == 200)
        let noted = scene.notedPaths
        scene.files.append("second 7\n", to: "/log/7.log")
        var changes = Changes()
        changes.insert(Change(try #require(notifier.watch(of: "/log/7.log"))))
        scene.notice(changes)
        scene.work(until: .seconds(6))
        #expect(scene.messages.last == "second 7")
        #expect((1...4).contains(scene.notedPaths - noted), "\(scene.notedPaths - noted) paths for one line")
    }

    @Test("a record whose further lines may come goes when everything is asked for")
    func everything() throws {
        let flushing = Flushing()
        let rules = MultilineRules(startingWith: try Pattern("^[0-9]"))
        let scene = try SessionScene("/log/a.log") {
            $0.joining.multiline = rules
            $0.joining.quietMax = .seconds(1_000)
            $0.flushing = flushing
        }
        scene.files.write("1 began\n  and goes on\n", to: "/log/a.log")
        scene.work(until: .seconds(5))
        #expect(scene.messages == [] && scene.accounts.inFlightRecords == 1)
        flushing.requestEverything()
        scene.work(until: .seconds(6))
        #expect(scene.messages == ["1 began\n  and goes on"] && scene.accounts.inFlightRecords == 0)
        scene.files.append("2 began\n", to: "/log/a.log")
        scene.work(until: .seconds(10))
        #expect(scene.messages.count == 1)
    }

    @Test("what a restart finds as it was is opened one by one, and goes on where it was without a look at directories")
    func restart() throws {
        let files = MemoryFileSystem()
        let numbers = 0..<100
        for number in numbers {
            files.write("first \(number) of a log that is long enough\n", to: "/log/\(number).log")
        }
        let first = try SessionScene("/log/*.log", files: files) { $0.filesMax = 8 }
        first.work(until: .seconds(5))
        for number in numbers { files.append("second \(number)\n", to: "/log/\(number).log") }
        let listings = files.calls(of: .list)
        let next = try SessionScene("/log/*.log", files: files, checkpoint: first.checkpoint) { $0.filesMax = 8 }
        next.work(until: .seconds(5))
        #expect(Set(next.messages) == Set(numbers.map { "second \($0)" }) && next.messages.count == 100)
        #expect(files.calls(of: .list) - listings < 30)
    }
}
