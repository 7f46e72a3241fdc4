import AtalayaLogs
import Testing

/// What a machine does with answers that are neither yes nor no.
@Suite("Verdicts of receivers")
struct DeliveryVerdictsTests {
    private typealias Machine = DeliveryMachine<RecordsChunk>

    /// A machine that is connected and has sent these chunks.
    private static func machine(_ chunks: [RecordsChunk], window: Int = 4) throws -> Machine {
        var machine = Machine(settings: DeliverySettings(windowChunksMax: window), seed: 1)
        for chunk in chunks { _ = try machine.enqueue(chunk, now: .zero) }
        _ = machine.connected(ConnectionNumber(1), now: .zero)
        return machine
    }

    private static func sent(_ actions: [Machine.Action]) -> [UInt64] {
        actions.compactMap { action in
            guard case .send(let chunk, _) = action else { return nil }
            return chunk.id
        }
    }

    private static let first = RecordsChunk(id: 1, records: [1, 2, 3])
    private static let second = RecordsChunk(id: 2, records: [4])

    @Test("a receiver that asks for time gets it, and then the same chunk")
    func deferral() throws {
        var machine = try Self.machine([Self.first])
        #expect(machine.chunksInFlight == 1)
        let actions = machine.deferred(1, for: .seconds(60), now: .seconds(1))
        #expect(actions == [.wakeAt(.seconds(61))])
        #expect(machine.heldChunks == 1 && machine.counters.deferrals == 1)
        #expect(Self.sent(try machine.enqueue(Self.second, now: .seconds(2))).isEmpty, "nothing is sent meanwhile")
        #expect(machine.tick(now: .seconds(60)).isEmpty)
        let awake = machine.tick(now: .seconds(61))
        #expect(awake.contains(.connect(ConnectionNumber(2))))
        #expect(Self.sent(machine.connected(ConnectionNumber(2), now: .seconds(61))).first == 1)
        #expect(machine.acknowledged(1, now: .seconds(62)).contains(.acknowledged(Self.first)))
    }

    @Test("without a wish of the receiver the waits grow, up to the cap")
    func backoff() throws {
        var machine = try Self.machine([Self.first])
        var now = Duration.zero
        var waits: [Duration] = []
        for number in 2..<12 {
            _ = machine.deferred(1, for: nil, now: now)
            let wake = try #require(machine.nextWake)
            waits.append(wake - now)
            now = wake
            _ = machine.tick(now: now)
            _ = machine.connected(ConnectionNumber(UInt64(number)), now: now)
        }
        #expect(waits[0] <= .milliseconds(100))
        #expect(waits.allSatisfy { $0 > .zero && $0 <= machine.settings.backoffCap })
        #expect(try #require(waits.last) >= machine.settings.backoffCap / 2)
    }

    @Test("what else is in flight may still be answered while the receiver has time")
    func others() throws {
        var machine = try Self.machine([Self.first, Self.second])
        _ = machine.deferred(1, for: .seconds(60), now: .zero)
        #expect(machine.acknowledged(2, now: .seconds(1)).contains(.acknowledged(Self.second)))
        // A window of answers is one failure: the longest wait counts, not the sum.
        var crowded = try Self.machine([Self.first, Self.second])
        _ = crowded.deferred(1, for: .seconds(60), now: .zero)
        _ = crowded.deferred(2, for: .seconds(10), now: .zero)
        #expect(crowded.nextWake == .seconds(60))
        #expect(crowded.heldChunks == 2)
    }

