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

            It runs until SIGTERM or Control-C, finishes what has arrived, and says what it received. On a terminal it shows \
            the counts while it runs.

            Examples:
              atalaya receive --output logs
              atalaya receive --listen 127.0.0.1:24224
              atalaya receive --tls-certificate server.pem --tls-key server.key
            """
    )

    @Option(help: ArgumentHelp("Where to listen; port 0 takes a free one.", valueName: "host:port"))
    var listen = "127.0.0.1:24224"

    @Option(help: ArgumentHelp("The directory for the files; made if it is missing.", valueName: "dir"))
    var output = "received"

    @Option(
        help: ArgumentHelp("Speak TLS, with this certificate (and what it is signed by), PEM.", valueName: "file"))
    var tlsCertificate: String?

    @Option(
        help: ArgumentHelp(
            "The key of the certificate, PEM; otherwise it is in the file of the certificate.", valueName: "file"))
    var tlsKey: String?

    func validate() throws {
        if tlsKey != nil, tlsCertificate == nil { throw ValidationError("--tls-key needs --tls-certificate") }
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
            var configuration = ReceiverServerConfiguration(address: address)
            configuration.tls = tlsCertificate.map {
                ReceiverServerConfiguration.TLS(certificateFile: $0, keyFile: tlsKey ?? $0)
            }
            let server = ForwardReceiverServer(
                configuration: configuration, sink: sink, logger: Logger(label: "atalaya receive"))
            try await serve(server)
        } catch let error as ShellError {
            throw ToolError.failed(error.description)
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
        if statistics.refusals > 0 { parts.append("\(statistics.refusals) chunks that could not be stored") }
        if statistics.violations > 0 { parts.append("\(statistics.violations) violations of the protocol") }
        return "received " + parts.joined(separator: ", ")
    }
}
