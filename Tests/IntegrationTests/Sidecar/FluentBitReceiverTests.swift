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
private struct FluentBitReceiver: Sendable {
    private let scene: PeerReceiverScene

    var folder: TemporaryFolder { scene.folder }

    init(settings: String = "") throws {
        scene = try PeerReceiverScene()
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
                port \(scene.port)
            \(lines)
            [OUTPUT]
                name file
                match *
                path \(folder.path(""))
                file received
            """)
    }

    func startFluentBit() async throws -> RunningProgram {
        guard let path = Peer.fluentBit.path else { throw ProgramError("fluent-bit is not installed") }
        let program = try RunningProgram(path, ["--config", folder.path("fluent-bit.conf")], in: folder.path)
        try await program.until("Fluent Bit listens", within: .seconds(60)) {
            program.errors.contains("listening on 127.0.0.1:")
        }
        return program
    }

    func startSidecar(_ arguments: [String]) async throws -> RunningProgram {
        try await scene.startSidecar(destination + arguments)
    }

    func writeLog() throws { try scene.writeLog() }

    private var destination: [String] { ["--forward", "127.0.0.1:\(scene.port)"] }

    /// What Fluent Bit has written so far: `tag: [time, record]` on each line.
    func records() throws -> [PeerReceiverScene.Received] {
        try folder.wholeLines(of: "received").map { line in
            guard let colon = line.range(of: ": ["), let comma = line[colon.upperBound...].firstIndex(of: ",") else {
                throw ProgramError("no record: \(line)")
            }
            let object = line[line.index(after: comma)...].dropLast()
            return PeerReceiverScene.Received(
                tag: String(line[..<colon.lowerBound]), time: String(line[colon.upperBound..<comma]),
                fields: try JSONSerialization.jsonObject(with: Data(object.utf8)) as? [String: Any] ?? [:])
        }
    }

    /// Runs both, and compares every line with what Fluent Bit has of it.
    func expectAll(_ arguments: [String]) async throws {
        let fluentBit = try await startFluentBit()
        try await scene.expectAll(destination + arguments, of: fluentBit, records: records)
    }
}
