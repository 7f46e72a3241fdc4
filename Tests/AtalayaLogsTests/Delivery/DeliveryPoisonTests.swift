import AtalayaLogs
import Testing

/// A chunk of numbered records, which splits into halves.
struct RecordsChunk: DeliverableChunk, Hashable {
    var id: UInt64
    var records: [Int]
    var heldBytes: Int { records.count }

    func parts(using random: inout some RandomNumberGenerator) -> [RecordsChunk] {
        guard records.count > 1 else { return [] }
        let middle = records.count / 2
        return [
            RecordsChunk(id: random.next(), records: Array(records[..<middle])),
            RecordsChunk(id: random.next(), records: Array(records[middle...])),
        ]
    }
}

/// How a receiver behaves towards a chunk with a record that it does not take.
enum Choking: String, CaseIterable, Sendable {
    /// Answers with a refusal that has no name: Vector.
    case refuses
    /// Closes the connection without an answer: Fluentd.
    case closes
    /// Goes on with the next one: Fluentd's `chunk_size_limit`.
    case isSilent
}

/// Receivers that handle the chunks of a connection in order, a fleet, and time that passes when nothing else happens.
struct PoisonWorld {
    var fleet: DeliveryFleet<RecordsChunk>
    let choking: Choking
    let poison: Set<Int>
    /// Receivers that accept connections and close them on the first chunk, whatever it is: a proxy without a server.
    var hollow: Set<Int> = []
    /// A chunk with more records is one to choke on.
    var recordsMax = Int.max

    private(set) var now = Duration.zero
    private(set) var received: [Int: Int] = [:]
    private(set) var quarantined: [Int] = []
    private(set) var families = SplitFamilies<UInt64>()
    private(set) var settled: [UInt64] = []
    private(set) var violations: [String] = []
    /// Chunks that wait at each open connection.
    private var wires: [ConnectionNumber: [RecordsChunk]] = [:]
    private var opening: [ConnectionNumber] = []
    private var nextID: UInt64 = 1
    private var waiting: [RecordsChunk] = []

    init(members: [FleetMember] = [FleetMember()], choking: Choking, poison: Set<Int>, seed: UInt64) {
        fleet = DeliveryFleet(
            members: members, settings: DeliverySettings(windowChunksMax: 4, heldChunksMax: 8), seed: seed)
        self.choking = choking
        self.poison = poison
    }

    mutating func enqueue(_ records: [Int]) {
        waiting.append(RecordsChunk(id: nextID, records: records))
        nextID += 1
    }

    /// Runs until everything is settled. Logs go on meanwhile: every now and then there is a chunk with a record from
    /// 1,000 up.
    mutating func run(stepsMax: Int = 20_000) {
        for count in 0..<stepsMax where !(waiting.isEmpty && fleet.heldChunks == 0) {
            if waiting.isEmpty, count % 20 == 0 { enqueue([1_000 + count]) }
            step()
        }
    }

    mutating func step() {
        if let chunk = waiting.first, fleet.canAccept {
            waiting.removeFirst()
            if let actions = try? fleet.enqueue(chunk, now: now) { perform(actions) }
        } else if !opening.isEmpty {
            let number = opening.removeFirst()
            wires[number] = []
            perform(fleet.connected(number, now: now))
        } else if let (number, chunk) = nextOnAWire() {
            receive(chunk, on: number)
        } else if let wake = fleet.nextWake {
            now = max(now, wake)
            perform(fleet.tick(now: now))
        }
    }

    private mutating func nextOnAWire() -> (ConnectionNumber, RecordsChunk)? {
        guard let number = wires.keys.filter({ wires[$0]?.isEmpty == false }).min(by: { $0.value < $1.value }),
            let chunk = wires[number]?.removeFirst()
        else { return nil }
        return (number, chunk)
    }

    private mutating func receive(_ chunk: RecordsChunk, on number: ConnectionNumber) {
        now += .milliseconds(1)
        if hollow.contains(fleet.member(of: number)) {
            wires[number] = nil
            return perform(fleet.disconnected(number, now: now))
        }
        guard poison.isDisjoint(with: chunk.records), chunk.records.count <= recordsMax else {
            switch choking {
            case .refuses: return perform(fleet.refused(nil, on: number, now: now))
            case .isSilent: return
            case .closes:
                wires[number] = nil
                return perform(fleet.disconnected(number, now: now))
            }
        }
        for record in chunk.records { received[record, default: 0] += 1 }
        perform(fleet.acknowledged(chunk.id, now: now))
    }

    private mutating func perform(_ actions: [DeliveryAction<RecordsChunk>]) {
        for action in actions {
            switch action {
            case .connect(let number): opening.append(number)
            case .send(let chunk, let number):
                if wires[number] == nil { violations.append("\(chunk.id) is sent on \(number), which is not open") }
                wires[number]?.append(chunk)
            case .closeConnection(let number, _):
                wires[number] = nil
                opening.removeAll { $0 == number }
            case .acknowledged(let chunk): settle(chunk)
            case .quarantined(let chunk, let reason):
                let expected: [Choking: DropReason] = [
                    .refuses: .refused, .closes: .closedOn, .isSilent: .unanswered,
                ]
                if reason != expected[choking] { violations.append("quarantined as \(reason.name)") }
                quarantined += chunk.records
                settle(chunk)
            case .split(let chunk, let parts):
                if parts.flatMap(\.records) != chunk.records {
                    violations.append("\(chunk.id) loses records by its split")
                }
                families.split(chunk.id, into: parts.map(\.id))
            case .wakeAt, .acceptsAgain, .finished: break
            }
        }
    }

