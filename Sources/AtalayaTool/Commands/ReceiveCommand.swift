import ArgumentParser
import Atalaya
import Foundation
import Logging

struct ReceiveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receive",
        abstract: "A local aggregator: accepts the Fluentd forward protocol and writes what arrives as lines of JSON.",
        discussion: """
            Stands in for Fluentd where there is none: on a laptop, in a test. Each tag becomes a file DIR/TAG.ndjson, each \
            record a line {"tag": …, "time": …, "record": {…}}. A chunk is acknowledged when its lines are on the disk. It is \
            strict: what breaks the protocol is reported, and the connection closed.

            Senders may use any mode of the protocol (Message, Forward, PackedForward, CompressedPackedForward). A chunk \
            that comes again is acknowledged and counted, not written twice; with --journal that is remembered over restarts. \
            Chunks that say which bytes and records of which source they cover, as those of atalaya-sidecar do, are \
            followed: the report tells what is missing in between.

            It runs until SIGTERM or Control-C, finishes what has arrived, and says what it received. On a terminal it shows \
            the counts while it runs. Secrets are read from files; none is printed.

            Examples:
              atalaya receive --output logs
              atalaya receive --listen 127.0.0.1:24224 --wait-for-port
              atalaya receive --journal received.journal --report - --require-complete
              atalaya receive --shared-key-file key --user alice=alice.password
              atalaya receive --tls-certificate server.pem --tls-key server.key --tls-client-authorities clients.pem
            """
    )

    @Option(help: ArgumentHelp("Where to listen; port 0 takes a free one.", valueName: "host:port"))
    var listen = "127.0.0.1:24224"

    @Flag(help: "While the address is in use, try again instead of ending.")
    var waitForPort = false

    @Option(help: ArgumentHelp("The directory for the files; made if it is missing.", valueName: "dir"))
    var output = "received"

    @Option(
        help: ArgumentHelp(
            "Keep in this file what tells duplicates and gaps after a restart; one receiver has it at a time.",
            valueName: "file"))
    var journal: String?

    @Option(
        help: ArgumentHelp(
            "At the end, write what came, what came twice and what is missing, as JSON; - for standard output.",
            valueName: "file"))
    var report: String?

    @Flag(help: "Exit with 1 when the report has a gap, an altered chunk, or one with missing parts.")
    var requireComplete = false

    @Option(help: ArgumentHelp("Take only what senders send who know the key in this file.", valueName: "file"))
    var sharedKeyFile: String?

    @Option(
        help: ArgumentHelp(
            "Ask for a user as well, whose password is in the file; repeatable.", valueName: "name=file"))
    var user: [String] = []

    @Option(
        help: ArgumentHelp(
            "What the receiver calls itself to those who know the key; senders must have other names.",
            valueName: "name"))
    var hostname = "atalaya-receive"

    @Option(
        help: ArgumentHelp("Speak TLS, with this certificate (and what it is signed by), PEM.", valueName: "file"))
    var tlsCertificate: String?

    @Option(
        help: ArgumentHelp(
            "The key of the certificate, PEM; otherwise it is in the file of the certificate.", valueName: "file"))
    var tlsKey: String?

    @Option(
        help: ArgumentHelp(
            "Take only senders with a certificate that one of these authorities has signed, PEM.", valueName: "file"))
    var tlsClientAuthorities: String?

    func validate() throws {
        if tlsKey != nil, tlsCertificate == nil { throw ValidationError("--tls-key needs --tls-certificate") }
        if tlsClientAuthorities != nil, tlsCertificate == nil {
            throw ValidationError("--tls-client-authorities needs --tls-certificate")
        }
        if !user.isEmpty, sharedKeyFile == nil { throw ValidationError("--user needs --shared-key-file") }
        _ = try passwordFiles()
    }

    /// The files with the passwords, by user.
    private func passwordFiles() throws -> [String: String] {
        var files: [String: String] = [:]
        for text in user {
            // A name may be anything, so what follows the last sign would be a worse guess.
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { throw ValidationError("--user: write NAME=FILE, the file with the password") }
            guard files.updateValue(parts[1], forKey: parts[0]) == nil else {
                throw ValidationError("--user: \(parts[0]) is there twice")
            }
        }
        return files
    }

    private func configuration(at address: Endpoint) throws -> ReceiverServerConfiguration {
        var configuration = ReceiverServerConfiguration(address: address)
        configuration.tls = tlsCertificate.map {
            ReceiverServerConfiguration.TLS(
                certificateFile: $0, keyFile: tlsKey ?? $0, clientAuthoritiesFile: tlsClientAuthorities)
        }
        configuration.handshake = try sharedKeyFile.map {
            try ReceiverServerConfiguration.Handshake(
                hostname: hostname, sharedKeyFile: $0, passwordFiles: try passwordFiles())
        }
        configuration.journalFile = journal
        configuration.listenRetryInterval = waitForPort ? .milliseconds(250) : nil
        return configuration
    }

    func run() async throws {
        let address: Endpoint
        do {
            address = try Endpoint(listening: listen)
        } catch {
            throw ToolError.usage("--listen: \(error.message)")
        }
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = .warning
            return handler
        }
        do {
            let sink = try JSONLinesDirectory(directory: output)
            let server = ForwardReceiverServer(
                configuration: try configuration(at: address), sink: sink, logger: Logger(label: "atalaya receive"))
            try await serve(server)
        } catch let error as ShellError {
            // An address that is in use can be had later; what the person wrote can not.
            let hint = error.code == .addressInUse ? " (--wait-for-port waits for it)" : ""
            throw ToolError.failed(error.description + hint)
        }
    }

    private func serve(_ server: ForwardReceiverServer) async throws {
        try await SignalWait.run {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await server.run() }
                group.addTask { await showProgress(of: server) }
                // The server ends when it is asked to, or throws when it could not begin.
                try await group.next()
                group.cancelAll()
                try await group.waitForAll()
            }
        }
        Terminal.endProgress()
        for violation in server.violations { Terminal.printError("protocol: \(violation)") }
        Terminal.printError(Self.summary(server.statistics))
        let report = server.report
        try write(report)
        if requireComplete, !report.isComplete {
            Terminal.printError("not complete: \(Self.lack(report))")
            throw ExitCode.problemsFound
        }
    }

    private func write(_ report: ReceptionReport) throws {
        let bytes = Data(report.json)
        switch self.report {
        case nil: break
        case "-": FileHandle.standardOutput.write(bytes)
        case let file?:
            do {
                try bytes.write(to: URL(fileURLWithPath: file), options: .atomic)
            } catch {
                throw ToolError.failed("\(file): the report cannot be written: \(error.localizedDescription)")
            }
        }
    }

    private static func lack(_ report: ReceptionReport) -> String {
        [
            (report.statistics.gaps, "gaps"), (report.statistics.alteredChunks, "altered chunks"),
            (report.incompleteChunks, "chunks with missing parts"),
        ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }

    /// Says where it listens, then shows counts on a terminal until it is cancelled.
    @concurrent
    private func showProgress(of server: ForwardReceiverServer) async {
        guard let bound = try? await server.boundAddress() else { return }
        Terminal.printError("listening on \(bound), writing to \(output)/")
        while (try? await Task.sleep(for: .milliseconds(500))) != nil {
            Terminal.showProgress(Self.summary(server.statistics))
        }
    }

    private static func summary(_ statistics: ReceiverStatistics) -> String {
        var parts = [
            "\(statistics.records) records in \(statistics.chunks) chunks",
            "\(statistics.wireBytes) bytes on the wire, \(statistics.entriesBytes) unpacked",
            "\(statistics.connections) connections",
        ]
        if statistics.duplicateChunks > 0 { parts.append("\(statistics.duplicateChunks) chunks delivered again") }
        if statistics.gaps > 0 { parts.append("\(statistics.gaps) gaps") }
        if statistics.refusals > 0 { parts.append("\(statistics.refusals) chunks that could not be stored") }
        if statistics.violations > 0 { parts.append("\(statistics.violations) violations of the protocol") }
        if statistics.failedTLSHandshakes > 0 {
            parts.append("\(statistics.failedTLSHandshakes) connections without a TLS handshake")
        }
        if statistics.failedAuthentications > 0 {
            parts.append("\(statistics.failedAuthentications) connections of senders that are not authenticated")
        }
        return "received " + parts.joined(separator: ", ")
    }
}
