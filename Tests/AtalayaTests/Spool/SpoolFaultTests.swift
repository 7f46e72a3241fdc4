import Atalaya
import AtalayaLogs
import AtalayaTesting
import Synchronization
import Testing

/// The disk does not do what it is told, or somebody pulls the plug.
@Suite("A spool on a bad disk")
struct SpoolFaultTests {
    /// Puts chunks into a spool and delivers each second one, the way its owner does; tries again what was not taken.
    private func work(_ store: inout SpoolStore, chunks: Range<Int>, from start: Duration = .zero) throws -> Duration {
        var now = start
        for number in chunks {
            for _ in 0..<20 {
                if case .written = store.append(try SpoolScene.chunk(number), source: "app", at: now) { break }
                now += .seconds(1)
                store.keepUp(at: now)
            }
            now += .milliseconds(60)
            store.keepUp(at: now)
        }
        now += .seconds(2)
        store.keepUp(at: now, everything: true)
        now += .seconds(2)
        store.keepUp(at: now, everything: true)
        return now
    }

    private func expectAll(_ records: [SpoolRecord], _ numbers: Range<Int>, _ context: String) throws {
        let expected = try numbers.map { try SpoolScene.chunk($0).id }
        #expect(records.map(\.chunk.id) == expected, "\(context)")
    }

    @Test(
        "loses nothing and repeats nothing when one call fails, whichever it is",
        arguments: [MemoryFileSystem.Operation.write, .preallocate, .truncate, .synchronize, .create, .move, .open],
        [ShellError.Code.noSpace, .inputOutput])
    func oneFailure(operation: MemoryFileSystem.Operation, code: ShellError.Code) throws {
        let scene = SpoolScene()
        let calls: Int
        do {
            var store = try scene.open()
            let before = scene.disk.calls(of: operation)
            _ = try self.work(&store, chunks: 0..<30)
            calls = scene.disk.calls(of: operation) - before
        }
        for failing in 0..<calls {
            let scene = SpoolScene()
            do {
                var store = try scene.open()
                scene.disk.failNext(operation, after: failing, with: code)
                let now = try self.work(&store, chunks: 0..<30)
                #expect(store.takeNews().durable.count == 30, "call \(failing)")
                try self.expectAll(SpoolScene.takeAll(&store, at: now), 0..<30, "call \(failing), living")
            }
            var store = try scene.open()
            try self.expectAll(SpoolScene.takeAll(&store), 0..<30, "call \(failing), after a restart")
        }
    }

    @Test("writes again to a new segment what could not be brought to the disk: EIO on fsync", arguments: [1, 3, 50])
    func failingSynchronization(times: Int) throws {
        let scene = SpoolScene()
        var store = try scene.open()
        _ = store.append(try SpoolScene.chunk(1), source: "app", at: .zero)
        _ = store.append(try SpoolScene.chunk(2), source: "app", at: .zero)
        let first = scene.segments
        scene.disk.failNext(.synchronize, times: times, with: .inputOutput)
        var now = Duration.milliseconds(200)
        store.keepUp(at: now)
        #expect(times == 1 || SpoolScene.durable(&store) == 0)
        for _ in 0..<60 {
            now += .seconds(1)
            store.keepUp(at: now)
        }
        try self.expectAll(SpoolScene.takeAll(&store, at: now), 1..<3, "")
        #expect(Set(scene.segments).isDisjoint(with: first) && scene.segments.count == 1)
        #expect(store.statistics.failedSynchronizations > 0)
    }

    @Test("waits while the disk is full, and goes on when it is not")
    func diskFull() throws {
        var scene = SpoolScene()
        scene.settings.freeBytesMin = 1 << 20
        scene.disk.setFreeBytes((1 << 20) + 100)
        var store = try scene.open()
        guard case .wait = store.append(try SpoolScene.chunk(1), source: "app", at: .zero) else {
            Issue.record("it took a chunk")
            return
        }
        scene.disk.setFreeBytes(2 << 20)
        guard case .written = store.append(try SpoolScene.chunk(1), source: "app", at: .zero) else {
            Issue.record("it did not take a chunk")
            return
        }
        // Room that was taken beforehand stays, however full the disk gets.
        scene.disk.setFreeBytes(0)
        scene.disk.failAlways(.preallocate, with: .noSpace)
        try SpoolScene.fill(&store, 2..<5)
        #expect(SpoolScene.durable(&store) == 4)
    }

    @Test("begins anew when its directory is deleted while it runs, with what is within reach")
    func directoryDeleted() throws {
        let scene = SpoolScene()
        var store = try scene.open()
        try SpoolScene.fill(&store, 0..<4)
        scene.disk.removeDirectory(SpoolScene.directory)
        _ = store.append(try SpoolScene.chunk(4), source: "app", at: .seconds(1))
        store.keepUp(at: .seconds(2))
        let troubles = store.takeNews().troubles
        #expect(troubles.map(\.code) == [.vanished])
        try SpoolScene.fill(&store, 5..<8, at: .seconds(3))
        try self.expectAll(SpoolScene.takeAll(&store, at: .seconds(3)), 0..<8, "living")
        scene.disk.start(ProcessLife())
        var next = try scene.open()
        try self.expectAll(SpoolScene.takeAll(&next), 0..<8, "after a restart")
    }

