import AtalayaLogs
import Testing

@Suite("Delivery to several receivers")
struct DeliveryFleetTests {
    typealias Fleet = DeliveryFleet<NamedChunk>

    /// Answers every connection and every chunk at once, except for those to receivers that are down.
    private struct Harness {
        var fleet: Fleet
        var down: Set<Int> = []
        var now = Duration.zero
        var nextID = 0
        /// The chunks that each receiver got, in order.
        var received: [[Int]]
        var acknowledged: [Int] = []
        var undelivered: [Int]?
        var open: Set<ConnectionNumber> = []
        var answersChunks = true
        private var pending: [DeliveryAction<NamedChunk>] = []

        init(_ members: [FleetMember], settings: DeliverySettings = DeliverySettings()) {
            fleet = Fleet(members: members, settings: settings, seed: 1)
            received = members.map { _ in [] }
        }

        mutating func send(_ count: Int) throws {
            for _ in 0..<count {
                nextID += 1
                perform(try fleet.enqueue(NamedChunk(id: nextID), now: now))
            }
        }

        mutating func pass(_ time: Duration) {
            let end = now + time
            while let wake = fleet.nextWake, wake <= end {
                now = max(now, wake)
                perform(fleet.tick(now: now))
            }
            now = end
            perform(fleet.tick(now: now))
        }

        mutating func fail(_ member: Int) {
            down.insert(member)
            for number in open where fleet.member(of: number) == member {
                open.remove(number)
                perform(fleet.disconnected(number, now: now))
            }
        }

        mutating func perform(_ actions: [DeliveryAction<NamedChunk>]) {
            pending += actions
            while !pending.isEmpty {
                switch pending.removeFirst() {
                case .connect(let number):
                    if down.contains(fleet.member(of: number)) {
                        pending += fleet.connectFailed(number, now: now)
                    } else {
                        open.insert(number)
                        pending += fleet.connected(number, now: now)
                    }
                case .send(let chunk, let number):
                    received[fleet.member(of: number)].append(chunk.id)
                    if answersChunks { pending += fleet.acknowledged(chunk.id, now: now) }
                case .closeConnection(let number, _): open.remove(number)
                case .acknowledged(let chunk): acknowledged.append(chunk.id)
                case .finished(let chunks): undelivered = chunks.map(\.id)
                default: break
                }
            }
        }
    }

    @Test("Chunks are shared out by weight", arguments: [[1, 1], [3, 1], [5, 2, 1]])
    func weights(weights: [Int]) throws {
        var harness = Harness(weights.map { FleetMember(weight: $0) })
        try harness.send(1)
        for index in harness.received.indices { harness.received[index] = [] }
        try harness.send(80 * weights.reduce(0, +) / 8)
        let sum = weights.reduce(0, +)
        let total = harness.received.map(\.count).reduce(0, +)
        for (index, weight) in weights.enumerated() {
            let share = total * weight / sum
            #expect(abs(harness.received[index].count - share) <= 1, "\(harness.received.map(\.count))")
        }
        #expect(harness.acknowledged.count == harness.nextID)
    }

    @Test("Chunks of a receiver that fails go to the other one, under the same ids and in order")
    func failover() throws {
        var harness = Harness([FleetMember(), FleetMember()])
        try harness.send(2)
        harness.answersChunks = false
        harness.received = [[], []]
        try harness.send(4)
        let lost = harness.received[0]
        #expect(lost.count == 2)
        harness.received[1] = []
        harness.fail(0)
        #expect(harness.received[1] == lost)
        #expect(harness.fleet.counters.resends == 2)
        #expect(harness.fleet.heldChunks == 4)
    }

    @Test("An acknowledgement that comes after the failure spares the second copy, wherever the chunk is")
    func lateAcknowledgement() throws {
        var harness = Harness([FleetMember()])
        harness.answersChunks = false
        try harness.send(1)
        harness.fail(0)
        #expect(harness.fleet.heldChunks == 1)
        harness.perform(harness.fleet.acknowledged(1, now: harness.now))
        #expect(harness.acknowledged == [1])
        #expect(harness.fleet.heldChunks == 0 && harness.fleet.heldBytes == 0)
    }

    @Test("A receiver that is back gets its share again, within a second or so of being back")
    func comeback() throws {
        var harness = Harness([FleetMember(), FleetMember()])
        try harness.send(2)
        harness.fail(0)
        for _ in 0..<50 {
            try harness.send(1)
            harness.pass(.milliseconds(200))
        }
        #expect(!harness.fleet.isConnected(0))
        harness.down = []
        harness.answersChunks = false
        try harness.send(1)
        harness.pass(.milliseconds(1_001))
        #expect(harness.fleet.isConnected(0))
        harness.received = [[], []]
        try harness.send(2)
        #expect(harness.received.allSatisfy { !$0.isEmpty })
    }

