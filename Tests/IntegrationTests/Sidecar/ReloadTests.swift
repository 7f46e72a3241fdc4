import Foundation
import Testing

/// New settings take over without the process ending, and wrong ones never do.
@Suite("The sidecar's settings, read again")
struct ReloadTests {
    /// What asks for it.
    enum Asking: CaseIterable {
        case post, hangup
    }

    /// The settings of a sidecar that reads `app.log`, and what else is named.
    private static func write(_ scene: SidecarScene, port: Int? = nil, tails: [String]) throws {
        let list = tails.map { name in
            #"{"source": "\#(name)", "path": "\#(scene.folder.path("log/\(name).log"))", "tag": "app"}"#
        }
        let rules = tails.contains("app") ? #"{"source": "app", "when": {"event": ["request"]}}"# : ""
        try scene.folder.write(
            "sidecar.json",
            """
            {"listen": "127.0.0.1:\(port ?? scene.metricsPort)", "forward": "127.0.0.1:\(scene.forwardPort)",
             "checkpoint_directory": "\(scene.folder.path("checkpoints"))", "tails": [\(list.joined(separator: ", "))],
             "metrics": [{"name": "lines_total", "type": "counter", "help": "Lines.",
                          "rules": [\(rules)]}]}
            """)
    }

    private static func start(_ scene: SidecarScene) async throws -> RunningProgram {
        let sidecar = try RunningProgram(
            Checkout.sidecar, ["--config", scene.folder.path("sidecar.json")], in: scene.folder.path)
        try await sidecar.until("it serves") { sidecar.errors.contains("serving") }
        return sidecar
    }

    private static func reload(_ scene: SidecarScene) async throws -> HTTP.Answer {
        try await HTTP.post("http://127.0.0.1:\(scene.metricsPort)/-/reload")
    }

    @Test(
        "a file that is added is read, no line is lost or comes twice, and counts from logs go on",
        arguments: Asking.allCases)
    func takesOver(asking: Asking) async throws {
        let scene = try SidecarScene()
        let receiver = try await scene.startReceiver()
        try Self.write(scene, tails: ["app"])
        let sidecar = try await Self.start(scene)
        try scene.log(0..<100)
        try await scene.untilReceived(100, by: receiver)
        try scene.log(100..<150)
        try scene.log(150..<200, to: "log/other.log")
        try Self.write(scene, tails: ["app", "other"])
        switch asking {
        case .post: #expect(try await Self.reload(scene).status == 200)
        case .hangup: sidecar.signal(SIGHUP)
        }
        try await scene.untilReceived(200, by: sidecar)
        try await sidecar.until("it serves again") { sidecar.errors.ranges(of: "serving").count == 2 }
        try scene.log(200..<250)
        try await scene.untilReceived(250, by: sidecar)
        #expect(try scene.received().values.allSatisfy { $0 == 1 })
        try await scene.untilMetric("lines_total", isAtLeast: 200, of: sidecar)
        #expect(try await scene.metric("lines_total") == 200)
        #expect(try await scene.metric("atalaya_config_last_reload_successful") == 1)
        try await scene.expectBalance()
        #expect(try await sidecar.stop().exitCode == 0)
    }

    @Test("a mistake is answered with its line, and everything goes on as it was")
    func mistake() async throws {
        let scene = try SidecarScene()
        let receiver = try await scene.startReceiver()
        try Self.write(scene, tails: ["app"])
        let sidecar = try await Self.start(scene)
        try scene.folder.write("sidecar.json", "{\n  \"listne\": 1\n}")
        let answer = try await Self.reload(scene)
        #expect(answer.status == 500)
        #expect(answer.text.contains("sidecar.json:2:"), "\(answer.text)")
        #expect(try await scene.metric("atalaya_config_last_reload_successful") == 0)
        try scene.log(0..<10)
        try await scene.untilReceived(10, by: receiver)
        #expect(sidecar.errors.ranges(of: "serving").count == 1)
    }

    @Test("settings that cannot be run with give way to those before")
    func comesBack() async throws {
        let scene = try SidecarScene()
        let other = try await SidecarScene().startSidecarAlone()
        try Self.write(scene, tails: [])
        let sidecar = try await Self.start(scene)
        try Self.write(scene, port: other.port, tails: [])
        #expect(try await Self.reload(scene).status == 200)
        try await sidecar.until("it serves again") { sidecar.errors.ranges(of: "serving").count == 2 }
        #expect(sidecar.errors.contains("the old ones go on"))
        #expect(await HTTP.tryGet("http://127.0.0.1:\(scene.metricsPort)/-/healthy")?.status == 200)
        #expect(other.program.isRunning)
    }
}

extension SidecarScene {
    /// A sidecar that serves and does nothing else.
    fileprivate func startSidecarAlone() async throws -> (program: RunningProgram, port: Int) {
        let program = try RunningProgram(
            Checkout.sidecar, ["--listen", "127.0.0.1:\(metricsPort)"], in: folder.path)
        try await program.until("the other one serves") { program.errors.contains("serving") }
        return (program, metricsPort)
    }
}
