import Foundation
import Testing

/// A real Fluent Bit where the log goes, every record compared with its line: tag, time to the nanosecond, and fields.
@Suite("The sidecar and a real Fluent Bit", .serialized)
struct FluentBitReceiverTests {
    @Test(
        "has every record by the forward protocol, in each of its modes", .needs(.fluentBit),
        arguments: [
            ["--forward-mode", "compressed"], ["--forward-mode", "compressed", "--compression", "adaptive"],
            ["--forward-mode", "packed"], ["--forward-mode", "forward"], ["--forward-mode", "message"],
        ])
    func modes(arguments: [String]) async throws {
        try await FluentBitReceiver().expectAll(arguments)
    }

    @Test("has every record after both sides proved the key", .needs(.fluentBit))
    func sharedKey() async throws {
        let scene = try FluentBitReceiver(settings: Self.key)
        try scene.folder.write("key", "opensesame\n")
        try await scene.expectAll(["--forward-shared-key-file", "key"])
    }

    @Test("has every record after the user proved the password too", .needs(.fluentBit))
    func user() async throws {
        let scene = try FluentBitReceiver(settings: Self.key + "\nsecurity.users alice rumpelstiltskin")
        try scene.folder.write("key", "opensesame\n")
        try scene.folder.write("password", "rumpelstiltskin\n")
        try await scene.expectAll([
            "--forward-shared-key-file", "key", "--forward-username", "alice", "--forward-password-file", "password",
        ])
    }

    @Test("has nothing of a sender that does not know the key", .needs(.fluentBit))
    func wrongKey() async throws {
        let scene = try FluentBitReceiver(settings: Self.key)
        try scene.folder.write("key", "mistaken")
        let fluentBit = try await scene.startFluentBit()
        try scene.writeLog()
        let sidecar = try await scene.startSidecar(["--forward-shared-key-file", "key"])
        try await sidecar.until("the sidecar says so") { sidecar.errors.contains("trying again") }
        #expect(try scene.records().isEmpty && fluentBit.isRunning)
    }

    @Test("has every record by TLS", .needs(.fluentBit, .openssl))
    func protected() async throws {
        let folder = try TemporaryFolder()
        try await Certificates.make("server", in: folder)
        let scene = try FluentBitReceiver(
            settings: """
                tls on
                tls.verify off
                tls.crt_file \(folder.path("server.pem"))
                tls.key_file \(folder.path("server.key"))
                """)
        try await scene.expectAll(["--forward-tls-authorities-file", folder.path("server.pem")])
    }

    private static let key = """
        shared_key opensesame
        self_hostname fluentbit.test
        """
}

/// A Fluent Bit that writes what it takes to a file, and a sidecar that sends it a log.
private final class FluentBitReceiver: Sendable {
    struct Received {
        var tag: String
        /// Seconds, a dot, nine digits.
        var time: String
        var fields: [String: Any]

        var number: Int { fields["number"] as? Int ?? -1 }
    }

    let folder: TemporaryFolder
    private let port: Int
    private let metricsPort: Int

    init(settings: String = "") throws {
        folder = try TemporaryFolder()
        port = try FreePort.any()
        metricsPort = try FreePort.any()
        let lines = settings.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
        try folder.write(
            "fluent-bit.conf",
            """
            [SERVICE]
                flush 0.2
                grace 1
                log_level info
            [INPUT]
                name forward
                listen 127.0.0.1
                port \(port)
            \(lines)
            [OUTPUT]
                name file
                match *
                path \(folder.path(""))
                file received
            """)
    }

    // MARK: Programs

    func startFluentBit() async throws -> RunningProgram {
        guard let path = Peer.fluentBit.path else { throw ProgramError("fluent-bit is not installed") }
        let program = try RunningProgram(path, ["--config", folder.path("fluent-bit.conf")], in: folder.path)
        try await program.until("Fluent Bit listens", within: .seconds(60)) {
            program.errors.contains("listening on 127.0.0.1:")
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
        let program = try RunningProgram(
            Checkout.sidecar,
            ["--config", file, "--poll-interval", "50ms", "--forward", "127.0.0.1:\(port)"] + arguments, in: folder.path
        )
        try await program.until("the sidecar is healthy") {
            await HTTP.tryGet("http://127.0.0.1:\(self.metricsPort)/-/healthy")?.status == 200
        }
        return program
    }

    func writeLog() throws {
        try folder.write("log/app.log", FluentdReceiver.lines.map { $0 + "\n" }.joined())
    }

    // MARK: Records

    /// What Fluent Bit has written so far: `tag: [time, record]` on each line.
    func records() throws -> [Received] {
        guard FileManager.default.fileExists(atPath: folder.path("received")) else { return [] }
        let text = folder.text(of: "received")
        // The last line may still be on its way.
        let whole = text[..<(text.lastIndex(of: "\n") ?? text.startIndex)]
        return try whole.split(separator: "\n").map { line in
            guard let colon = line.range(of: ": ["), let comma = line[colon.upperBound...].firstIndex(of: ",") else {
                throw ProgramError("no record: \(line)")
            }
            let object = line[line.index(after: comma)...].dropLast()
            return Received(
                tag: String(line[..<colon.lowerBound]), time: String(line[colon.upperBound..<comma]),
                fields: try JSONSerialization.jsonObject(with: Data(object.utf8)) as? [String: Any] ?? [:])
        }
    }

    /// Runs both, and compares every line with what Fluent Bit has of it.
    func expectAll(_ arguments: [String]) async throws {
        let fluentBit = try await startFluentBit()
        try writeLog()
        let sidecar = try await startSidecar(arguments + ["--chunk-records-max", "50"])
        try await fluentBit.until("all lines arrive") { try self.records().count >= FluentdReceiver.lines.count }
        let outcome = try await sidecar.stop()
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let records = try records().sorted { $0.number < $1.number }
        #expect(records.count == FluentdReceiver.lines.count)
        for (number, (record, line)) in zip(records, FluentdReceiver.lines).enumerated() {
            var sent = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
            // It has become the time of the record.
            sent["ts"] = nil
            #expect(NSDictionary(dictionary: record.fields) == NSDictionary(dictionary: sent), "line \(number)")
            #expect(record.tag == "shop.app")
            let digits = String(1_000_000_000 + number * 8_241_337).dropFirst()
            #expect(record.time == "1772600767.\(digits)")
        }
    }
}
