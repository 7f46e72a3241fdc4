import Foundation
import Testing

/// Every line arrives, whatever happens to the programs and the files in between.
@Suite("The sidecar as a process")
struct DeliveryTests {
    @Test("ships every line once, as it was written, and its books balance")
    func ships() async throws {
        let scene = try SidecarScene()
        let receiver = try await scene.startReceiver()
        let sidecar = try await scene.startSidecar()
        try scene.log(0..<1000)
        try await scene.untilReceived(1000, by: sidecar)
        #expect(try scene.received().values.allSatisfy { $0 == 1 })
        try await scene.untilMetric("atalaya_log_records_acknowledged_total", isAtLeast: 1000, of: sidecar)
        #expect(try await scene.metric("atalaya_log_records_read_total") == 1000)
        try await scene.expectBalance()
        #expect(try await sidecar.stop().exitCode == 0)
        let outcome = try await receiver.stop()
        #expect(outcome.exitCode == 0)
        #expect(!outcome.errors.contains("violation"), "\(outcome.errors)")
    }

    @Test("reads on across a rotation by rename and one by copying and truncating")
    func rotation() async throws {
        let scene = try SidecarScene()
        let receiver = try await scene.startReceiver()
        let sidecar = try await scene.startSidecar()
        try scene.log(0..<300)
        try FileManager.default.moveItem(
            atPath: scene.folder.path("log/app.log"), toPath: scene.folder.path("log/app.log.1"))
        // The service writes into the old file until it notices.
        try scene.log(300..<400, to: "log/app.log.1")
        try scene.log(400..<500)
        try await scene.untilReceived(500, by: sidecar)

        // Copying and truncating loses what is written between the two; a quiet moment loses nothing.
        try scene.folder.write("log/app.log.2", scene.folder.text(of: "log/app.log"))
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: scene.folder.path("log/app.log")))
        try handle.truncate(atOffset: 0)
        try handle.close()
        try scene.log(500..<600)
        try await scene.untilReceived(600, by: sidecar)
        try await scene.expectBalance()
        #expect(receiver.isRunning)
    }

    @Test("delivers what it has read before it ends on SIGTERM")
    func drain() async throws {
        let scene = try SidecarScene()
        let receiver = try await scene.startReceiver()
        // Nothing would go out by itself for a long time.
        let sidecar = try await scene.startSidecar(["--chunk-age-max", "10m"])
        try scene.log(0..<200)
        try await scene.untilMetric("atalaya_log_records_read_total", isAtLeast: 200, of: sidecar)
        #expect(try scene.received().isEmpty)
        let outcome = try await sidecar.stop(within: .seconds(300))
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(try Set(scene.received().keys) == Set(0..<200))
        #expect(receiver.isRunning)
    }

    @Test("goes on where it was after SIGTERM, without sending anything twice")
    func restart() async throws {
        let scene = try SidecarScene()
        let receiver = try await scene.startReceiver()
        let first = try await scene.startSidecar()
        try scene.log(0..<100)
        try await scene.untilReceived(100, by: first)
        #expect(try await first.stop().exitCode == 0)
        try scene.log(100..<200)
        let second = try await scene.startSidecar()
        try await scene.untilReceived(200, by: second)
        #expect(try scene.received().values.allSatisfy { $0 == 1 })
        #expect(receiver.isRunning)
    }

    @Test("loses nothing when it is killed again and again")
    func kill() async throws {
        let scene = try SidecarScene()
        let receiver = try await scene.startReceiver()
        let linesInRound = 500
        // Killed at another moment each time: before anything has gone out, after the first chunk, in the middle, near the end.
        let moments = [0, 1, 100, 250, 400]
        for (round, moment) in moments.enumerated() {
            let before = try scene.received().count
            try scene.log(round * linesInRound..<(round + 1) * linesInRound)
            let sidecar = try await scene.startSidecar(["--chunk-records-max", "20"])
            try await sidecar.until("\(moment) new lines arrive") { try scene.received().count >= before + moment }
            sidecar.signal(SIGKILL)
            _ = try await sidecar.outcome()
        }
        let last = try await scene.startSidecar()
        try await scene.untilReceived(moments.count * linesInRound, by: last)
        #expect(try Set(scene.received().keys) == Set(0..<moments.count * linesInRound), "nothing is invented")
        #expect(receiver.isRunning)
    }

    @Test("keeps everything while there is no aggregator, and delivers it when there is one")
    func aggregatorAway() async throws {
        let scene = try SidecarScene()
        let sidecar = try await scene.startSidecar()
        try scene.log(0..<300)
        try await scene.untilMetric(
            "atalaya_forward_connections_total", ["result": "failed"], isAtLeast: 1, of: sidecar)
        #expect(try await scene.metric("atalaya_forward_connected") == 0)
        let receiver = try await scene.startReceiver()
        try await scene.untilReceived(300, by: sidecar)
        // And once more, with the aggregator gone in the middle.
        _ = try await receiver.stop()
        try scene.log(300..<600)
        let again = try await scene.startReceiver()
        try await scene.untilReceived(600, by: sidecar)
        try await scene.expectBalance()
        #expect(again.isRunning)
    }
}
