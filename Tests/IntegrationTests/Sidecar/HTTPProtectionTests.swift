import AtalayaTesting
import Foundation
import Testing

/// TLS between the sidecar and a server that gets its log over HTTP.
@Suite("The sidecar and https")
struct HTTPProtectionTests {
    @Test(
        "ships to a server whose certificate it trusts, by every output over HTTP", .needs(.openssl),
        arguments: ["loki", "elasticsearch", "otlp", "fluentd-json", "fluentd-msgpack"])
    func trusted(output: String) async throws {
        try await Self.withServer { scene, server in
            let sidecar = try await Self.start(scene, server, output, ["authorities_file": "server.pem"])
            try await scene.untilMetric("atalaya_log_records_acknowledged_total", isAtLeast: 100, of: sidecar)
            try await scene.expectBalance()
            #expect(server.requests.allSatisfy { $0.header("content-encoding") == "gzip" })
            #expect(try await sidecar.stop().exitCode == 0)
        }
    }

    @Test("shows its certificate to a server that asks for one", .needs(.openssl))
    func clientCertificate() async throws {
        try await Self.withServer(asksForCertificate: true) { scene, server in
            let sidecar = try await Self.start(
                scene, server, "fluentd-json",
                ["authorities_file": "server.pem", "certificate_file": "client.pem", "key_file": "client.key"])
            try await scene.untilMetric("atalaya_log_records_acknowledged_total", isAtLeast: 100, of: sidecar)
            #expect(try await sidecar.stop().exitCode == 0)
        }
    }

    @Test(
        "sends nothing to a server that it does not trust, or that does not take its certificate, and says so",
        .needs(.openssl),
        arguments: [
            ["authorities_file": "other.pem"], ["authorities_file": "server.pem"],
            ["authorities_file": "server.pem", "certificate_file": "other.pem", "key_file": "other.key"],
        ])
    func untrusted(options: [String: String]) async throws {
        try await Self.withServer(asksForCertificate: true) { scene, server in
            let sidecar = try await Self.start(scene, server, "fluentd-json", options)
            try await sidecar.until("the sidecar complains") { sidecar.errors.contains("trying again") }
            #expect(sidecar.errors.contains("127.0.0.1:\(server.port)"), "\(sidecar.errors)")
            #expect(server.requests.isEmpty)
            #expect(try await scene.metric("atalaya_log_records_acknowledged_total") ?? 0 == 0)
            #expect(sidecar.isRunning)
        }
    }

    @Test("sends nothing to a server whose certificate is for another name", .needs(.openssl))
    func wrongName() async throws {
        try await Self.withServer(for: "DNS:elsewhere.test") { scene, server in
            let sidecar = try await Self.start(scene, server, "fluentd-json", ["authorities_file": "server.pem"])
            try await sidecar.until("the sidecar complains") { sidecar.errors.contains("trying again") }
            #expect(server.requests.isEmpty)
        }
    }

    @Test("ends at once with one line about a file that it cannot use", arguments: ["nowhere.pem", "log/app.log"])
    func unusable(file: String) async throws {
        let scene = try SidecarScene()
        let sidecar = try scene.launchSidecar(
            to: ["--output", "loki=https://127.0.0.1:1", "--output-option", "authorities_file=\(file)"])
        let outcome = try await sidecar.outcome(within: .seconds(300))
        #expect(outcome.exitCode == 1)
        #expect(outcome.errorLines.filter { $0.contains(file) }.count == 1, "\(outcome.errors)")
    }

    // MARK: Support

    /// A server that says yes to everything, and a log of 100 lines.
    private static func withServer(
        for subject: String = "IP:127.0.0.1", asksForCertificate: Bool = false,
        _ body: @escaping @Sendable (SidecarScene, HTTPTestServer) async throws -> Void
    ) async throws {
        let scene = try SidecarScene()
        try await Certificates.make("server", for: subject, in: scene.folder)
        for name in ["client", "other"] { try await Certificates.make(name, in: scene.folder) }
        try scene.log(0..<100)
        let protection = HTTPTestProtection(
            certificateFile: scene.folder.path("server.pem"), keyFile: scene.folder.path("server.key"),
            clientAuthoritiesFile: asksForCertificate ? scene.folder.path("client.pem") : nil)
        let answer = HTTPTestReaction.answer(status: 200, body: Array(#"{"errors":false}"#.utf8))
        try await HTTPTestServer.with(protection: protection, behaviour: { _ in answer }) { server in
            try await body(scene, server)
        }
    }

    private static func start(
        _ scene: SidecarScene, _ server: HTTPTestServer, _ output: String, _ options: [String: String]
    ) async throws -> RunningProgram {
        let flags = options.sorted { $0.key < $1.key }.flatMap { ["--output-option", "\($0.key)=\($0.value)"] }
        return try await scene.startSidecar(
            to: ["--output", "\(output)=https://127.0.0.1:\(server.port)"] + flags)
    }
}
