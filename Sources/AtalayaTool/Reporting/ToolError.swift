import ArgumentParser
import Atalaya

/// Why a command could not do its work, in one line for the person at the terminal.
struct ToolError: Error {
    var message: String
    var exitCode: Int32

    static let usageCode: Int32 = 2

    /// What was asked for failed: exit code 1.
    static func failed(_ message: String) -> ToolError {
        ToolError(message: message, exitCode: 1)
    }

    /// The command cannot begin: a wrong argument, or a file that cannot be read. Exit code 2.
    static func usage(_ message: String) -> ToolError {
        ToolError(message: message, exitCode: usageCode)
    }
}

extension ExitCode {
    /// Problems were found and have been printed.
    static let problemsFound = ExitCode(1)
}
