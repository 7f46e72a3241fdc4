import Foundation
import Testing

/// A real Fluentd where the log goes, every record compared with its line: tag, time to the nanosecond, and fields.
@Suite("The sidecar and a real Fluentd", .serialized)
struct FluentdReceiverTests {
    @Test(
        "has every record by the forward protocol, in each of its modes", .needs(.fluentd),
        arguments: [
            ["--forward-mode", "compressed"], ["--forward-mode", "compressed", "--compression", "adaptive"],
            ["--forward-mode", "packed"], ["--forward-mode", "forward"], ["--forward-mode", "message"],
        ])
    func modes(arguments: [String]) async throws {
        let scene = try FluentdReceiver(type: "forward")
        try await scene.expectAll(arguments)
    }

    @Test("has every record after both sides proved the key, and the user its password", .needs(.fluentd))
    func sharedKey() async throws {
        let scene = try FluentdReceiver(type: "forward", settings: Self.security)
        try scene.folder.write("key", "opensesame\n")
        try scene.folder.write("password", "rumpelstiltskin\n")
        try await scene.expectAll([
            "--forward-shared-key-file", "key", "--forward-username", "alice", "--forward-password-file", "password",
        ])
    }

    @Test("has every record where it takes one chunk a connection, and says so", .needs(.fluentd))
    func oneChunkEach() async throws {
        let scene = try FluentdReceiver(type: "forward", settings: "deny_keepalive true\n" + Self.security)
        try scene.folder.write("key", "opensesame\n")
        try scene.folder.write("password", "rumpelstiltskin\n")
        try await scene.expectAll([
            "--forward-shared-key-file", "key", "--forward-username", "alice", "--forward-password-file", "password",
        ])
    }

    @Test(
        "has nothing of a sender that cannot prove itself, and the sidecar says why", .needs(.fluentd),
        arguments: [(key: "mistaken", password: "rumpelstiltskin"), (key: "opensesame", password: "mistaken")])
    func wrongSecrets(key: String, password: String) async throws {
        let scene = try FluentdReceiver(type: "forward", settings: Self.security)
        try scene.folder.write("key", key)
        try scene.folder.write("password", password)
        let fluentd = try await scene.startFluentd()
        try scene.writeLog()
        let sidecar = try await scene.startSidecar([
            "--forward-shared-key-file", "key", "--forward-username", "alice", "--forward-password-file", "password",
        ])
        try await sidecar.until("the sidecar says so") { sidecar.errors.contains("mismatch") }
        #expect(try scene.records(of: fluentd).isEmpty)
    }

    private static let security = """
        <security>
          self_hostname fluentd.test
          shared_key opensesame
          user_auth true
          <user>
            username alice
            password rumpelstiltskin
          </user>
        </security>
        """

    @Test(
        "has every record by TLS, and by a certificate of ours", .needs(.fluentd, .openssl), arguments: [false, true])
    func protected(asksForCertificate: Bool) async throws {
        let folder = try TemporaryFolder()
        for name in ["server", "client"] { try await Certificates.make(name, in: folder) }
        let client = asksForCertificate ? "client_cert_auth true\n  ca_path \(folder.path("client.pem"))" : ""
        let scene = try FluentdReceiver(
            type: "forward",
            settings: """
                <transport tls>
                  cert_path \(folder.path("server.pem"))
                  private_key_path \(folder.path("server.key"))
                  \(client)
                </transport>
                """)
        var arguments = ["--forward-tls-authorities-file", folder.path("server.pem")]
        if asksForCertificate {
            arguments += ["--forward-tls-certificate-file", folder.path("client.pem")]
            arguments += ["--forward-tls-key-file", folder.path("client.key")]
        }
        try await scene.expectAll(arguments)
    }

    @Test(
        "has every record by HTTP, as JSON and as MessagePack, in each coding", .needs(.fluentd),
        arguments: ["fluentd-json", "fluentd-msgpack"], ["gzip", "deflate", "none"])
    func http(output: String, coding: String) async throws {
        let scene = try FluentdReceiver(type: "http")
        // Fluentd reads the time of JSON as a double.
        try await scene.expectAll(
            ["--output", "\(output)=http://127.0.0.1:\(scene.port)", "--output-option", "compression=\(coding)"],
            precision: output == "fluentd-json" ? 1e-6 : 0)
    }

    @Test("has every record once more than never when it is killed in between", .needs(.fluentd))
    func restart() async throws {
        let scene = try FluentdReceiver(type: "forward")
        let first = try await scene.startFluentd()
        try scene.writeLog()
        let sidecar = try await scene.startSidecar(["--chunk-records-max", "10", "--acknowledge-timeout", "1s"])
        try await first.until("some records arrive") { try !scene.records(of: first).isEmpty }
        first.signal(SIGKILL)
        _ = try await first.outcome()
        let second = try await scene.startFluentd()
        try await second.until("the others arrive") {
            let numbers = try scene.records(of: first).map(\.number) + scene.records(of: second).map(\.number)
            return Set(numbers).isSuperset(of: 0..<PeerReceiverScene.lines.count)
        }
        #expect(sidecar.isRunning)
    }
}

/// A Fluentd that prints what one of its inputs takes, and a sidecar that sends it a log.
private struct FluentdReceiver: Sendable {
    private let scene: PeerReceiverScene
    private let type: String

    var folder: TemporaryFolder { scene.folder }
    var port: Int { scene.port }

    init(type: String, settings: String = "") throws {
        self.type = type
        scene = try PeerReceiverScene()
        try folder.write(
            "fluent.conf",
            """
            <source>
              @type \(type)
              bind 127.0.0.1
              port \(scene.port)
              \(settings)
            </source>
            <match shop.**>
              @type stdout
              <inject>
                tag_key fluentd_tag
                time_key fluentd_time
                time_type string
                time_format %s.%N
              </inject>
              <format>
                @type json
              </format>
            </match>
            <match **>
              @type null
            </match>
            """)
    }

    func startFluentd() async throws -> RunningProgram {
        guard let path = Peer.fluentd.path else { throw ProgramError("fluentd is not installed") }
        let program = try RunningProgram(path, ["--config", folder.path("fluent.conf")], in: folder.path)
        try await program.until("fluentd works", within: .seconds(300)) {
            program.output.contains("worker is now running")
        }
        return program
    }

    func startSidecar(_ arguments: [String]) async throws -> RunningProgram {
        try await scene.startSidecar(destination + arguments)
    }

    func writeLog() throws { try scene.writeLog() }

    private var destination: [String] { type == "forward" ? ["--forward", "127.0.0.1:\(port)"] : [] }

    /// What Fluentd has printed so far.
    func records(of fluentd: RunningProgram) throws -> [PeerReceiverScene.Received] {
        try fluentd.output.wholeLines.filter { $0.hasPrefix("{") }.map { line in
            var fields = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
            let tag = fields.removeValue(forKey: "fluentd_tag") as? String
            let time = fields.removeValue(forKey: "fluentd_time") as? String
            return PeerReceiverScene.Received(tag: tag ?? "", time: time ?? "", fields: fields)
        }
    }

    /// Runs both, and compares every line with what Fluentd has of it.
    ///
    /// - Parameter precision: How far the time may be off, in seconds.
    func expectAll(_ arguments: [String], precision: Double = 0) async throws {
        let fluentd = try await startFluentd()
        try await scene.expectAll(destination + arguments, of: fluentd, precision: precision) {
            try records(of: fluentd)
        }
    }
}