    @Test("a judged chunk goes on as its parts: settled, given up, and sent again")
    func judged() throws {
        var machine = try Self.machine([Self.first, Self.second])
        let parts = [(11, [1], RecordFate.acknowledged), (12, [2], .refused), (13, [3], .again)].map {
            (chunk: RecordsChunk(id: $0.0, records: $0.1), fate: $0.2)
        }
        let actions = machine.judged(1, as: parts, now: .seconds(1))
        #expect(
            actions.prefix(3) == [
                .split(Self.first, into: parts.map(\.chunk)), .acknowledged(parts[0].chunk),
                .quarantined(parts[1].chunk, reason: .refused),
            ])
        #expect(machine.heldChunks == 2 && machine.heldBytes == 2)
        let wake = try #require(machine.nextWake)
        #expect(Self.sent(machine.tick(now: wake)) == [13])
        _ = machine.acknowledged(13, now: wake)
        _ = machine.acknowledged(2, now: wake)
        #expect(machine.heldChunks == 0 && machine.heldBytes == 0)
        #expect(machine.counters.acknowledged == 3 && machine.counters.quarantined == 1)
    }

    @Test("answers for chunks that are not in flight are counted, and change nothing")
    func unmatched() throws {
        var machine = try Self.machine([Self.first])
        #expect(machine.deferred(9, for: nil, now: .zero).isEmpty)
        #expect(machine.judged(9, as: [(Self.second, .acknowledged)], now: .zero).isEmpty)
        #expect(machine.judged(1, as: [], now: .zero).isEmpty)
        #expect(machine.counters.unmatchedAnswers == 3)
        #expect(machine.heldChunks == 1)
    }

    @Test("a drain tries at once, and hands back what is still deferred at its end")
    func drain() throws {
        var machine = try Self.machine([Self.first])
        _ = machine.deferred(1, for: .seconds(60), now: .zero)
        let actions = machine.drain(until: .seconds(5), now: .seconds(1))
        #expect(actions.contains(.connect(ConnectionNumber(2))))
        #expect(Self.sent(machine.connected(ConnectionNumber(2), now: .seconds(1))) == [1])
        _ = machine.deferred(1, for: .seconds(60), now: .seconds(2))
        #expect(machine.tick(now: .seconds(5)).contains(.finished(undelivered: [Self.first])))
    }
}

@Suite("Parts of a chunk by the fates of its records")
struct ChunkFatesTests {
    private static func chunk(_ count: Int) throws -> Chunk {
        var builder = try ChunkBuilder(tag: "a")
        for number in 0..<count {
            try builder.append(
                LogRecord(time: LogTime(seconds: 1), fields: [LogField("n", .integer(Int64(number)))]), lineBytes: 7,
                at: .zero)
        }
        var random = SeededRandom(seed: 1)
        return try builder.seal(id: ChunkID(random: &random))
    }

    @Test("neighbours stay together, and the parts are the whole")
    func runs() throws {
        let fates: [RecordFate] = [.acknowledged, .acknowledged, .again, .refused, .again, .again]
        let chunk = try Self.chunk(6)
        var random = SeededRandom(seed: 2)
        let parts = try chunk.parts(by: fates, using: &random)
        #expect(parts.map(\.fate) == [.acknowledged, .again, .refused, .again])
        #expect(parts.map(\.chunk.eventCount) == [2, 1, 1, 2])
        #expect(parts.map { $0.chunk.part?.events } == [0..<2, 2..<3, 3..<4, 4..<6])
        #expect(parts.reduce(0) { $0 + $1.chunk.rawBytes } == chunk.rawBytes)
        #expect(Set(parts.map(\.chunk.id)).count == 4)
        let numbers = try parts.flatMap { try RecordBatch($0.chunk).records.map { $0["n"] } }
        #expect(numbers == (0..<6).map { .integer($0) })
    }

    @Test("as many fates as records, or none of it")
    func wrongCounts() throws {
        var random = SeededRandom(seed: 2)
        let chunk = try Self.chunk(3)
        for count in [0, 2, 4] {
            #expect(throws: LogsError.self) {
                try chunk.parts(by: Array(repeating: .again, count: count), using: &random)
            }
        }
        #expect(throws: LogsError.self) { try chunk.parts(with: [0, 3], using: &random) }
        #expect(throws: LogsError.self) { try chunk.parts(with: [.max, .max], using: &random) }
    }
}
