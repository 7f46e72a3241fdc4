import Foundation
import Testing

/// What is wrong around the sidecar is one clear line and a number, and the sidecar goes on where it can.
@Suite("The sidecar in trouble")
struct TroubleTests {
    @Test("goes on without the log directory, says so, counts it, and reads as soon as it is there")
    func missingDirectory() async throws {
        let scene = try SidecarScene()
        let receiver = try await scene.startReceiver()
        let sidecar = try await scene.startSidecar(tail: "later/*.log")
        try await scene.untilMetric("atalaya_source_errors_total", isAtLeast: 1, of: sidecar)
        try await sidecar.until("it says which directory is missing") {
            sidecar.errors.contains(scene.folder.path("later"))
        }
        try scene.log(0..<50, to: "later/app.log")
        try await scene.untilReceived(50, by: sidecar)
        #expect(receiver.isRunning)
    }

    @Test("ships logs while its port is in use, says so once, and serves and counts it as soon as the port is free")
    func portInUseMeanwhile() async throws {
        let scene = try SidecarScene()
        let receiver = try await scene.startReceiver()
        let other = try RunningProgram(
            Checkout.sidecar, ["--listen", "127.0.0.1:\(scene.metricsPort)"], in: scene.folder.path)
        try await other.until("the other one serves") { other.errors.contains("serving") }
        try scene.log(0..<50, to: "log/app.log")
        let sidecar = try scene.launchSidecar(tail: "log/*.log")
        try await scene.untilReceived(50, by: receiver)
        try await sidecar.until("it says which address is in use") {
            sidecar.errors.contains("127.0.0.1:\(scene.metricsPort): address already in use; trying again")
        }
        #expect(try await other.stop().exitCode == 0)
        try await sidecar.until("it serves") {
            await HTTP.tryGet("http://127.0.0.1:\(scene.metricsPort)/-/healthy")?.status == 200
        }
        try await scene.untilMetric("atalaya_exporter_listen_failures_total", isAtLeast: 1, of: sidecar)
    }

    @Test("ends at once when its port is in use and there is nothing else to do, with one line that names it")
    func portInUse() async throws {
        let scene = try SidecarScene()
        let first = try await scene.startSidecar()
        let second = try RunningProgram(
            Checkout.sidecar, ["--listen", "127.0.0.1:\(scene.metricsPort)"], in: scene.folder.path)
        let outcome = try await second.outcome(within: .seconds(300))
        #expect(outcome.exitCode == 1)
        let errors = outcome.errorLines.filter { $0.hasPrefix("error: ") }
        #expect(errors.count == 1)
        #expect(errors.first?.contains("127.0.0.1:\(scene.metricsPort)") == true, "\(outcome.errors)")
        #expect(first.isRunning)
    }

    /// The name is one that no network has to be asked about.
    @Test("says in words that a host does not exist, of the aggregator and of its own address")
    func noSuchHost() async throws {
        let scene = try SidecarScene()
        try scene.log(0..<1)
        let sidecar = try await scene.startSidecar(["--forward", "no..where:24224"])
        try await scene.untilMetric(
            "atalaya_forward_connections_total", ["result": "failed"], isAtLeast: 1, of: sidecar)
        #expect(sidecar.errors.ranges(of: "no..where:24224: ").count == 1, "\(sidecar.errors)")
        #expect(!sidecar.errors.contains("SocketAddressError"), "\(sidecar.errors)")
        let outcome = try await RunningProgram.run(
            Checkout.sidecar, ["--listen", "no..where:9464"], within: .seconds(300))
        #expect(outcome.exitCode == 1)
        #expect(outcome.errorLines.count == 1 && outcome.errors.contains("host"), "\(outcome.errors)")
    }

    @Test("ends at once when another sidecar uses its checkpoints")
    func checkpointsInUse() async throws {
        let scene = try SidecarScene()
        let first = try await scene.startSidecar()
        let second = try scene.launchSidecar(["--listen", "127.0.0.1:0"])
        let outcome = try await second.outcome(within: .seconds(300))
        #expect(outcome.exitCode == 1)
        #expect(outcome.errors.contains(scene.folder.path("checkpoints")), "\(outcome.errors)")
        #expect(first.isRunning)
    }

