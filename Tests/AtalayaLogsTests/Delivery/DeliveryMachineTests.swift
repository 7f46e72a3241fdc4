import AtalayaLogs
import Testing

/// A chunk that is nothing but its name.
struct NamedChunk: DeliverableChunk, Equatable {
    var id: Int
    var heldBytes = 100
}

@Suite("Delivery, one transition at a time")
struct DeliveryMachineTests {
    typealias Action = DeliveryAction<NamedChunk>

    static let one = ConnectionNumber(1)
    static let two = ConnectionNumber(2)

    static func chunk(_ id: Int) -> NamedChunk { NamedChunk(id: id) }

    /// A machine at time 0 with these chunks in flight on connection 1.
    static func sending(
        _ ids: [Int], settings: DeliverySettings = DeliverySettings()
    ) throws -> DeliveryMachine<NamedChunk> {
        var machine = DeliveryMachine<NamedChunk>(settings: settings, seed: 1)
        for id in ids { _ = try machine.enqueue(chunk(id), now: .zero) }
        _ = machine.connected(one, now: .zero)
        return machine
    }

    /// The actions without the requests to be woken, which most tests do not look at.
    static func deeds(_ actions: [Action]) -> [Action] {
        actions.filter { if case .wakeAt = $0 { false } else { true } }
    }

    static func wake(_ actions: [Action]) -> Duration? {
        for case .wakeAt(let time) in actions { return time }
        return nil
    }

    @Test("Nothing happens while there is nothing to send")
    func idle() {
        var machine = DeliveryMachine<NamedChunk>(seed: 1)
        #expect(machine.tick(now: .seconds(1)) == [])
        #expect(machine.nextWake == nil)
        #expect(machine.canAccept)
    }

