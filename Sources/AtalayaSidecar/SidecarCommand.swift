import ArgumentParser
import Atalaya
import AtalayaConfig
import AtalayaHTTP
import Logging
import ServiceLifecycle
import UnixSignals

/// The program `atalaya-sidecar`: settings in, one `SidecarRuntime` run until it is asked to stop.
///
/// What it can be told is the list `SidecarSettings.all`, from which flags, environment, file and this help come; only what
/// concerns the process itself is declared here.
@main
struct SidecarCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "atalaya-sidecar",
        abstract: "Gives a service metrics and ships its log, from beside it.",
        usage: "atalaya-sidecar [--config <file>] [--listen <host:port>] [--tail <glob>] … [--forward <host:port>] …",
        discussion: """
            Reads the log files of a service, derives metrics from them, asks its health check, serves everything on /metrics \
            for Prometheus, and ships every line to an aggregator that speaks the Fluentd forward protocol, gzip-compressed and \
            acknowledged: at least once, across rotations, restarts and outages. Or to Loki, Elasticsearch, by OTLP, into files \
            (--output).

            Example:
              atalaya-sidecar --tail '/var/log/shop/*.log' --forward 127.0.0.1:24224

            Settings, each also as a variable in the environment and, without the dashes, in the file of --config. Flags win \
            over the environment, the environment over the file:

            \(SettingsHelp.text)

            It serves /metrics, /-/healthy, /-/ready, /debug/ledger (where every record is) and / (a page for people). \
            POST /-/drain, or --drain, makes it send what it reads at once, and answers when that is acknowledged. \
            POST /-/reload, or SIGHUP, makes it read its settings again, which take over when they are right. On \
            SIGTERM (and at the end of standard input, where that is all there is to read) it stops reading, ships what it has read, waits at most --drain-timeout for the acknowledgements, and \
            remembers the rest. Exit codes: 0 stopped as asked; 1 it could not start or failed, or the file of --config has mistakes; 2 a \
            wrong flag or variable, or a file that cannot be read.
            """,
        version: SidecarVersion.text
    )

    @Option(
        help: ArgumentHelp(
            "Settings as JSON, as `atalaya generate` renders them. Also ATALAYA_CONFIG.", valueName: "file"))
    var config: String?

    @Option(
        help: ArgumentHelp(
            "What is told on standard error: trace, debug, info, notice, warning, error. Also ATALAYA_LOG_LEVEL.",
            valueName: "level"))
    var logLevel: String?

    @Flag(
        help:
            "Ask the sidecar that runs with the same settings whether it is healthy; exit with 0 if so, otherwise with 1."
    )
    var checkHealth = false

    @Flag(
        help:
            "Ask the sidecar that runs with the same settings to send what it has read, and wait until it is acknowledged; for preStop. Exit with 0 if all of it is, otherwise with 1."
    )
    var drain = false

    @Argument(parsing: .allUnrecognized, help: .hidden)
    var settings: [String] = []

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let failure as SidecarFailure {
            for line in failure.lines { StandardError.print(line) }
            exit(withError: ExitCode(failure.exitCode))
        } catch {
            // The argument parser would leave with 64 after a mistake in the arguments.
            let code = exitCode(for: error)
            guard code == .validationFailure else { exit(withError: error) }
            StandardError.print(fullMessage(for: error))
            exit(withError: ExitCode(SidecarFailure.usageCode))
        }
    }

    mutating func run() async throws {
        let environment = ProcessEnvironment.all
        let sources = SettingsSources(
            file: config ?? environment["ATALAYA_CONFIG"], environment: environment, flags: settings)
        let (configuration, warnings) = try sources.resolve()
        if checkHealth {
            try await HealthQuestion(address: configuration.listen).ask()
            return
        }
        if drain {
            let request = DrainRequest(
                address: configuration.listen, limit: configuration.limits.drainTimeout.duration)
            StandardError.print(try await request.send())
            return
        }
        let level = try self.level(environment)
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = level
            return handler
        }
        let logger = Logger(label: "atalaya-sidecar")
        for warning in warnings { logger.warning("\(warning)") }
        do {
            try await serve(configuration, from: sources, logger: logger)
        } catch {
            throw SidecarFailure(lines: ["error: \(error)"], exitCode: 1)
        }
    }

    private func serve(_ configuration: SidecarConfiguration, from sources: SettingsSources, logger: Logger)
        async throws
    {
        let requester = try HTTPRequester()
        let outcome: Result<Void, any Error>
        do {
            let service = SidecarService(
                configuration: configuration, sources: sources, requester: requester, logger: logger)
            var group = ServiceGroupConfiguration(
                services: [.init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
            // The runtime keeps to its own drain timeout; this is the net below it.
            group.maximumGracefulShutdownDuration = configuration.limits.drainTimeout.duration + .seconds(5)
            try await ServiceGroup(configuration: group).run()
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        await requester.shutdown()
        try outcome.get()
    }

    private func level(_ environment: [String: String]) throws -> Logger.Level {
        let text = logLevel ?? environment["ATALAYA_LOG_LEVEL"] ?? "info"
        guard let level = Logger.Level(rawValue: text.lowercased()) else {
            let known = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
            throw SidecarFailure.usage("'\(text)' is not a log level; choose one of \(known)")
        }
        return level
    }
}
