import AtalayaLogs
import Testing

/// A writer that writes, rotates and reopens as a seed says, beside an agent that looks, reads, acknowledges and crashes.
private struct TailHistory {
    var world: TailWorld
    var random: SeededRandom
    let copies: Bool
    let crashes: Bool
    /// Whether the writer may go on with a file after it was renamed.
    let lags: Bool
    var written: [String] = []
    /// The name under which the writer's open file is known now; it may lag behind a rotation.
    var writesToRotated = false

    init(seed: UInt64, copies: Bool, crashes: Bool, lags: Bool = true) {
        var random = SeededRandom(seed: seed)
        world = TailWorld(
            settings: TailSettings(
                readBytesMax: Int.random(in: 1...400, using: &random),
                openFilesMax: Int.random(in: 4...32, using: &random)))
        self.random = random
        self.copies = copies
        self.crashes = crashes
        self.lags = lags
    }

    mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

    mutating func writeLines() {
        for _ in 0..<Int.random(in: 1...5, using: &random) {
            let padding = String(repeating: "x", count: Int.random(in: 0...60, using: &random))
            let line = "\(written.count) \(padding)"
            written.append(line)
            world.write(line + "\n", to: writesToRotated ? "app.log.1" : "app.log")
        }
    }

    mutating func rotate() {
        // What was rotated before anybody looked for the first time is not followed.
        guard !world.begins.isEmpty else { return }
        guard !writesToRotated, let inode = world.names["app.log"], !world.contents[inode]!.isEmpty else { return }
        if copies {
            // A copy of a file of which nothing was read yet cannot be told from a file of some other program.
            guard let live = world.machine.status.last, live.path == TailWorld.path, live.offset > 0,
                live.isOpen || world.machine.isParked,
                world.saved?.sources.first?.files.isEmpty == false
            else { return }
            world.copyAndTruncate()
        } else {
            world.rename()
            // The writer goes on with the file that it has open; the rotating program may create a new one at once.
            writesToRotated = lags && chance(2)
            if chance(2) { world.write("") }
        }
    }

    mutating func step() {
        switch Int.random(in: 0..<20, using: &random) {
        case 0...3: writeLines()
        case 4: rotate()
        case 5: writesToRotated = false
        case 6...8:
            world.now += .milliseconds(100)
            world.wake()
        case 9...14: _ = world.step()
        case 15: if world.actions.isEmpty { world.park() }
        case 16, 17:
            if !world.unacknowledged.isEmpty {
                world.acknowledge(Int.random(in: 0..<world.unacknowledged.count, using: &random))
            }
        case 18: world.save()
        default: if crashes, world.saved?.sources.first?.files.isEmpty == false, chance(3) { world.crash() }
        }
        // As the agent does: a generation that has begun is in the checkpoint before anything can happen to it.
        if world.saved?.sources.first?.files.isEmpty ?? true { world.save() }
    }

    mutating func settle() {
        writesToRotated = false
        var quietLooks = 0
        while quietLooks < 4 {
            let before = world.shipped.count
            world.now += .seconds(61)
            world.look()
            world.acknowledgeAll()
            quietLooks = world.shipped.count == before ? quietLooks + 1 : 0
        }
    }
}

@Suite("Following a path, whole histories")
struct TailHistoryTests {
    @Test("Renames at any moment: every line arrives once", arguments: 0..<50, [false, true])
    func renames(seed: Int, lags: Bool) {
        var history = TailHistory(seed: UInt64(seed), copies: false, crashes: false, lags: lags)
        for _ in 0..<500 { history.step() }
        history.settle()
        let world = history.world
        #expect(world.violations == [], "seed \(seed)")
        #expect(world.shipped.count == history.written.count, "seed \(seed)")
        #expect(Set(world.shipped) == Set(history.written), "seed \(seed)")
        // Lines that a writer adds to the old file after the new one was begun cannot be foreseen; all others are in order.
        if !lags { #expect(world.shipped == history.written, "seed \(seed)") }
    }

    @Test("Copy-and-truncate at any moment: every line arrives, and none that was not written", arguments: 0..<50)
    func copies(seed: Int) {
        var history = TailHistory(seed: UInt64(seed), copies: true, crashes: false)
        for _ in 0..<500 { history.step() }
        history.settle()
        let world = history.world
        #expect(world.violations == [], "seed \(seed)")
        #expect(Set(history.written).subtracting(world.shipped).count == 0, "seed \(seed)")
        #expect(Set(world.shipped).subtracting(history.written).count == 0, "seed \(seed)")
    }

    @Test("Crashes at any moment, with either rotation: every line arrives", arguments: 0..<60, [false, true])
    func crashes(seed: Int, copies: Bool) {
        var history = TailHistory(seed: UInt64(seed), copies: copies, crashes: true)
        for _ in 0..<500 { history.step() }
        history.settle()
        let world = history.world
        #expect(world.violations == [], "seed \(seed)")
        #expect(Set(history.written).subtracting(world.shipped).count == 0, "seed \(seed)")
        #expect(Set(world.shipped).subtracting(history.written).count == 0, "seed \(seed)")
    }

    @Test("The checkpoint of every moment survives being written down", arguments: 0..<20)
    func checkpoints(seed: Int) throws {
        var history = TailHistory(seed: UInt64(seed), copies: seed % 2 == 0, crashes: true)
        for _ in 0..<300 {
            history.step()
            let checkpoint = Checkpoint(sources: [history.world.machine.checkpoint])
            #expect(try Checkpoint(decoding: checkpoint.encoded()) == checkpoint)
        }
    }
}
