import Foundation
import Testing

/// The aggregator of the tool as a person uses it, with a sidecar in front of it.
@Suite("atalaya receive")
struct ReceiveTests {
    @Test("takes every mode of the protocol, and proves that nothing is missing", arguments: Self.eachMode)
    func modes(arguments: [String]) async throws {
        let scene = try SidecarScene()
        let receiver = try await scene.startReceiver(["--report", "report.json", "--require-complete"])
        let sidecar = try await scene.startSidecar(arguments + ["--chunk-records-max", "30"])
        try scene.log(0..<100)
        try await scene.untilReceived(100, by: sidecar)
        #expect(try await sidecar.stop().exitCode == 0)
        let outcome = try await receiver.stop()
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let report = try Report(scene.folder.text(of: "report.json"))
        #expect(report.complete && report.records == 100 && report.violations == 0 && report.gaps == 0)
        let size = UInt64(scene.folder.text(of: "log/app.log").utf8.count)
        #expect(report.sources.map(\.to) == [size])
        #expect(report.sources.map(\.from) == [0])
        #expect(report.sources.map(\.records?.from) == [0] && report.sources.map(\.records?.to) == [100])
    }

    @Test("takes lines that a filter drops for no gap, over a sudden end of the sidecar")
    func filteredLines() async throws {
        let scene = try SidecarScene()
        let tail = """
            {"tails": [{"source": "app", "path": "\(scene.folder.path("log/*.log"))", "format": "json", "tag": "app",
                        "filters": [{"drop": {"field": "message", "pattern": "line [0-9]*[37] "}}]}]}
            """
        try scene.folder.write("sidecar.json", tail)
        let receiver = try await scene.startReceiver(["--report", "report.json", "--require-complete"])
        let arguments = ["--config", scene.folder.path("sidecar.json"), "--chunk-records-max", "7"]
        let isKept = { (number: Int) in ![3, 7].contains(number % 10) }
        for half in [0..<100, 100..<200] {
            let sidecar = try await scene.startSidecar(arguments, tail: nil)
            try scene.log(half)
            try await sidecar.until("they arrive") {
                try Set(scene.received().keys).isSuperset(of: half.filter(isKept))
            }
            sidecar.signal(SIGKILL)
            _ = try await sidecar.outcome()
        }
        let outcome = try await receiver.stop()
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let report = try Report(scene.folder.text(of: "report.json"))
        #expect(report.complete && report.sources.allSatisfy { $0.gap_count > 0 })
        #expect(report.sources.map(\.records?.gaps) == [[]])
    }

    private static let eachMode = [
        ["--forward-mode", "compressed"], ["--forward-mode", "packed"], ["--forward-mode", "forward"],
        ["--forward-mode", "message"], ["--forward-mode", "packed", "--compression", "none"],
    ]

    @Test("takes a sender that knows the key and the password, whose files are all that arguments name")
    func secrets() async throws {
        let scene = try SidecarScene()
        try Self.writeSecrets(in: scene.folder)
        let receiver = try await scene.startReceiver(Self.locked)
        let sidecar = try await scene.startSidecar(
            ["--forward-shared-key-file", "key", "--forward-username", "alice", "--forward-password-file", "password"])
        try scene.log(0..<100)
        try await scene.untilReceived(100, by: sidecar)
        try await scene.expectBalance()
        #expect(receiver.isRunning)
    }

    @Test(
        "takes nothing from a sender that does not know the key or the password, and prints neither",
        arguments: [
            [
                "--forward-shared-key-file", "wrong", "--forward-username", "alice", "--forward-password-file",
                "password",
            ],
            ["--forward-shared-key-file", "key", "--forward-username", "alice", "--forward-password-file", "wrong"],
            ["--forward-shared-key-file", "key"], [],
        ])
    func strangers(arguments: [String]) async throws {
        let scene = try SidecarScene()
        try Self.writeSecrets(in: scene.folder)
        let receiver = try await scene.startReceiver(Self.locked + ["--report", "report.json"])
        let sidecar = try await scene.startSidecar(arguments + ["--acknowledge-timeout", "300ms"])
        try scene.log(0..<10)
        // One that knows of no key is left waiting for its acknowledgement.
        try await sidecar.until("the sidecar complains") { sidecar.errors.contains("trying again") }
        try await receiver.until("the receiver says why") { receiver.errors.contains("refused: ") }
        #expect(try scene.received().isEmpty)
        let outcome = try await receiver.stop()
        for secret in ["opensesame", "mistaken", "rumpelstiltskin"] {
            #expect(!(outcome.errors + outcome.output + sidecar.errors).contains(secret))
        }
        let report = try Report(scene.folder.text(of: "report.json"))
        #expect(report.failed_authentications > 0 && report.failed_tls_handshakes == 0)
        #expect(outcome.errors.contains("refused: "), "\(outcome.errors)")
        #expect(outcome.errors.contains("senders that are not authenticated"), "\(outcome.errors)")
    }