    @Test("loses only what was in segments that are gone, and says so, when its directory is deleted")
    func directoryDeletedWithSegments() throws {
        let scene = SpoolScene()
        var store = try scene.open()
        try SpoolScene.fill(&store, 0..<40)
        scene.disk.removeDirectory(SpoolScene.directory)
        store.keepUp(at: .seconds(1), everything: true)
        let records = SpoolScene.takeAll(&store, at: .seconds(1))
        let losses = store.takeNews().losses
        #expect(losses.allSatisfy { $0.reason == .spoolDamaged && $0.entry.source == "app" })
        #expect(records.count + losses.count == 40 && !records.isEmpty)
    }

    @Test("gives up a record that cannot be read after a few tries, and no other")
    func unreadable() throws {
        let scene = SpoolScene()
        var store = try scene.open()
        try SpoolScene.fill(&store, 0..<3)
        scene.disk.failNext(.read, times: 3, with: .inputOutput)
        #expect(SpoolScene.takeAll(&store).isEmpty)
        #expect(SpoolScene.takeAll(&store).isEmpty)
        try self.expectAll(SpoolScene.takeAll(&store), 1..<3, "")
        #expect(store.takeNews().losses.map(\.entry.sequence) == [1])
    }

    @Test(
        "does not mind a clock on the wall that jumps by a day, or a year backwards", arguments: [86_400, -31_536_000])
    func clockJump(seconds: Int64) throws {
        var scene = SpoolScene()
        scene.settings.ageMax = .seconds(3_600)
        let wall = Wall()
        var store = try SpoolStore(
            directory: SpoolScene.directory, settings: scene.settings, files: scene.disk, now: .zero,
            wall: { LogTime(seconds: wall.seconds.load(ordering: .relaxed)) })
        try SpoolScene.fill(&store, 0..<20)
        wall.seconds.add(seconds, ordering: .relaxed)
        try SpoolScene.fill(&store, 20..<40, at: .seconds(10))
        store.keepUp(at: .seconds(11), everything: true)
        try self.expectAll(SpoolScene.takeAll(&store, at: .seconds(11)), 0..<40, "")
    }

    // MARK: Crashes

    @Test("keeps what it called safe through a crash or a power failure after any operation", arguments: 0..<8)
    func crashEverywhere(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let scene = SpoolScene()
        let life = ProcessLife()
        scene.disk.start(life)
        do {
            var store = try scene.open()
            _ = try self.history(&store, life)
        }
        for operation in 0..<life.operations {
            let scene = SpoolScene()
            let life = ProcessLife(operationsMax: operation)
            scene.disk.start(life)
            var safe: Set<ChunkID> = []
            var done: Set<ChunkID> = []
            if var store = try? scene.open() { (safe, done) = try self.history(&store, life) }
            if operation % 2 == 0 { scene.disk.losePower(using: &random) }
            scene.disk.start(ProcessLife())
            var store = try scene.open()
            let found = SpoolScene.takeAll(&store)
            let ids = Set(found.map(\.chunk.id))
            #expect(
                safe.subtracting(done).isSubset(of: ids),
                "seed \(seed), operation \(operation): \(safe.subtracting(done).subtracting(ids).count) lost")
            #expect(ids.count == found.count, "seed \(seed), operation \(operation): one came twice")
            let genuine = try Set((0..<30).map { try SpoolScene.chunk($0) })
            #expect(found.allSatisfy { genuine.contains($0.chunk) }, "seed \(seed), operation \(operation)")
        }
    }

    /// - Returns: What the spool called safe, and what it was told to be done with.
    private func history(_ store: inout SpoolStore, _ life: ProcessLife) throws -> (
        safe: Set<ChunkID>, done: Set<ChunkID>
    ) {
        var safe: Set<ChunkID> = []
        var done: Set<ChunkID> = []
        var now = Duration.zero
        for number in 0..<30 where !life.isOver {
            _ = store.append(try SpoolScene.chunk(number), source: "app", at: now)
            if number % 3 == 1, let record = store.next(at: now) {
                store.done(record.sequence, at: now)
                done.insert(record.chunk.id)
            }
            now += .milliseconds(70)
            store.keepUp(at: now)
            safe.formUnion(store.takeNews().durable.map(\.chunk.id))
        }
        if !life.isOver { store.keepUp(at: now, everything: true) }
        safe.formUnion(store.takeNews().durable.map(\.chunk.id))
        return (safe, done)
    }
}
