import Foundation
import Testing

/// The rendered `logging/fluentd.yml` in a real Fluentd, with a sidecar in front of it.
///
/// One at a time: the port of its health check is the same in every stack.
@Suite("Fluentd", .serialized)
struct FluentdPeerTests {
    /// Lines whose fields have the names of what the stack knows about them, and other values.
    static let lines = [
        #"{"service":"checkout","environment":"blue","severity":"warning","message":"own names"}"#,
        #"{"severity":30,"level":"low","message":"a number \"quoted\" é😀","tag":"x","nested":{"service":[1,null]}}"#,
        #"{"message":"nothing but words"}"#,
    ]

    @Test("has in its archive every field of a record as it was logged", .needs(.fluentd))
    func archive() async throws {
        let scene = try await FluentdScene()
        let fluentd = try await scene.startFluentd()
        let sidecar = try await scene.startSidecar()
        try await sidecar.until("the records are archived", within: .seconds(300)) {
            try await scene.archived().count >= Self.lines.count
        }
        let records = try await scene.archived().map { record in
            record.filter { $0.key != "fluentd_time" && $0.key != "fluentd_tag" }
        }
        #expect(Set(records.map(NSDictionary.init)) == Set(try Self.lines.map(JSON.object).map(NSDictionary.init)))
        #expect(records.count == Self.lines.count)
        #expect(fluentd.isRunning)
    }

    @Test(
        "gives Loki our labels, and the line as it was logged", .needs(.fluentd), .enabled(if: FluentdScene.knowsLoki))
    func loki() async throws {
        let scene = try await FluentdScene(withLoki: true)
        let loki = try await scene.startLoki()
        let fluentd = try await scene.startFluentd()
        let sidecar = try await scene.startSidecar()
        try await loki.until("the lines are pushed", within: .seconds(300)) {
            try scene.pushed().count >= Self.lines.count
        }
        let pushed = try scene.pushed()
        for line in Self.lines {
            let record = try JSON.object(line)
            let found = try #require(
                pushed.first { NSDictionary(dictionary: $0.line) == NSDictionary(dictionary: record) })
            var labels = ["service": "app", "environment": "test"]
            labels["level"] = record["severity"] as? String
            #expect(found.labels == labels)
        }
        #expect(pushed.count == Self.lines.count)
        #expect(fluentd.isRunning && sidecar.isRunning)
    }
}

/// A stack of one service that is rendered, run, and asked what became of its lines.
private final class FluentdScene: Sendable {
    private let folder: TemporaryFolder
    private let sidecarPort: Int
    private let lokiPort: Int

    /// Whether the plugin for Loki is installed beside Fluentd.
    static let knowsLoki: Bool = {
        guard let path = Peer.fluentd.path, let folder = try? TemporaryFolder(),
            let file = try? folder.write("loki.conf", "<match **>\n@type loki\n</match>\n")
        else { return false }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = ["--dry-run", "--config", file]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    init(withLoki: Bool = false) async throws {
        folder = try TemporaryFolder()
        sidecarPort = try FreePort.any()
        lokiPort = try FreePort.any()
        let forwardPort = try FreePort.any()
        try folder.write("log/app.log", FluentdPeerTests.lines.map { $0 + "\n" }.joined())
        let version = try await Peer.fluentd.version() ?? "1.19"
        let stack = try folder.write(
            "atalaya.yml",
            """
            stack: {name: peer, environment: test}
            targets: {fluentd: "\(version)"}
            services:
              app:
                address: 127.0.0.1:1
                logs: {path: log/*.log, format: json, tag: app.log, level: severity}
            sidecar:
              listen: 127.0.0.1:\(sidecarPort)
              address: 127.0.0.1:\(sidecarPort)
              checkpoint_directory: checkpoints
            loki: {enabled: \(withLoki), address: "127.0.0.1:\(lokiPort)"}
            fluentd:
              address: 127.0.0.1:\(forwardPort)
              listen: 127.0.0.1:\(forwardPort)
              metrics_address: null
              buffer_directory: \(folder.path("buffer"))
              archive_directory: \(folder.path("archive"))
              archive_interval: 1s
            """)
        let outcome = try await RunningProgram.run(
            Checkout.tool, ["generate", "--stack", stack, "--output", folder.path])
        guard outcome.exitCode == 0 else { throw ProgramError("generate failed:\n\(outcome.errors)") }
    }

    // MARK: Programs

    func startFluentd() async throws -> RunningProgram {
        guard let path = Peer.fluentd.path else { throw ProgramError("fluentd is not installed") }
        let program = try RunningProgram(path, ["--config", folder.path("logging/fluentd.yml")], in: folder.path)
        try await program.until("fluentd works") {
            await HTTP.tryGet("http://127.0.0.1:24220/api/plugins.json")?.status == 200
        }
        return program
    }

    func startSidecar() async throws -> RunningProgram {
        let program = try RunningProgram(
            Checkout.sidecar, ["--config", folder.path("monitoring/sidecar.json")], in: folder.path)
        try await program.until("the sidecar is healthy") {
            await HTTP.tryGet("http://127.0.0.1:\(sidecarPort)/-/healthy")?.status == 200
        }
        return program
    }

    /// Takes what is pushed, and keeps each push as a line of a file.
    func startLoki() async throws -> RunningProgram {
        let script = """
            import gzip, http.server, sys
            class Loki(http.server.BaseHTTPRequestHandler):
                def do_POST(self):
                    body = self.rfile.read(int(self.headers["Content-Length"]))
                    with open(sys.argv[2], "ab") as file:
                        file.write(gzip.decompress(body) + b"\\n")
                    self.send_response(204)
                    self.end_headers()
                def log_message(self, *_):
                    pass
            http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Loki).serve_forever()
            """
        return try RunningProgram(
            "/usr/bin/env", ["python3", "-c", script, String(lokiPort), folder.path("pushed")], in: folder.path)
    }

    // MARK: What became of the lines

    func archived() async throws -> [[String: Any]] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
            .filter { $0.hasPrefix("archive/") && $0.hasSuffix(".gz") }
        guard !names.isEmpty else { return [] }
        let outcome = try await RunningProgram.run("/usr/bin/env", ["gzip", "-dc"] + names, in: folder.path)
        return try outcome.output.split(separator: "\n").map { try JSON.object(String($0)) }
    }

    func pushed() throws -> [(labels: [String: String], line: [String: Any])] {
        try folder.text(of: "pushed").split(separator: "\n").flatMap { push in
            try JSON.objects(try JSON.object(String(push))["streams"]).flatMap { stream in
                try (stream["values"] as? [[String]] ?? []).map { value in
                    (stream["stream"] as? [String: String] ?? [:], try JSON.object(value[1]))
                }
            }
        }
    }
}

private enum JSON {
    static func object(_ text: String) throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
    }

    static func objects(_ value: Any?) -> [[String: Any]] { value as? [[String: Any]] ?? [] }
}
