import Foundation

/// Standard output and standard error, and whether a person is looking.
enum Terminal {
    static var isInteractive: Bool { isatty(STDOUT_FILENO) == 1 }
    static var isErrorInteractive: Bool { isatty(STDERR_FILENO) == 1 }

    static func printError(_ line: String) {
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }

    /// Replaces the current line of a terminal; for progress, which nobody wants in a file.
    static func showProgress(_ line: String) {
        guard isErrorInteractive else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[K\(line)".utf8))
    }

    static func endProgress() {
        showProgress("")
    }
}
