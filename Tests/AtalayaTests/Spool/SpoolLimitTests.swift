import Atalaya
import AtalayaLogs
import AtalayaTesting
import Testing

/// A spool is bounded in bytes, chunks and age, and what does not fit is on the books.
@Suite("A full spool")
struct SpoolLimitTests {
    private func scene(_ policy: SpoolPolicy) -> SpoolScene {
        var scene = SpoolScene()
        scene.settings = SpoolSettings(
            bytesMax: 16 << 10, freeBytesMin: 0, segmentBytes: 4 << 10, whenFull: policy)
        return scene
    }

    private struct Outcome {
        var taken: [Int] = []
        var refused: [Int] = []
        var waits: [Int] = []
    }

    private func append(
        _ numbers: Range<Int>, to store: inout SpoolStore, severity: LogSeverity = .info
    ) throws -> Outcome {
        var outcome = Outcome()
        for number in numbers {
            switch store.append(try SpoolScene.chunk(number), source: "app", severity: severity, at: .zero) {
            case .written: outcome.taken.append(number)
            case .refused(let reason):
                #expect(reason == .spoolFull)
                outcome.refused.append(number)
            case .wait: outcome.waits.append(number)
            case .failed(let error): Issue.record("\(error)")
            }
        }
        return outcome
    }

    @Test("lets the source wait (block), and goes on when something was delivered")
    func block() throws {
        let scene = self.scene(.block)
        var store = try scene.open()
        let outcome = try self.append(0..<100, to: &store)
        #expect(outcome.taken == Array(0..<outcome.taken.count) && outcome.refused.isEmpty && !outcome.waits.isEmpty)
        #expect(store.statistics.fileBytes <= 16 << 10)
        for record in SpoolScene.takeAll(&store) { store.done(record.sequence, at: .zero) }
        store.keepUp(at: .zero, everything: true)
        #expect(try self.append(0..<20, to: &store).taken.count == 20)
        #expect(store.takeNews().losses.isEmpty)
    }

    @Test("gives up the oldest segments (drop_oldest), those that are handed out excepted")
    func dropOldest() throws {
        let scene = self.scene(.dropOldest)
        var store = try scene.open()
        #expect(try self.append(0..<10, to: &store).taken.count == 10)
        let handedOut = [store.next(at: .zero), store.next(at: .zero)].compactMap { $0?.sequence }
        #expect(handedOut == [1, 2])
        let outcome = try self.append(10..<200, to: &store)
        #expect(outcome.taken.count == 190)
        #expect(store.statistics.fileBytes <= 16 << 10)
        let losses = store.takeNews().losses
        #expect(losses.allSatisfy { $0.reason == .spoolFull })
        #expect(losses.count + store.statistics.chunks == 200)
        // One is delivered after all, the other comes back and has no place to come back to.
        store.done(1, at: .zero)
        let isBack = store.handBack(2)
        #expect(!isBack)
        let rest = SpoolScene.takeAll(&store)
        #expect(rest.count == store.statistics.chunks)
        #expect(rest.map(\.sequence) == Array((200 - UInt64(rest.count) + 1)...200))
    }

    @Test("gives up the new chunk (drop_newest)")
    func dropNewest() throws {
        let scene = self.scene(.dropNewest)
        var store = try scene.open()
        let outcome = try self.append(0..<100, to: &store)
        #expect(outcome.taken == Array(0..<outcome.taken.count) && outcome.waits.isEmpty)
        #expect(outcome.taken.count + outcome.refused.count == 100 && !outcome.refused.isEmpty)
        #expect(SpoolScene.takeAll(&store).count == outcome.taken.count)
    }

    @Test("gives up debugging first, then information, then the oldest (drop_debug_first)")
    func dropDebugFirst() throws {
        let scene = self.scene(.dropDebugFirst)
        var store = try scene.open()
        let debug = try self.append(0..<100, to: &store, severity: .debug)
        let halfBytes = store.statistics.fileBytes
        let info = try self.append(100..<200, to: &store, severity: .info)
        let errors = try self.append(200..<300, to: &store, severity: .error)
        #expect(!debug.refused.isEmpty && !debug.taken.isEmpty && halfBytes <= (8 << 10) + (4 << 10))
        #expect(!info.refused.isEmpty && !info.taken.isEmpty)
        #expect(errors.taken.count == 100)
        let last = try #require(SpoolScene.takeAll(&store).last).chunk
        #expect(last == (try SpoolScene.chunk(299)))
        #expect(store.statistics.fileBytes <= 16 << 10)
    }

    @Test("counts chunks too: many small ones are as many in memory", arguments: SpoolPolicy.all)
    func chunksMax(policy: SpoolPolicy) throws {
        var scene = self.scene(policy)
        scene.settings.bytesMax = 1 << 20
        scene.settings.chunksMax = 7
        var store = try scene.open()
        let outcome = try self.append(0..<50, to: &store, severity: .error)
        #expect(store.statistics.chunks <= 7)
        let isDropping = policy == .dropOldest || policy == .dropDebugFirst
        #expect(outcome.taken.count == (isDropping ? 50 : 7))
    }

    @Test("refuses a chunk that is larger than all of it, whatever the policy", arguments: SpoolPolicy.all)
    func tooLarge(policy: SpoolPolicy) throws {
        var store = try self.scene(policy).open()
        let chunk = try SpoolScene.chunk(1, bytes: 20 << 10)
        guard case .refused(.spoolFull) = store.append(chunk, source: "app", severity: .error, at: .zero) else {
            Issue.record("it was not refused")
            return
        }
        #expect(try self.append(2..<3, to: &store).taken == [2])
    }

    @Test("takes a chunk that is larger than a segment")
    func largerThanSegment() throws {
        let scene = self.scene(.block)
        var store = try scene.open()
        let chunk = try SpoolScene.chunk(1, bytes: 9_000)
        guard case .written = store.append(chunk, source: "app", at: .zero) else {
            Issue.record("it was not taken")
            return
        }
        let taken = store.next(at: .zero)?.chunk
        #expect(taken == chunk)
    }

    @Test("gives up what is too old, by the time that has passed and over a restart")
    func age() throws {
        var scene = SpoolScene()
        scene.settings.ageMax = .seconds(800)
        do {
            var store = try scene.open()
            try SpoolScene.fill(&store, 0..<3)
            store.keepUp(at: .seconds(200))
            try SpoolScene.fill(&store, 3..<6, at: .seconds(500))
            store.keepUp(at: .seconds(790))
            #expect(store.takeNews().losses.isEmpty)
            #expect(store.nextDue == .seconds(800))
            store.keepUp(at: .seconds(801))
            let losses = store.takeNews().losses
            #expect(losses.map(\.entry.sequence) == [1, 2, 3] && losses.allSatisfy { $0.reason == .spoolExpired })
        }
        // The segment says when it was begun by the clock on the wall.
        var store = try scene.open(at: .zero, wall: 1_800_000_000 + 900)
        store.keepUp(at: .seconds(1))
        #expect(store.takeNews().losses.map(\.entry.sequence) == [4, 5, 6])
        #expect(store.statistics.chunks == 0)
    }
}
