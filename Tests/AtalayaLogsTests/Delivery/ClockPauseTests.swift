import AtalayaLogs
import Testing

/// A machine that was asleep, and one whose clock does not move.
@Suite("Delivery and a clock that pauses")
struct ClockPauseTests {
    private typealias Scene = DeliveryMachineTests

    @Test("After a pause of a day what was in flight is sent again on another connection, in order and under its ids")
    func pause() throws {
        var machine = try Scene.sending([1, 2, 3])
        var now = Duration.seconds(86_400)
        var actions = machine.tick(now: now)
        #expect(
            actions.contains { action in
                guard case .closeConnection(Scene.one, _) = action else { return false }
                return true
            })
        for _ in 0..<10 where !actions.contains(.connect(Scene.two)) {
            now = try #require(Scene.wake(actions) ?? machine.nextWake)
            actions = machine.tick(now: now)
        }
        #expect(actions.contains(.connect(Scene.two)))
        // The window has become smaller, so the third waits for an answer.
        let sent = Scene.deeds(machine.connected(Scene.two, now: now)) + Scene.deeds(machine.acknowledged(1, now: now))
        let expected = [1, 2, 3].map { Scene.Action.send(Scene.chunk($0), on: Scene.two) }
        #expect(sent.filter { $0 != .acknowledged(Scene.chunk(1)) } == expected)
    }

    @Test("While the clock stands still chunks are sent and acknowledged, and nothing is given up")
    func standing() throws {
        var machine = try Scene.sending([])
        for id in 1...100 {
            let actions = try machine.enqueue(Scene.chunk(id), now: .zero) + machine.tick(now: .zero)
            #expect(!actions.contains { if case .closeConnection = $0 { true } else { false } })
            if id == 1 { _ = machine.connected(Scene.one, now: .zero) }
            let answered = Scene.deeds(machine.acknowledged(id, now: .zero))
            #expect(answered.contains(.acknowledged(Scene.chunk(id))), "\(id)")
        }
        #expect(machine.chunksInFlight == 0)
    }
}
