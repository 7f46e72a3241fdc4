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
            return Set(numbers).isSuperset(of: 0..<FluentdReceiver.lines.count)
        }
        #expect(sidecar.isRunning)
    }
}

/// A Fluentd that prints what one of its inputs takes, and a sidecar that sends it a log.
final class FluentdReceiver: Sendable {
    struct Received {
        var tag: String
        /// As Fluentd has it: seconds, a dot, nine digits.
        var time: String
        var fields: [String: Any]

        var number: Int { fields["number"] as? Int ?? -1 }
    }

    let folder: TemporaryFolder
    let port: Int
    private let metricsPort: Int
    private let type: String

    init(type: String, settings: String = "") throws {
        self.type = type
        folder = try TemporaryFolder()
        port = try FreePort.any()
        metricsPort = try FreePort.any()
        try folder.write(
            "fluent.conf",
            """
            <source>
              @type \(type)
              bind 127.0.0.1
              port \(port)
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

    // MARK: Programs

    func startFluentd() async throws -> RunningProgram {
        guard let path = Peer.fluentd.path else { throw ProgramError("fluentd is not installed") }
        let program = try RunningProgram(path, ["--config", folder.path("fluent.conf")], in: folder.path)
        try await program.until("fluentd works", within: .seconds(300)) {
            program.output.contains("worker is now running")
        }
        return program
    }

    func startSidecar(_ arguments: [String]) async throws -> RunningProgram {
        let tail = [
            "source": "app", "path": folder.path("log/*.log"), "format": "json", "tag": "shop.app", "time": "ts",
        ]
        let settings: [String: Any] = [
            "listen": "127.0.0.1:\(metricsPort)", "checkpoint_directory": folder.path("checkpoints"), "tails": [tail],
        ]
        let json = String(decoding: try JSONSerialization.data(withJSONObject: settings), as: UTF8.self)
        let file = try folder.write("sidecar.json", json)
        let destination = type == "forward" ? ["--forward", "127.0.0.1:\(port)"] : []
        let program = try RunningProgram(
            Checkout.sidecar, ["--config", file, "--poll-interval", "50ms"] + destination + arguments, in: folder.path)
        try await program.until("the sidecar is healthy") {
            await HTTP.tryGet("http://127.0.0.1:\(metricsPort)/-/healthy")?.status == 200
        }
        return program
    }

    // MARK: Records

    static let lines: [String] = {
        let extras = [
            #""text":"quotes \" back \\ tab \t line \n é 😀 \u0001 \u007f""#,
            #""small":-9223372036854775808,"large":18446744073709551615,"fraction":0.1,"huge":1e300"#,
            #""nested":{"list":[1,[],{},null,"x",{"deep":[true,false]}],"empty":""},"":"no name""#,
            #""nothing":null,"yes":true,"long":"\#(String(repeating: "0123456789", count: 2_000))""#,
        ]
        return (0..<120).map { number in
            let nanoseconds = String(1_000_000_000 + number * 8_241_337).dropFirst()
            return
                #"{"ts":"2026-03-04T05:06:07.\#(nanoseconds)Z","number":\#(number),\#(extras[number % extras.count])}"#
        }
    }()

    func writeLog() throws {
        try folder.write("log/app.log", Self.lines.map { $0 + "\n" }.joined())
    }

    /// What Fluentd has printed so far.
    func records(of fluentd: RunningProgram) throws -> [Received] {
        let text = fluentd.output
        // The last line may still be on its way.
        let whole = text[..<(text.lastIndex(of: "\n") ?? text.startIndex)]
        return try whole.split(separator: "\n").filter { $0.hasPrefix("{") }.map { line in
            var fields = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
            let tag = fields.removeValue(forKey: "fluentd_tag") as? String
            let time = fields.removeValue(forKey: "fluentd_time") as? String
            return Received(tag: tag ?? "", time: time ?? "", fields: fields)
        }
    }

    /// Runs both, and compares every line with what Fluentd has of it.
    ///
    /// - Parameter precision: How far the time may be off, in seconds.
    func expectAll(_ arguments: [String], precision: Double = 0) async throws {
        let fluentd = try await startFluentd()
        try writeLog()
        let sidecar = try await startSidecar(arguments + ["--chunk-records-max", "50"])
        try await fluentd.until("all lines arrive") { try self.records(of: fluentd).count >= Self.lines.count }
        let outcome = try await sidecar.stop()
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let records = try records(of: fluentd).sorted { $0.number < $1.number }
        #expect(records.count == Self.lines.count)
        let start = 1_772_600_767
        for (number, (record, line)) in zip(records, Self.lines).enumerated() {
            var sent = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
            // It has become the time of the record.
            sent["ts"] = nil
            #expect(NSDictionary(dictionary: record.fields) == NSDictionary(dictionary: sent), "line \(number)")
            #expect(record.tag == "shop.app")
            let fraction = number * 8_241_337
            if precision == 0 {
                let digits = String(1_000_000_000 + fraction).dropFirst()
                #expect(record.time == "\(start).\(digits)")
            } else {
                let parts = record.time.split(separator: ".").compactMap { Int($0) }
                #expect(parts.first == start)
                #expect(abs(Double((parts.last ?? 0) - fraction)) <= precision * 1e9)
            }
        }
    }
}
