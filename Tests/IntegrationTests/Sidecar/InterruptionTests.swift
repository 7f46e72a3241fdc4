import Foundation
import Testing

/// The real program, stopped, starved and given new settings in the middle of its work.
@Suite("The sidecar, interrupted")
struct InterruptionTests {
    private func rename(_ scene: SidecarScene, _ old: String, _ new: String) throws {
        try FileManager.default.moveItem(
            atPath: scene.folder.path("log/" + old), toPath: scene.folder.path("log/" + new))
    }

    /// Waits until a stopped process is really stopped, or goes on.
    private func until(_ program: RunningProgram, isStopped: Bool) async throws {
        try await program.until(isStopped ? "it stands still" : "it goes on") {
            let status = try String(contentsOfFile: "/proc/\(program.identifier)/stat", encoding: .utf8)
            let state = status.split(separator: ")").last?.trimmingCharacters(in: .whitespaces).first
            return (state == "T") == isStopped
        }
    }

    @Test("stopped and woken again, it finds what was written and rotated meanwhile, and another aggregator")
    func stopped() async throws {
        let scene = try SidecarScene()
        let first = try await scene.startReceiver()
        let sidecar = try await scene.startSidecar()
        try scene.log(0..<100)
        try await scene.untilReceived(100, by: sidecar)
        try scene.log(100..<200)
        sidecar.signal(SIGSTOP)
        try await until(sidecar, isStopped: true)
        for round in 0..<3 {
            try scene.log(200 + round * 50..<250 + round * 50)
            for number in stride(from: round, to: 0, by: -1) {
                try rename(scene, "app.log.\(number)", "app.log.\(number + 1)")
            }
            try rename(scene, "app.log", "app.log.1")
        }
        try scene.log(350..<400)
        // Its connection is to nobody now.
        _ = try await first.stop()
        let second = try await scene.startReceiver()
        sidecar.signal(SIGCONT)
        try await scene.untilReceived(400, by: sidecar)
        try await scene.untilMetric("atalaya_log_records_acknowledged_total", isAtLeast: 400, of: sidecar)
        try await scene.expectBalance()
        #expect(try await sidecar.stop().exitCode == 0)
        #expect(second.isRunning)
    }

    @Test(
        "given new settings again and again while its file grows and rotates, it loses nothing, and counts each line once"
    )
    func reloadedUnderLoad() async throws {
        let scene = try SidecarScene()
        let receiver = try await scene.startReceiver()
        try scene.folder.write(
            "sidecar.json",
            """
            {"listen": "127.0.0.1:\(scene.metricsPort)", "forward": "127.0.0.1:\(scene.forwardPort)",
             "checkpoint_directory": "\(scene.folder.path("checkpoints"))",
             "tails": [{"source": "app", "path": "\(scene.folder.path("log/*.log"))", "format": "json", "tag": "app"}],
             "metrics": [{"name": "lines_total", "type": "counter", "help": "Lines.",
                          "rules": [{"source": "app", "when": {"event": "request"}}]}]}
            """)
        let sidecar = try RunningProgram(
            Checkout.sidecar, ["--config", scene.folder.path("sidecar.json")], in: scene.folder.path)
        try await sidecar.until("it serves") { sidecar.errors.contains("serving") }
        try scene.log(0..<10)
        try await scene.untilReceived(10, by: sidecar)
        var written = 10
        for round in 0..<4 {
            sidecar.signal(SIGHUP)
            // Written while the old settings end and the new ones begin.
            try await sidecar.until("it serves for the \(round + 2). time") {
                if written < (round + 1) * 2_000 {
                    try scene.log(written..<written + 50)
                    written += 50
                    if written % 500 == 10 {
                        if FileManager.default.fileExists(atPath: scene.folder.path("log/app.log.1")) {
                            try rename(scene, "app.log.1", "app.log.2")
                        }
                        try rename(scene, "app.log", "app.log.1")
                    }
                }
                return sidecar.errors.ranges(of: "serving").count >= round + 2
            }
            // What was rotated is read before the next rotation could push it out of the names.
            try scene.log(written..<written + 10)
            written += 10
            let count = written
            try await scene.untilReceived(count, by: sidecar)
        }
        try await scene.untilMetric("lines_total", isAtLeast: Double(written), of: sidecar)
        #expect(try await scene.metric("lines_total") == Double(written))
        try await scene.expectBalance()
        #expect(try await sidecar.stop().exitCode == 0)
        #expect(receiver.isRunning)
    }

    @Test("with fewer descriptors than files it says so, reads every one of them, and still answers and delivers")
    func fewDescriptors() async throws {
        let scene = try SidecarScene()
        let receiver = try await scene.startReceiver()
        for number in 0..<200 { try scene.log(number..<number + 1, to: "log/\(number).log") }
        let sidecar = try scene.launchSidecar(through: ["/bin/sh", "-c", "ulimit -n 100; exec \"$@\"", "sh"])
        try await scene.untilReceived(200, by: sidecar)
        #expect(sidecar.errors.lowercased().contains("too many open files"), "\(sidecar.errors)")
        for number in 0..<200 { try scene.log(200 + number..<201 + number, to: "log/\(number).log") }
        try await scene.untilReceived(400, by: sidecar)
        try await scene.untilMetric("atalaya_log_records_acknowledged_total", isAtLeast: 400, of: sidecar)
        try await scene.expectBalance()
        #expect(try await sidecar.stop().exitCode == 0)
        #expect(receiver.isRunning)
    }
}
