import AtalayaLogs
import Testing

/// A receiver, a network and an owner of the machine, all of which fail as a seed says.
///
/// The world checks after every event that no chunk is lost or in two places, and at the end, when the faults have
/// stopped, that every chunk is where it should be.
private struct World {
    typealias Machine = DeliveryMachine<NamedChunk>

    var machine: Machine
    var random: SeededRandom
    let hasFaults: Bool
    /// Chunks that the receiver will never take.
    let poison: Set<Int>

    var now = Duration.zero
    var nextID = 0
    var opening: ConnectionNumber?
    var open: ConnectionNumber?
    /// Sent on the open connection, and not yet looked at by the receiver.
    var onTheWire: [Int] = []
    /// Answers of the receiver that are on their way back; `nil` is a refusal without a name.
    var answers: [(id: Int?, isRefusal: Bool)] = []

    var received: [Int: Int] = [:]
    var acknowledged: [Int] = []
    var quarantined: [Int] = []
    var undelivered: [Int]?
    var violations: [String] = []

    init(seed: UInt64, hasFaults: Bool) {
        var random = SeededRandom(seed: seed)
        let settings = DeliverySettings(
            windowChunksMax: Int.random(in: 1...6, using: &random),
            heldChunksMax: Int.random(in: 6...20, using: &random),
            connectionAgeMax: .seconds(Int.random(in: 1...100, using: &random)),
            refusalsMax: Int.random(in: 1...4, using: &random))
        machine = Machine(settings: settings, seed: seed)
        poison = hasFaults ? Set((0..<200).filter { _ in Int.random(in: 0..<20, using: &random) == 0 }) : []
        self.random = random
        self.hasFaults = hasFaults
    }

    mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

    mutating func check(_ holds: Bool, _ message: String) {
        if !holds { violations.append("at \(now): \(message)") }
    }

    mutating func perform(_ actions: [Machine.Action]) {
        for action in actions {
            switch action {
            case .connect(let number):
                check(opening == nil && open == nil, "a second connection while one is open")
                opening = number
            case .send(let chunk, let number):
                check(open == number, "\(chunk.id) is sent on a connection that is not open")
                check(!acknowledged.contains(chunk.id), "\(chunk.id) is sent after its acknowledgement")
                onTheWire.append(chunk.id)
            case .closeConnection(let number, _):
                check(open == number || opening == number, "a connection is closed that is not open")
                loseConnection()
            case .wakeAt(let time):
                check(time >= now, "a wake-up in the past")
            case .acknowledged(let chunk): acknowledged.append(chunk.id)
            case .quarantined(let chunk, _): quarantined.append(chunk.id)
            case .acceptsAgain: check(machine.canAccept, "room is announced where there is none")
            case .split(let chunk, _): check(false, "\(chunk.id) is split and cannot be")
            case .finished(let chunks): undelivered = chunks.map(\.id)
            }
        }
        let settled = acknowledged.count + quarantined.count + (undelivered?.count ?? 0)
        check(settled + machine.heldChunks == nextID, "\(nextID) in, \(settled) out, \(machine.heldChunks) held")
        check(
            machine.heldBytes == machine.heldChunks * 100, "\(machine.heldBytes) bytes of \(machine.heldChunks) chunks")
        check(machine.chunksInFlight <= machine.settings.windowChunksMax, "the window is overrun")
        check(machine.heldChunks <= machine.settings.heldChunksMax, "the bound is overrun")
        check(
            machine.nextWake != nil || machine.heldChunks == 0 || machine.isFinished, "nothing would wake the machine")
    }

    mutating func loseConnection() {
        opening = nil
        open = nil
        // The receiver may still read what was on the wire; its answers get lost, or come late.
        while let id = onTheWire.first, chance(2) {
            onTheWire.removeFirst()
            if !poison.contains(id) { received[id, default: 0] += 1 }
        }
        onTheWire = []
        if chance(2) { answers = [] }
    }

    mutating func enqueue(limit: Int = 200) {
        guard machine.canAccept, nextID < limit else { return }
        let chunk = NamedChunk(id: nextID)
        do throws(LogsError) {
            let actions = try machine.enqueue(chunk, now: now)
            nextID += 1
            perform(actions)
        } catch {
            check(false, "refused although it said that it accepts")
        }
    }

    mutating func finishConnecting() {
        guard let number = opening else { return }
        opening = nil
        if hasFaults, chance(3) {
            perform(machine.connectFailed(number, now: now))
        } else {
            open = number
            perform(machine.connected(number, now: now))
        }
    }

    mutating func receive() {
        guard !onTheWire.isEmpty else { return }
        let id = onTheWire.removeFirst()
        if poison.contains(id) {
            answers.append((chance(2) ? id : nil, true))
            return
        }
        received[id, default: 0] += 1
        if hasFaults, chance(10) { return }
        answers.append((id, false))
        if hasFaults, chance(10) { answers.append((id, false)) }
        if hasFaults, chance(10) { answers.append((1_000 + id, false)) }
        if hasFaults, chance(10) { answers.shuffle(using: &random) }
    }

    mutating func answer() {
        guard !answers.isEmpty else { return }
        let (id, isRefusal) = answers.removeFirst()
        if isRefusal {
            perform(machine.refused(id, now: now))
        } else if let id {
            perform(machine.acknowledged(id, now: now))
        }
    }