    private static let locked = ["--shared-key-file", "key", "--user", "alice=password"]

    private static func writeSecrets(in folder: TemporaryFolder) throws {
        try folder.write("key", "opensesame\n")
        try folder.write("password", "rumpelstiltskin\n")
        try folder.write("wrong", "mistaken\n")
    }

    @Test("ends with one line about a file of a secret that it cannot use", arguments: ["nowhere", "empty"])
    func unusableSecret(file: String) async throws {
        let scene = try SidecarScene()
        try scene.folder.write("empty", "\n")
        let outcome = try await RunningProgram.run(
            Checkout.tool, ["receive", "--listen", "127.0.0.1:0", "--shared-key-file", file], in: scene.folder.path)
        #expect(outcome.exitCode == 1)
        #expect(outcome.errorLines.count == 1 && outcome.errors.contains(file), "\(outcome.errors)")
    }

    @Test(
        "says what does not go together",
        arguments: [
            ["--tls-key", "k"], ["--tls-client-authorities", "a"], ["--user", "alice=file"],
            ["--shared-key-file", "k", "--user", "alice"],
            ["--shared-key-file", "k", "--user", "a=1", "--user", "a=2"],
        ])
    func usage(arguments: [String]) async throws {
        let outcome = try await RunningProgram.run(Checkout.tool, ["receive"] + arguments)
        #expect(outcome.exitCode == 2, "\(outcome.errors)")
    }

    @Test("knows what it has after a restart, with a journal, and writes nothing twice")
    func journal() async throws {
        let scene = try SidecarScene()
        // The lines go into a spool, whose chunks can be sent as often as one likes.
        let filled = try await RunningProgram.run(
            Checkout.sidecar,
            [
                "--listen", "127.0.0.1:\(scene.metricsPort)", "--stdin", "in", "--tag", "app", "--spool", "spool",
                "--forward", "127.0.0.1:\(scene.forwardPort)", "--drain-timeout", "100ms", "--chunk-records-max", "10",
            ], in: scene.folder.path, input: SidecarScene.lines(0..<50))
        #expect(filled.exitCode == 0, "\(filled.errors)")

        var reports: [Report] = []
        for _ in 0..<2 {
            let receiver = try await scene.startReceiver(["--journal", "journal", "--report", "report.json"])
            let replay = try await RunningProgram.run(
                Checkout.tool, ["spool", "replay", "spool", "--forward", "127.0.0.1:\(scene.forwardPort)"],
                in: scene.folder.path)
            #expect(replay.exitCode == 0, "\(replay.errors)")
            #expect(try await receiver.stop().exitCode == 0)
            reports.append(try Report(scene.folder.text(of: "report.json")))
        }
        #expect(try scene.received() == Dictionary(uniqueKeysWithValues: (0..<50).map { ($0, 1) }))
        #expect(reports[0].duplicate_chunks == 0 && reports[0].records == 50)
        #expect(reports[1].duplicate_chunks == reports[0].chunks && reports[1].duplicate_records == 50)
        #expect(reports.allSatisfy { $0.complete })
    }