    @Test("A standby is not even connected to before it is needed, fills in, and rests again")
    func standby() throws {
        var harness = Harness([FleetMember(), FleetMember(isStandby: true)])
        try harness.send(10)
        #expect(harness.received.map(\.count) == [10, 0])
        #expect(harness.open.count == 1)
        harness.fail(0)
        try harness.send(5)
        harness.pass(.milliseconds(10))
        #expect(harness.received.map(\.count) == [10, 5])
        harness.down = []
        harness.answersChunks = false
        try harness.send(1)
        harness.pass(.milliseconds(1_001))
        #expect(harness.fleet.isConnected(0))
        harness.answersChunks = true
        let before = harness.received[1].count
        try harness.send(10)
        #expect(harness.received[1].count == before)
    }

    @Test("Standbys without a first line are the first line")
    func onlyStandbys() throws {
        var harness = Harness([FleetMember(isStandby: true), FleetMember(isStandby: true)])
        try harness.send(10)
        #expect(harness.acknowledged.count == 10)
    }

    @Test("The bounds hold for all receivers together")
    func bounds() throws {
        var harness = Harness(
            [FleetMember(), FleetMember()], settings: DeliverySettings(windowChunksMax: 2, heldChunksMax: 6))
        harness.answersChunks = false
        try harness.send(6)
        #expect(!harness.fleet.canAccept)
        #expect(throws: LogsError(.limitExceeded, "")) {
            try harness.fleet.enqueue(NamedChunk(id: 99), now: harness.now)
        }
        #expect(harness.fleet.chunksInFlight == 4)
        let actions = harness.fleet.acknowledged(1, now: harness.now)
        #expect(actions.contains(.acceptsAgain))
        #expect(harness.fleet.canAccept)
    }

    @Test("Draining ends by its deadline and hands back what nobody took; or at once when all is delivered")
    func drain() throws {
        var harness = Harness([FleetMember(), FleetMember()])
        harness.down = [0, 1]
        try harness.send(3)
        harness.perform(harness.fleet.drain(until: .seconds(2), now: .zero))
        #expect(harness.undelivered == nil)
        harness.pass(.seconds(2))
        #expect(harness.undelivered == [1, 2, 3])
        #expect(harness.fleet.isFinished && harness.fleet.heldBytes == 0 && harness.fleet.nextWake == nil)

        var idle = Harness([FleetMember(), FleetMember()])
        try idle.send(3)
        idle.perform(idle.fleet.drain(until: .seconds(2), now: .zero))
        #expect(idle.undelivered == [])
        #expect(idle.open.isEmpty)
    }

    @Test("Whatever fails in whatever order, every chunk is acknowledged by somebody", arguments: 0..<60)
    func histories(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        let members = (0..<Int.random(in: 1...4, using: &random)).map { _ in
            FleetMember(
                weight: Int.random(in: 1...3, using: &random), isStandby: Int.random(in: 0..<3, using: &random) == 0)
        }
        var harness = Harness(members, settings: DeliverySettings(heldChunksMax: 20))
        for _ in 0..<400 {
            switch Int.random(in: 0..<8, using: &random) {
            case 0...2: if harness.fleet.canAccept { try harness.send(1) }
            case 3: harness.pass(.milliseconds(Int.random(in: 0...2_000, using: &random)))
            case 4: harness.fail(Int.random(in: 0..<members.count, using: &random))
            case 5: harness.down.remove(Int.random(in: 0..<members.count, using: &random))
            case 6: harness.answersChunks.toggle()
            default:
                let id = Int.random(in: 0...harness.nextID, using: &random)
                harness.perform(harness.fleet.acknowledged(id, now: harness.now))
            }
            let held = harness.fleet.heldChunks
            #expect(harness.acknowledged.count + held == harness.nextID, "seed \(seed)")
            #expect(harness.fleet.heldBytes == held * 100, "seed \(seed)")
        }
        harness.down = []
        harness.answersChunks = true
        harness.pass(.seconds(60))
        #expect(harness.fleet.heldChunks == 0, "seed \(seed)")
        #expect(Set(harness.acknowledged).count == harness.nextID, "seed \(seed)")
        #expect(harness.acknowledged.count == harness.nextID, "seed \(seed)")
    }
}
