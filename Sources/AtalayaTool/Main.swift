import ArgumentParser
import Foundation

/// The program `atalaya`. A command is one file in `Commands/` and one line in `subcommands`.
@main
struct AtalayaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "atalaya",
        abstract: "Monitoring for a service, from one description.",
        discussion: """
            A file, atalaya.yml, says what a service is: its metrics, its log, its objectives. From it come the files of \
            Prometheus, Alertmanager, Grafana, Loki, Fluentd and compose, and the settings of the sidecar that exports the \
            metrics and ships the log.

            To begin:
              atalaya init                          a commented atalaya.yml to start from
              atalaya generate                      monitoring/ and logging/ from it
              docker compose -f monitoring/docker-compose.yml up -d

            Exit codes: 0 success; 1 what was asked for failed, or problems were found; 2 the command was used wrongly or a \
            file could not be read. Problems go to standard error, one line each: file:line: error[rule-id]: message
            """,
        version: ToolVersion.text,
        subcommands: [
            InitCommand.self, GenerateCommand.self, CheckCommand.self, DiffCommand.self, FormatCommand.self,
            ImportCommand.self, ConvertCommand.self, RouteCommand.self, ReceiveCommand.self, SpoolCommand.self,
        ]
    )

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            finish(error)
        }
    }

    /// Ends the program as the command line promises. The argument parser would leave with 64 after a mistake in the arguments.
    private static func finish(_ error: any Error) -> Never {
        switch error {
        case let error as ToolError:
            Terminal.printError("error: \(error.message)")
            Foundation.exit(error.exitCode)
        case let code as ExitCode:
            Foundation.exit(code.rawValue)
        default:
            let code = exitCode(for: error)
            let message = fullMessage(for: error)
            if code == .success {
                print(message)
                Foundation.exit(0)
            }
            Terminal.printError(message)
            Foundation.exit(code == .validationFailure ? ToolError.usageCode : 1)
        }
    }
}