    @Test("says what is missing, and exits with 1 if it was asked to")
    func gaps() async throws {
        let scene = try SidecarScene()
        var receiver = try await scene.startReceiver(["--journal", "journal"])
        let sidecar = try await scene.startSidecar()
        try scene.log(0..<10)
        try await scene.untilMetric("atalaya_log_records_acknowledged_total", isAtLeast: 10, of: sidecar)
        _ = try await receiver.stop()
        let start = UInt64(scene.folder.text(of: "log/app.log").utf8.count)

        // What is in between goes to one that has another journal.
        receiver = try await scene.startReceiver(["--journal", "other"])
        try scene.log(10..<20)
        try await scene.untilMetric("atalaya_log_records_acknowledged_total", isAtLeast: 20, of: sidecar)
        _ = try await receiver.stop()
        let end = UInt64(scene.folder.text(of: "log/app.log").utf8.count)

        receiver = try await scene.startReceiver(["--journal", "journal", "--report", "-", "--require-complete"])
        try scene.log(20..<30)
        try await scene.untilMetric("atalaya_log_records_acknowledged_total", isAtLeast: 30, of: sidecar)
        let outcome = try await receiver.stop()
        #expect(outcome.exitCode == 1)
        #expect(outcome.errors.contains("not complete: 1 gaps"), "\(outcome.errors)")
        let report = try Report(outcome.output)
        #expect(!report.complete)
        #expect(report.sources.map(\.gaps) == [[[start, end]]])
        #expect(report.sources.map(\.records?.gaps) == [[[10, 20]]])
    }

    @Test("ends with one line when the address is in use, and waits for it when told to")
    func addressInUse() async throws {
        let scene = try SidecarScene()
        let first = try await scene.startReceiver()
        let arguments = ["receive", "--listen", "127.0.0.1:\(scene.forwardPort)", "--output", "second"]
        let refused = try await RunningProgram.run(Checkout.tool, arguments, in: scene.folder.path)
        #expect(refused.exitCode == 1)
        let line = "127.0.0.1:\(scene.forwardPort): address already in use (--wait-for-port waits for it)"
        #expect(refused.errorLines.count == 1 && refused.errors.contains(line), "\(refused.errors)")

        let patient = try RunningProgram(Checkout.tool, arguments + ["--wait-for-port"], in: scene.folder.path)
        try await patient.until("it waits") { patient.errors.contains("trying again") }
        #expect(try await first.stop().exitCode == 0)
        try await patient.until("it listens") { patient.errors.contains("listening on") }
        #expect(try await patient.stop().exitCode == 0)
    }

    @Test("takes only senders with a certificate of the authority it was given", .needs(.openssl))
    func clientCertificates() async throws {
        let scene = try SidecarScene()
        for name in ["server", "client", "stranger"] { try await Certificates.make(name, in: scene.folder) }
        let receiver = try await scene.startReceiver(
            [
                "--tls-certificate", "server.pem", "--tls-key", "server.key", "--tls-client-authorities", "client.pem",
                "--report", "report.json",
            ])
        let server = ["--forward-tls-authorities-file", "server.pem"]
        try scene.log(0..<50)
        for identity in [
            [], ["--forward-tls-certificate-file", "stranger.pem", "--forward-tls-key-file", "stranger.key"],
        ] {
            let sidecar = try await scene.startSidecar(server + identity)
            try await sidecar.until("the sidecar complains") { sidecar.errors.contains("trying again") }
            #expect(try scene.received().isEmpty)
            sidecar.signal(SIGKILL)
            _ = try await sidecar.outcome()
        }
        let sidecar = try await scene.startSidecar(
            server + ["--forward-tls-certificate-file", "client.pem", "--forward-tls-key-file", "client.key"])
        try await scene.untilReceived(50, by: sidecar)
        let outcome = try await receiver.stop()
        let report = try Report(scene.folder.text(of: "report.json"))
        #expect(report.failed_tls_handshakes >= 2 && report.failed_authentications == 0)
        #expect(outcome.errors.contains("the TLS handshake failed"), "\(outcome.errors)")
    }
}

/// What `--report` writes.
private struct Report: Decodable {
    struct Source: Decodable {
        var source: String
        var from: UInt64
        var to: UInt64
        var gap_count: Int
        var gaps: [[UInt64]]
        var records: Records?

        struct Records: Decodable {
            var from: UInt64
            var to: UInt64
            var gaps: [[UInt64]]
        }
    }

    var complete: Bool
    var chunks: Int
    var records: Int
    var duplicate_chunks: Int
    var duplicate_records: Int
    var altered_chunks: Int
    var incomplete_chunks: Int
    var violations: Int
    var failed_tls_handshakes: Int
    var failed_authentications: Int
    var gaps: Int
    var sources: [Source]

    init(_ text: String) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(text.utf8))
    }
}