    @Test("reads the other files when one cannot be read, says so and counts it")
    func unreadableFile() async throws {
        let scene = try SidecarScene()
        try scene.log(0..<20, to: "log/secret.log")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0], ofItemAtPath: scene.folder.path("log/secret.log"))
        let receiver = try await scene.startReceiver()
        let sidecar = try scene.launchSidecar(through: Privileges.withoutReadingEverything)
        try await sidecar.until("it is healthy") {
            await HTTP.tryGet("http://127.0.0.1:\(scene.metricsPort)/-/healthy")?.status == 200
        }
        try scene.log(20..<60)
        try await sidecar.until("the readable file arrives") { try scene.received().count >= 40 }
        try await scene.untilMetric("atalaya_source_errors_total", isAtLeast: 1, of: sidecar)
        #expect(sidecar.errors.contains("secret.log"), "\(sidecar.errors)")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644], ofItemAtPath: scene.folder.path("log/secret.log"))
        try await scene.untilReceived(60, by: sidecar)
        #expect(receiver.isRunning)
    }

    @Test("says once that the one file it is to read cannot be read, however often it looks, and once that it can")
    func unreadableNamedFile() async throws {
        let scene = try SidecarScene()
        try scene.log(0..<20, to: "log/secret.log")
        let path = scene.folder.path("log/secret.log")
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
        let receiver = try await scene.startReceiver()
        let sidecar = try scene.launchSidecar(tail: "log/secret.log", through: Privileges.withoutReadingEverything)
        try await sidecar.until("it is healthy") {
            await HTTP.tryGet("http://127.0.0.1:\(scene.metricsPort)/-/healthy")?.status == 200
        }
        try await scene.untilMetric("atalaya_source_errors_total", isAtLeast: 5, of: sidecar)
        #expect(sidecar.errors.ranges(of: "permission denied").count == 1, "\(sidecar.errors)")
        #expect(!sidecar.errors.contains("there now"))
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        try await scene.untilReceived(20, by: sidecar)
        #expect(sidecar.errors.ranges(of: "there now").count == 1, "\(sidecar.errors)")
        #expect(receiver.isRunning)
    }

    @Test(
        "does all its work as a user of no privileges, as in a container",
        .enabled(if: Privileges.canBeDropped, "only root can become another user"))
    func unprivileged() async throws {
        let scene = try SidecarScene()
        try scene.folder.giveEverything(to: Privileges.nobody)
        let receiver = try await scene.startReceiver()
        let sidecar = try scene.launchSidecar(through: Privileges.asNobody)
        try await sidecar.until("it is healthy") {
            await HTTP.tryGet("http://127.0.0.1:\(scene.metricsPort)/-/healthy")?.status == 200
        }
        try scene.log(0..<50)
        try await scene.untilReceived(50, by: sidecar)
        #expect(try await sidecar.stop().exitCode == 0)
        #expect(receiver.isRunning)
    }

    @Test(
        "leaves with 2 for a wrong setting, and one line that says which",
        arguments: [
            (["--listen", "nonsense"], "listen"), (["--compression-level", "12"], "compression-level"),
            (["--no-such-setting", "1"], "no-such-setting"), (["--poll-interval", "soon"], "poll-interval"),
            (["--config", "nowhere.json"], "nowhere.json"), (["--tial", "x"], "did you mean '--tail'?"),
        ])
    func wrongSetting(_ arguments: [String], _ word: String) async throws {
        let outcome = try await RunningProgram.run(Checkout.sidecar, arguments, within: .seconds(300))
        #expect(outcome.exitCode == 2)
        #expect(outcome.errorLines.contains { $0.contains(word) }, "\(outcome.errors)")
    }

    @Test("tells the lines of a settings file that are wrong, all in one run")
    func wrongFile() async throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "sidecar.json",
            """
            {
              "listne": "127.0.0.1:0",
              "compression_level": "many",
              "tails": [{"source": "a"}]
            }
            """)
        let outcome = try await RunningProgram.run(
            Checkout.sidecar, ["--config", "sidecar.json"], in: folder.path, within: .seconds(300))
        #expect([1, 2].contains(outcome.exitCode))
        for line in [2, 3, 4] {
            #expect(outcome.errorLines.contains { $0.hasPrefix("sidecar.json:\(line): error[") }, "\(outcome.errors)")
        }
    }
}