    @Test("The first chunk opens a connection, the second waits with it, and both go out when it stands")
    func connecting() throws {
        var machine = DeliveryMachine<NamedChunk>(seed: 1)
        #expect(try machine.enqueue(Self.chunk(1), now: .zero) == [.connect(Self.one), .wakeAt(.seconds(5))])
        #expect(try machine.enqueue(Self.chunk(2), now: .seconds(1)) == [])
        let actions = machine.connected(Self.one, now: .seconds(2))
        #expect(
            actions == [
                .send(Self.chunk(1), on: Self.one), .send(Self.chunk(2), on: Self.one), .wakeAt(.seconds(32)),
            ])
        #expect(machine.chunksInFlight == 2)
    }

    @Test("No more chunks are in flight than the window allows, and each answer makes room for the next")
    func window() throws {
        var machine = try Self.sending([1, 2, 3, 4], settings: DeliverySettings(windowChunksMax: 2))
        #expect(machine.chunksInFlight == 2)
        let actions = machine.acknowledged(1, now: .seconds(1))
        #expect(Self.deeds(actions) == [.acknowledged(Self.chunk(1)), .send(Self.chunk(3), on: Self.one)])
        #expect(machine.chunksInFlight == 2)
    }

    @Test("Acknowledgements are matched by id, in any order")
    func anyOrder() throws {
        var machine = try Self.sending([1, 2, 3])
        for id in [3, 1, 2] {
            #expect(Self.deeds(machine.acknowledged(id, now: .zero)) == [.acknowledged(Self.chunk(id))])
        }
        #expect(machine.heldChunks == 0)
        #expect(machine.heldBytes == 0)
        #expect(machine.counters.acknowledged == 3)
    }

    @Test("An acknowledgement of nothing, and a second one, are counted and change nothing")
    func unmatched() throws {
        var machine = try Self.sending([1, 2])
        #expect(machine.acknowledged(7, now: .zero) == [])
        _ = machine.acknowledged(1, now: .zero)
        #expect(machine.acknowledged(1, now: .zero) == [])
        #expect(machine.refused(1, now: .zero) == [])
        #expect(machine.counters.unmatchedAnswers == 3)
        #expect(machine.counters.acknowledged == 1)
        #expect(machine.chunksInFlight == 1)
    }

    @Test("A chunk that was never sent cannot be acknowledged")
    func neverSent() throws {
        var machine = DeliveryMachine<NamedChunk>(seed: 1)
        _ = try machine.enqueue(Self.chunk(1), now: .zero)
        #expect(machine.acknowledged(1, now: .zero) == [])
        #expect(machine.heldChunks == 1)
    }

    @Test("A failed attempt is repeated after a wait, and waits grow")
    func connectFails() throws {
        var machine = DeliveryMachine<NamedChunk>(seed: 1)
        _ = try machine.enqueue(Self.chunk(1), now: .zero)
        var now = Duration.zero
        var waits: [Duration] = []
        for attempt in 1...10 {
            let actions = machine.connectFailed(ConnectionNumber(UInt64(attempt)), now: now)
            let wake = try #require(Self.wake(actions))
            #expect(Self.deeds(actions) == [])
            #expect(Self.deeds(machine.tick(now: wake - .nanoseconds(1))) == [])
            #expect(Self.deeds(machine.tick(now: wake)) == [.connect(ConnectionNumber(UInt64(attempt + 1)))])
            waits.append(wake - now)
            now = wake
        }
        #expect(waits[0] <= .milliseconds(100))
        #expect(waits[9] >= .milliseconds(500) && waits[9] <= .seconds(1))
        #expect(machine.counters.connectFailures == 10)
    }

    @Test("An attempt that takes too long is given up")
    func connectTimeout() throws {
        var machine = DeliveryMachine<NamedChunk>(seed: 1)
        _ = try machine.enqueue(Self.chunk(1), now: .zero)
        let actions = machine.tick(now: .seconds(5))
        #expect(Self.deeds(actions) == [.closeConnection(Self.one, reason: .connectTimeout)])
        #expect(machine.connected(Self.one, now: .seconds(5)) == [])
        #expect(!machine.isConnected)
    }

    @Test("What was in flight when the connection broke goes out first on the next one, in order, under the same ids")
    func resend() throws {
        var machine = try Self.sending([1, 2, 3, 4], settings: DeliverySettings(windowChunksMax: 3))
        _ = machine.acknowledged(2, now: .zero)
        let wake = try #require(Self.wake(machine.disconnected(Self.one, now: .seconds(1))))
        #expect(machine.chunksInFlight == 0)
        #expect(Self.deeds(machine.tick(now: wake)) == [.connect(Self.two)])
        #expect(
            Self.deeds(machine.connected(Self.two, now: wake)) == [
                .send(Self.chunk(1), on: Self.two), .send(Self.chunk(3), on: Self.two),
                .send(Self.chunk(4), on: Self.two),
            ])
        #expect(machine.counters.resends == 3)
    }

    @Test("An acknowledgement that comes after the connection broke spares the resend")
    func lateAcknowledgement() throws {
        var machine = try Self.sending([1])
        let wake = try #require(Self.wake(machine.disconnected(Self.one, now: .zero)))
        #expect(Self.deeds(machine.acknowledged(1, now: .zero)) == [.acknowledged(Self.chunk(1))])
        #expect(machine.tick(now: wake) == [])
        #expect(machine.counters.resends == 0)
    }

    @Test(
        "After an acknowledgement timeout the connection is dropped, never used again, and the chunk is sent on another"
    )
    func acknowledgementTimeout() throws {
        var machine = try Self.sending([1])
        #expect(machine.nextWake == .seconds(30))
        #expect(Self.deeds(machine.tick(now: .seconds(30) - .nanoseconds(1))) == [])
        let actions = machine.tick(now: .seconds(30))
        #expect(Self.deeds(actions) == [.closeConnection(Self.one, reason: .acknowledgementTimeout)])
        let wake = try #require(Self.wake(actions))
        #expect(Self.deeds(machine.tick(now: wake)) == [.connect(Self.two)])
        #expect(machine.disconnected(Self.one, now: wake) == [])
        #expect(Self.deeds(machine.connected(Self.two, now: wake)) == [.send(Self.chunk(1), on: Self.two)])
        #expect(machine.counters.acknowledgementTimeouts == 1)
    }

    @Test("A slow receiver that works through the window is left alone")
    func slowReceiver() throws {
        var machine = try Self.sending([1, 2, 3])
        #expect(Self.deeds(machine.acknowledged(1, now: .seconds(29))) == [.acknowledged(Self.chunk(1))])
        #expect(Self.deeds(machine.acknowledged(2, now: .seconds(58))) == [.acknowledged(Self.chunk(2))])
        #expect(Self.deeds(machine.tick(now: .seconds(87))) == [])
        #expect(machine.isConnected)
    }

    @Test("A receiver that skips a chunk is noticed, although it answers others")
    func skippedChunk() throws {
        var machine = try Self.sending([1, 2, 3])
        _ = machine.acknowledged(2, now: .seconds(20))
        _ = machine.acknowledged(3, now: .seconds(29))
        #expect(
            Self.deeds(machine.tick(now: .seconds(30))) == [
                .closeConnection(Self.one, reason: .acknowledgementTimeout)
            ])
    }

    @Test("A receiver that accepts and closes does not reset the backoff")
    func acceptAndClose() throws {
        var machine = DeliveryMachine<NamedChunk>(seed: 1)
        _ = try machine.enqueue(Self.chunk(1), now: .zero)
        var now = Duration.zero
        var connectedAt: [Duration] = []
        for attempt in 1...8 {
            let number = ConnectionNumber(UInt64(attempt))
            connectedAt.append(now)
            #expect(Self.deeds(machine.connected(number, now: now)) == [.send(Self.chunk(1), on: number)])
            _ = machine.disconnected(number, now: now)
            now = try Self.timeOfNextConnect(&machine, now: now)
        }
        #expect(now - connectedAt[7] >= .milliseconds(500))
        #expect(machine.counters.quarantined == 0)
    }

    /// Lets time pass until the machine connects.
    static func timeOfNextConnect(_ machine: inout DeliveryMachine<NamedChunk>, now: Duration) throws -> Duration {
        for _ in 0..<10 {
            let wake = try #require(machine.nextWake)
            for case .connect in machine.tick(now: wake) { return wake }
        }
        Issue.record("the machine does not connect")
        return now
    }

    @Test("An acknowledgement resets the backoff")
    func resetBackoff() throws {
        var machine = try Self.sending([1, 2])
        var now = Duration.zero
        for attempt in 1...8 {
            _ = machine.disconnected(ConnectionNumber(UInt64(attempt)), now: now)
            now = try Self.timeOfNextConnect(&machine, now: now)
            _ = machine.connected(ConnectionNumber(UInt64(attempt + 1)), now: now)
        }
        _ = machine.acknowledged(1, now: now)
        let wake = try #require(Self.wake(machine.disconnected(ConnectionNumber(9), now: now)))
        #expect(wake - now <= .milliseconds(100))
    }

    @Test("A refused chunk waits aside while others pass, and is tried again")
    func refused() throws {
        var machine = try Self.sending([1, 2, 3], settings: DeliverySettings(windowChunksMax: 2))
        let actions = machine.refused(1, now: .seconds(1))
        #expect(Self.deeds(actions) == [.send(Self.chunk(3), on: Self.one)])
        let wake = try #require(machine.nextWake)
        #expect(wake <= .milliseconds(1_100))
        _ = machine.acknowledged(2, now: .seconds(1))
        #expect(Self.deeds(machine.tick(now: wake)) == [.send(Self.chunk(1), on: Self.one)])
        #expect(machine.counters.refusals == 1)
    }

    @Test("A refusal without an id is the oldest chunk's")
    func namelessRefusal() throws {
        var machine = try Self.sending([1, 2])
        _ = machine.refused(nil, now: .zero)
        #expect(machine.chunksInFlight == 1)
        #expect(Self.deeds(machine.acknowledged(2, now: .zero)) == [.acknowledged(Self.chunk(2))])
        #expect(machine.refused(nil, now: .zero) == [])
        #expect(machine.counters.unmatchedAnswers == 1)
    }

    @Test("A chunk refused as often as allowed while many others pass is quarantined, and only that chunk")
    func quarantine() throws {
        var machine = try Self.sending([1], settings: DeliverySettings(refusalsMax: 3))
        var now = Duration.zero
        for round in 1...3 {
            for other in 0..<100 {
                let id = round * 1_000 + other
                _ = try machine.enqueue(Self.chunk(id), now: now)
                _ = machine.acknowledged(id, now: now)
            }
            let deeds = Self.deeds(machine.refused(1, now: now))
            guard round < 3 else {
                #expect(deeds == [.quarantined(Self.chunk(1), reason: .refused)])
                break
            }
            #expect(deeds == [])
            now = try #require(machine.nextWake)
            #expect(Self.deeds(machine.tick(now: now)) == [.send(Self.chunk(1), on: Self.one)])
        }
        #expect(machine.counters.quarantined == 1)
        #expect(machine.heldChunks == 0)
        #expect(machine.heldBytes == 0)
    }

    @Test("Three refusals in a row are no proof where every second chunk is refused")
    func badLuck() throws {
        var machine = try Self.sending([1], settings: DeliverySettings(refusalsMax: 3))
        var now = Duration.zero
        for round in 1...10 {
            for other in 0..<20 {
                let id = round * 1_000 + other
                _ = try machine.enqueue(Self.chunk(id), now: now)
                _ = machine.refused(id, now: now)
            }
            _ = machine.refused(1, now: now)
            for _ in 0..<30 {
                guard let wake = machine.nextWake, machine.chunksInFlight < 4 else { break }
                now = max(now, wake)
                _ = machine.tick(now: now)
            }
            for other in 0..<20 { _ = machine.acknowledged(round * 1_000 + other, now: now) }
        }
        #expect(machine.counters.quarantined == 0)
    }

    @Test("A receiver that refuses everything has no chunk quarantined for it")
    func refusesEverything() throws {
        var machine = try Self.sending([1, 2], settings: DeliverySettings(refusalsMax: 3))
        var now = Duration.zero
        for _ in 0..<50 {
            _ = machine.refused(nil, now: now)
            _ = machine.refused(nil, now: now)
            now = try #require(machine.nextWake)
            _ = machine.tick(now: now)
        }
        #expect(machine.counters.quarantined == 0)
        #expect(machine.counters.refusals > 50)
        #expect(machine.heldChunks == 2)
    }

    @Test("A verdict on a record that cannot be split needs no comparison")
    func verdict() throws {
        var machine = try Self.sending([1], settings: DeliverySettings(refusalsMax: 2))
        #expect(Self.deeds(machine.refused(1, as: .verdict, now: .zero)) == [])
        let now = try #require(machine.nextWake)
        #expect(Self.deeds(machine.tick(now: now)) == [.send(Self.chunk(1), on: Self.one)])
        #expect(
            Self.deeds(machine.refused(1, as: .verdict, now: now)) == [.quarantined(Self.chunk(1), reason: .refused)])
    }

    @Test("A full machine takes no chunk, says so, and says when there is room again", arguments: [true, false])
    func backpressure(byBytes: Bool) throws {
        let settings = byBytes ? DeliverySettings(heldBytesMax: 150) : DeliverySettings(heldChunksMax: 2)
        var machine = try Self.sending([1, 2], settings: settings)
        #expect(!machine.canAccept)
        #expect(throws: LogsError(.limitExceeded, "")) { try machine.enqueue(Self.chunk(3), now: .zero) }
        #expect(machine.heldChunks == 2)
        #expect(Self.deeds(machine.acknowledged(1, now: .zero)) == [.acknowledged(Self.chunk(1)), .acceptsAgain])
        #expect(machine.canAccept)
        #expect(Self.deeds(machine.acknowledged(2, now: .zero)) == [.acknowledged(Self.chunk(2))])
    }

    @Test("An idle connection past its age is closed, and none is opened before it is needed")
    func ageWhenIdle() throws {
        var machine = try Self.sending([1])
        _ = machine.acknowledged(1, now: .zero)
        #expect(machine.nextWake == .seconds(300))
        #expect(machine.tick(now: .seconds(300)) == [.closeConnection(Self.one, reason: .age)])
        #expect(Self.deeds(try machine.enqueue(Self.chunk(2), now: .seconds(301))) == [.connect(Self.two)])
    }

    @Test("A busy connection past its age gets no more chunks, and is replaced after the last answer")
    func ageWhenBusy() throws {
        var machine = try Self.sending([1], settings: DeliverySettings(connectionAgeMax: .seconds(5)))
        #expect(Self.deeds(machine.tick(now: .seconds(5))) == [])
        #expect(machine.nextWake == .seconds(30))
        #expect(Self.deeds(try machine.enqueue(Self.chunk(2), now: .seconds(6))) == [])
        #expect(
            Self.deeds(machine.acknowledged(1, now: .seconds(7))) == [
                .acknowledged(Self.chunk(1)), .closeConnection(Self.one, reason: .age), .connect(Self.two),
            ])
    }

    @Test("A connection that takes one chunk gets one, and the next chunk goes over another, at once")
    func oneChunkEach() throws {
        var machine = DeliveryMachine<NamedChunk>(seed: 1)
        for id in 1...3 { _ = try machine.enqueue(Self.chunk(id), now: .zero) }
        let first = machine.connected(Self.one, takesOne: true, now: .zero)
        #expect(Self.deeds(first) == [.send(Self.chunk(1), on: Self.one)])
        #expect(
            Self.deeds(machine.acknowledged(1, now: .seconds(1))) == [
                .acknowledged(Self.chunk(1)), .closeConnection(Self.one, reason: .age), .connect(Self.two),
            ])
        // What the receiver closed by itself is no news.
        #expect(Self.deeds(machine.disconnected(Self.one, now: .seconds(1))) == [])
        let second = machine.connected(Self.two, takesOne: true, now: .seconds(1))
        #expect(Self.deeds(second) == [.send(Self.chunk(2), on: Self.two)])
        // One that dies with its chunk has it sent again, over the next.
        _ = machine.disconnected(Self.two, now: .seconds(2))
        _ = machine.tick(now: .seconds(10))
        let third = machine.connected(ConnectionNumber(3), takesOne: true, now: .seconds(10))
        #expect(Self.deeds(third) == [.send(Self.chunk(2), on: ConnectionNumber(3))])
        #expect(machine.counters.resends == 1)
    }

    @Test("Draining delivers what is held, still takes chunks, and then finishes")
    func drain() throws {
        var machine = try Self.sending([1])
        #expect(Self.deeds(machine.drain(until: .seconds(10), now: .zero)) == [])
        #expect(Self.deeds(try machine.enqueue(Self.chunk(2), now: .zero)) == [.send(Self.chunk(2), on: Self.one)])
        _ = machine.acknowledged(1, now: .seconds(1))
        #expect(
            machine.acknowledged(2, now: .seconds(1)) == [
                .acknowledged(Self.chunk(2)), .closeConnection(Self.one, reason: .drained), .finished(undelivered: []),
            ])
        #expect(machine.isFinished)
        #expect(!machine.canAccept)
        #expect(throws: LogsError.self) { try machine.enqueue(Self.chunk(3), now: .seconds(2)) }
    }

    @Test("Draining an empty machine finishes at once")
    func drainEmpty() {
        var machine = DeliveryMachine<NamedChunk>(seed: 1)
        #expect(machine.drain(until: .seconds(10), now: .zero) == [.finished(undelivered: [])])
        #expect(machine.drain(until: .seconds(10), now: .zero) == [])
    }

    @Test("Draining does not wait for the backoff")
    func drainDuringBackoff() throws {
        var machine = try Self.sending([1])
        _ = machine.disconnected(Self.one, now: .zero)
        #expect(Self.deeds(machine.drain(until: .seconds(10), now: .milliseconds(1))) == [.connect(Self.two)])
    }

    @Test("At the deadline what is left is handed back, and the connection closed")
    func drainDeadline() throws {
        var machine = try Self.sending([1, 2, 3], settings: DeliverySettings(windowChunksMax: 1))
        _ = machine.refused(1, now: .zero)
        #expect(machine.windowChunks == 1)
        _ = machine.drain(until: .seconds(5), now: .zero)
        #expect(machine.nextWake == .seconds(5))
        let actions = machine.tick(now: .seconds(5))
        #expect(Self.deeds(actions).first == .closeConnection(Self.one, reason: .drained))
        guard case .finished(let undelivered)? = actions.last else {
            Issue.record("\(actions)")
            return
        }
        #expect(Set(undelivered.map(\.id)) == [1, 2, 3])
        #expect(machine.heldBytes == 0)
        #expect(machine.nextWake == nil)
        #expect(machine.tick(now: .seconds(50)) == [])
        #expect(machine.disconnected(Self.one, now: .seconds(50)) == [])
        #expect(machine.acknowledged(2, now: .seconds(50)) == [])
    }
}
