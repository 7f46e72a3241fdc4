import Foundation
import Synchronization

/// The programs of this package and of others, run as a person runs them.
enum Programs {
    /// Where this test's own products are, or what `ATALAYA_BINARIES` says.
    static let directory: String = {
        if let chosen = ProcessInfo.processInfo.environment["ATALAYA_BINARIES"] { return chosen }
        return URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().path
    }()

    static func own(_ name: String) -> String { "\(directory)/\(name)" }

    /// The release binaries that `make test` built, if it did.
    static let releaseDirectory = ProcessInfo.processInfo.environment["ATALAYA_RELEASE_BINARIES"]

    /// A program on PATH, or nil: the test that wants it is then skipped.
    static func find(_ name: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return path.split(separator: ":").map { "\($0)/\(name)" }.first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
    }
}

/// What a program that has ended left behind.
struct Outcome: Sendable {
    var exitCode: Int32
    var output: String
    var errors: String

    var errorLines: [String] { errors.split(separator: "\n").map(String.init) }
}

/// A running program. It is ended with the test, whatever happens.
final class Program: Sendable {
    private let process: Mutex<Process>
    private let streams: Mutex<[FileHandle: Data]> = Mutex([:])
    private let output = Pipe()
    private let errors = Pipe()
    let identifier: Int32

    /// - Parameter environment: Laid over the test's own.
    init(_ path: String, _ arguments: [String], in directory: String? = nil, environment: [String: String] = [:]) throws
    {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory) }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        // Pipes are emptied as they fill, so that a talkative program is not stopped by a full one.
        try process.run()
        identifier = process.processIdentifier
        self.process = Mutex(process)
    }

    deinit {
        process.withLock { if $0.isRunning { kill($0.processIdentifier, SIGKILL) } }
    }

    func send(_ signal: Int32) {
        _ = kill(identifier, signal)
    }

    /// Reads both streams to their ends and waits for the program.
    func wait() async -> Outcome {
        async let output = Self.readAll(output)
        async let errors = Self.readAll(errors)
        let (outputText, errorText) = await (output, errors)
        let exitCode = process.withLock { process in
            process.waitUntilExit()
            return process.terminationStatus
        }
        return Outcome(exitCode: exitCode, output: outputText, errors: errorText)
    }

    /// SIGTERM, then `wait()`.
    func stop() async -> Outcome {
        send(SIGTERM)
        return await wait()
    }

    /// The next line of standard error that has the text in it, or nil when the program ended before it said so.
    func errorLine(containing text: String) async -> String? {
        for await line in Self.lines(errors) where line.contains(text) { return line }
        return nil
    }

    private static func readAll(_ pipe: Pipe) async -> String {
        await withCheckedContinuation { continuation in
            let handle = pipe.fileHandleForReading
            Thread.detachNewThread {
                let data = (try? handle.readToEnd()) ?? Data()
                continuation.resume(returning: String(decoding: data, as: UTF8.self))
            }
        }
    }

    private static func lines(_ pipe: Pipe) -> AsyncStream<String> {
        AsyncStream { continuation in
            let handle = pipe.fileHandleForReading
            Thread.detachNewThread {
                var line: [UInt8] = []
                while let byte = try? handle.read(upToCount: 1)?.first {
                    if byte == UInt8(ascii: "\n") {
                        continuation.yield(String(decoding: line, as: UTF8.self))
                        line = []
                    } else {
                        line.append(byte)
                    }
                }
                continuation.finish()
            }
        }
    }
}

extension Program {
    /// Runs a program of this package to its end.
    static func run(_ name: String, _ arguments: String..., in directory: String? = nil) async throws -> Outcome {
        try await Program(Programs.own(name), arguments, in: directory).wait()
    }
}
