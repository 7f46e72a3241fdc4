import Atalaya
import AtalayaLogs
import AtalayaTesting
import Testing

@Suite("A spool")
struct SpoolStoreTests {
    @Test("gives back over a restart what was not done with, in order, byte for byte and with the same ids")
    func restart() throws {
        let scene = SpoolScene()
        var chunks: [Chunk] = []
        do {
            var store = try scene.open()
            try SpoolScene.fill(&store, 0..<40)
            for _ in 0..<10 {
                let next = store.next(at: .zero)
                let record = try #require(next)
                chunks.append(record.chunk)
                store.done(record.sequence, at: .zero)
            }
            // Handed out and not answered: it is sent again.
            _ = store.next(at: .zero)
            store.keepUp(at: .zero, everything: true)
        }
        var store = try scene.open()
        #expect(store.statistics.chunks == 30 && store.amounts == ["app": LedgerAmount(records: 90, bytes: 3_000)])
        #expect(store.statistics.lostChunks == 0 && store.statistics.quarantined.isEmpty)
        let records = SpoolScene.takeAll(&store)
        #expect(records.map(\.sequence) == Array(11...40))
        #expect(chunks + records.map(\.chunk) == (try (0..<40).map { try SpoolScene.chunk($0) }))
        #expect(records.allSatisfy { $0.source == "app" && $0.severity == .info })
        let troubles = store.takeNews().troubles
        #expect(troubles.isEmpty)
    }

    @Test("has no files left but an empty commit when everything is done with, and counts on after a restart")
    func emptied() throws {
        let scene = SpoolScene()
        do {
            var store = try scene.open()
            try SpoolScene.fill(&store, 0..<40)
            for record in SpoolScene.takeAll(&store) { store.done(record.sequence, at: .zero) }
            store.keepUp(at: .zero, everything: true)
            #expect(store.statistics.chunks == 0 && store.statistics.amount == LedgerAmount())
            #expect(scene.segments.count <= 1)
        }
        var store = try scene.open()
        #expect(store.statistics.chunks == 0 && store.statistics.lostChunks == 0)
        try SpoolScene.fill(&store, 40..<41)
        let sequences = SpoolScene.takeAll(&store).map(\.sequence)
        #expect(sequences == [41])
        #expect(scene.segments.count == 1)
    }

    @Test("tells a source that a chunk is safe after it was brought to the disk, and not before")
    func durability() throws {
        let scene = SpoolScene()
        var store = try scene.open()
        _ = store.append(try SpoolScene.chunk(1), source: "app", at: .zero)
        #expect(SpoolScene.durable(&store) == 0)
        #expect(store.nextDue == .milliseconds(200))
        store.keepUp(at: .milliseconds(199))
        #expect(SpoolScene.durable(&store) == 0)
        let calls = scene.disk.calls(of: .synchronize)
        store.keepUp(at: .milliseconds(200))
        #expect(scene.disk.calls(of: .synchronize) == calls + 1)
        #expect(SpoolScene.durable(&store) == 1)
        #expect(store.nextDue == nil)
    }

    @Test("brings each chunk to the disk, or none, when it is told so")
    func synchronization() throws {
        var scene = SpoolScene()
        scene.settings.synchronization = .each
        do {
            var store = try scene.open()
            _ = store.append(try SpoolScene.chunk(1), source: "app", at: .zero)
            #expect(SpoolScene.durable(&store) == 1)
        }
        scene = SpoolScene()
        scene.settings.synchronization = .never
        let calls = scene.disk.calls(of: .synchronize)
        var store = try scene.open()
        _ = store.append(try SpoolScene.chunk(2), source: "app", at: .zero)
        store.keepUp(at: .seconds(9))
        #expect(SpoolScene.durable(&store) == 1)
        #expect(scene.disk.calls(of: .synchronize) == calls)
    }

    @Test("removes a segment only after the commit that covers it")
    func orderOfRemoval() throws {
        let scene = SpoolScene()
        var store = try scene.open()
        try SpoolScene.fill(&store, 0..<40)
        let before = scene.segments.count
        for record in SpoolScene.takeAll(&store).prefix(30) { store.done(record.sequence, at: .zero) }
        scene.disk.failAlways(.write, with: .inputOutput)
        scene.disk.failAlways(.append, with: .inputOutput)
        scene.disk.failAlways(.move, with: .inputOutput)
        store.keepUp(at: .zero, everything: true)
        #expect(scene.segments.count == before && scene.disk.calls(of: .remove) == 0)
        for operation in MemoryFileSystem.Operation.allCases { scene.disk.recover(operation) }
        store.keepUp(at: .seconds(1), everything: true)
        #expect(scene.segments.count < before)
    }

    @Test("belongs to one process: double start is refused")
    func doubleStart() throws {
        let scene = SpoolScene()
        let store = try scene.open()
        let error = #expect(throws: ShellError.self) { _ = try scene.open() }
        #expect(error?.code == .locked && error?.message == "another process spools there")
        _ = store.statistics
    }

    @Test("makes its files for its owner only")
    func modes() throws {
        try TemporaryDirectory.with { directory in
            var store = try SpoolStore(directory: directory + "/spool", now: .zero)
            _ = store.append(try SpoolScene.chunk(1), source: "app", at: .zero)
            store.keepUp(at: .zero, everything: true)
            let chunk = store.next(at: .zero)?.chunk
            #expect(try chunk == SpoolScene.chunk(1))
            for name in try SystemFileSystem().names(in: directory + "/spool") {
                #expect(try TemporaryDirectory.mode(of: directory + "/spool/" + name) == 0o600, "\(name)")
            }
        }
    }
}