    mutating func breakConnection() {
        guard hasFaults, let number = open ?? opening else { return }
        loseConnection()
        perform(machine.disconnected(number, now: now))
    }

    mutating func passTime() {
        // A wake-up may come late, and time also passes without one.
        if let wake = machine.nextWake, chance(2) { now = max(now, wake) }
        now += .milliseconds(Int.random(in: 0...(chance(20) ? 40_000 : 50), using: &random))
        perform(machine.tick(now: now))
    }

    mutating func step() {
        switch Int.random(in: 0..<12, using: &random) {
        case 0...3: enqueue()
        case 4, 5: finishConnecting()
        case 6, 7: receive()
        case 8, 9: answer()
        case 10: passTime()
        default: if chance(4) { breakConnection() }
        }
    }

    /// The network works from here on, the receiver answers everything, and time passes only when all have done so.
    mutating func settle() {
        for _ in 0..<20_000 where machine.heldChunks > 0 && !machine.isFinished {
            if let number = opening {
                opening = nil
                open = number
                perform(machine.connected(number, now: now))
            } else if !onTheWire.isEmpty {
                let id = onTheWire.removeFirst()
                if !poison.contains(id) { received[id, default: 0] += 1 }
                answers.append((id, poison.contains(id)))
            } else if !answers.isEmpty {
                answer()
            } else if let wake = machine.nextWake {
                now = max(now, wake)
                perform(machine.tick(now: now))
                // Logs go on: what the receiver does not take shows by what it takes.
                if hasFaults, chance(4) { enqueue(limit: 2_000) }
            }
        }
    }
}

@Suite("Delivery, whole histories")
struct DeliveryHistoryTests {
    @Test(
        "Whatever fails in whatever order, nothing is lost, and nothing is acknowledged that was not received",
        arguments: 0..<100)
    func faults(seed: Int) {
        var world = World(seed: UInt64(seed), hasFaults: true)
        for _ in 0..<1_500 { world.step() }
        world.settle()

        #expect(world.violations.isEmpty, "seed \(seed): \(world.violations.prefix(3))")
        #expect(world.machine.heldChunks == 0, "seed \(seed)")
        #expect((world.acknowledged + world.quarantined).sorted() == Array(0..<world.nextID), "seed \(seed)")
        #expect(world.acknowledged.allSatisfy { world.received[$0] != nil }, "seed \(seed)")
        #expect(world.machine.counters.acknowledged == UInt64(world.acknowledged.count))
        // Every second copy at the receiver is a resend that was counted: duplicates are known, and known to be rare.
        let duplicates = world.received.values.reduce(0) { $0 + $1 - 1 }
        #expect(duplicates <= Int(world.machine.counters.resends), "seed \(seed)")
    }

    @Test("The faults are real: over all histories chunks were sent twice, received twice, and quarantined")
    func faultsHappen() {
        var duplicates = 0
        var counters = DeliveryCounters()
        for seed in 0..<30 {
            var world = World(seed: UInt64(seed), hasFaults: true)
            for _ in 0..<1_500 { world.step() }
            world.settle()
            duplicates += world.received.values.count { $0 > 1 }
            counters.resends += world.machine.counters.resends
            counters.quarantined += world.machine.counters.quarantined
            counters.acknowledgementTimeouts += world.machine.counters.acknowledgementTimeouts
            counters.unmatchedAnswers += world.machine.counters.unmatchedAnswers
        }
        #expect(duplicates > 50)
        #expect(counters.resends > 50)
        #expect(counters.quarantined > 5)
        #expect(counters.acknowledgementTimeouts > 5)
        #expect(counters.unmatchedAnswers > 50)
    }

    @Test("Without a fault every chunk arrives once and in order", arguments: 0..<40)
    func noFaults(seed: Int) {
        var world = World(seed: UInt64(seed), hasFaults: false)
        for _ in 0..<1_500 {
            world.step()
            // A receiver that does not look at its wire for 30 seconds is a fault too.
            world.finishConnecting()
            while !world.onTheWire.isEmpty || !world.answers.isEmpty {
                world.receive()
                world.answer()
            }
        }
        world.settle()
        #expect(world.violations.isEmpty, "seed \(seed): \(world.violations.prefix(3))")
        #expect(world.acknowledged == Array(0..<world.nextID), "seed \(seed)")
        #expect(world.received.values.allSatisfy { $0 == 1 }, "seed \(seed)")
        #expect(world.machine.counters.resends == 0)
    }

    @Test("Draining ends by its deadline whatever fails, and says what was not delivered", arguments: 0..<60)
    func draining(seed: Int) {
        var world = World(seed: UInt64(seed), hasFaults: true)
        for _ in 0..<300 { world.step() }
        let deadline = world.now + .seconds(5)
        world.perform(world.machine.drain(until: deadline, now: world.now))
        for _ in 0..<10_000 where !world.machine.isFinished { world.step() }
        #expect(world.machine.isFinished, "seed \(seed)")
        #expect(world.violations.isEmpty, "seed \(seed): \(world.violations.prefix(3))")
        let settled = world.acknowledged + world.quarantined + (world.undelivered ?? [])
        #expect(settled.sorted() == Array(0..<world.nextID), "seed \(seed)")
    }
}