    private mutating func settle(_ chunk: RecordsChunk) {
        if let whole = families.settle(chunk.id) { settled.append(whole) }
    }
}

@Suite("Delivery of chunks that a receiver chokes on")
struct DeliveryPoisonTests {
    @Test(
        "The bad records alone are quarantined, everything else arrives once, and every whole is settled once",
        arguments: Choking.allCases, 1...3)
    func isolation(choking: Choking, members: Int) {
        for seed in 0..<10 {
            let poison: Set = [17, 130, 131, 399, 400 + seed]
            var world = PoisonWorld(
                members: Array(repeating: FleetMember(), count: members), choking: choking, poison: poison,
                seed: UInt64(seed))
            for chunk in 0..<30 { world.enqueue(Array(chunk * 20..<chunk * 20 + 20)) }
            world.run()
            #expect(world.violations == [], "seed \(seed)")
            #expect(Set(world.quarantined) == poison && world.quarantined.count == poison.count, "seed \(seed)")
            #expect(Set(world.received.keys.filter { $0 < 1_000 }) == Set(0..<600).subtracting(poison), "seed \(seed)")
            #expect(world.received.values.allSatisfy { $0 == 1 }, "seed \(seed)")
            #expect(world.settled.sorted().prefix(30) == Array(1...30)[...], "seed \(seed)")
            #expect(world.families.count == 0, "seed \(seed)")
        }
    }

    @Test(
        "A bad record in the only chunk there is is found too: its own good parts are the comparison",
        arguments: Choking.allCases)
    func alone(choking: Choking) {
        var world = PoisonWorld(choking: choking, poison: [3], seed: 1)
        world.enqueue(Array(0..<16))
        // The record itself is quarantined when others pass, and not before.
        for _ in 0..<2_000 { world.step() }
        #expect(world.received.count == 15)
        #expect(world.quarantined == [])
        #expect(world.settled.isEmpty)
        world.run()
        #expect(world.quarantined == [3])
        #expect(world.settled.contains(1))
    }

    @Test("A receiver that is down behind a proxy has no chunk quarantined, and gets all of them when it is back")
    func hollow() {
        var world = PoisonWorld(choking: .closes, poison: [], seed: 5)
        world.hollow = [0]
        for chunk in 0..<6 { world.enqueue(Array(chunk * 10..<chunk * 10 + 10)) }
        for _ in 0..<5_000 { world.step() }
        #expect(world.received.isEmpty)
        #expect(world.fleet.counters.disconnects > 100)
        // One chunk is split to see whether its size is the trouble, and no other.
        #expect(world.fleet.counters.splits <= 4)
        world.hollow = []
        world.run()
        #expect(world.quarantined == [])
        #expect(Set(world.received.keys.filter { $0 < 1_000 }) == Set(0..<60))
        #expect(world.received.values.allSatisfy { $0 == 1 })
    }

    @Test("One hollow receiver of two blames nobody, and the other one gets everything")
    func hollowMember() {
        var world = PoisonWorld(members: [FleetMember(), FleetMember()], choking: .closes, poison: [], seed: 6)
        world.hollow = [0]
        for chunk in 0..<50 { world.enqueue(Array(chunk * 10..<chunk * 10 + 10)) }
        world.run()
        #expect(world.quarantined == [])
        #expect(world.received.keys.count { $0 < 1_000 } == 500)
        #expect(world.received.values.allSatisfy { $0 == 1 })
    }

    @Test("When every chunk is too large for the receiver, they are split until they fit, and nothing is quarantined")
    func tooLarge() {
        for choking in Choking.allCases {
            var world = PoisonWorld(choking: choking, poison: [], seed: 7)
            world.recordsMax = 3
            for chunk in 0..<20 { world.enqueue(Array(chunk * 20..<chunk * 20 + 20)) }
            for _ in 0..<20_000 { world.step() }
            #expect(world.quarantined == [])
            #expect(Set(world.received.keys) == Set(0..<400))
            #expect(world.settled.sorted() == Array(1...20))
        }
    }

    @Test("A receiver that refuses every second chunk has none given up", arguments: 0..<20)
    func flaky(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        var fleet = DeliveryFleet<NamedChunk>(seed: UInt64(seed))
        var now = Duration.zero
        var pending: [DeliveryAction<NamedChunk>] = []
        var acknowledged = 0
        for id in 0..<300 {
            pending += try fleet.enqueue(NamedChunk(id: id), now: now)
            while !pending.isEmpty || !fleet.canAccept {
                guard !pending.isEmpty else {
                    now = max(now, try #require(fleet.nextWake))
                    pending += fleet.tick(now: now)
                    continue
                }
                switch pending.removeFirst() {
                case .connect(let number): pending += fleet.connected(number, now: now)
                case .send(let chunk, let number):
                    pending +=
                        Bool.random(using: &random)
                        ? fleet.acknowledged(chunk.id, now: now) : fleet.refused(chunk.id, on: number, now: now)
                case .acknowledged: acknowledged += 1
                default: break
                }
            }
        }
        #expect(fleet.counters.quarantined == 0)
        #expect(acknowledged + fleet.heldChunks == 300)
    }
}
