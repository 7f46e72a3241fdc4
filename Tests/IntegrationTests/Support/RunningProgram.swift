import Foundation

/// A program that a test started: bounded in time, its output kept, and ended by its id when the test lets go of it.
///
/// Output goes to files and not to pipes, so that no program ever waits for a test that does not read.
final class RunningProgram: Sendable {
    struct Outcome: Sendable {
        /// The exit code, or 128 and the signal's number.
        var exitCode: Int32
        var output: String
        var errors: String

        /// What was told on standard error, line by line.
        var errorLines: [String] { errors.split(separator: "\n").map(String.init) }
    }

    private let process: Process
    private let folder: TemporaryFolder
    private let name: String

    /// Starts a program. The environment is the test's own, with `environment` laid over it.
    ///
    /// - Parameter pipe: What it reads as its standard input in the place of `input`.
    init(
        _ executable: String, _ arguments: [String] = [], in directory: String? = nil,
        environment: [String: String] = [:], input: String? = nil, pipe: FileHandle? = nil
    ) throws {
        folder = try TemporaryFolder()
        name = executable.split(separator: "/").last.map(String.init) ?? executable
        process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory, isDirectory: true) }
        // Without our own settings, which are for the test and would be settings of the sidecar too.
        let inherited = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("ATALAYA_") }
        process.environment = inherited.merging(environment) { $1 }
        process.standardInput = try pipe ?? folder.reading("stdin", contents: input ?? "")
        process.standardOutput = try folder.writing("stdout")
        process.standardError = try folder.writing("stderr")
        try process.run()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    /// Runs a program to its end.
    static func run(
        _ executable: String, _ arguments: [String] = [], in directory: String? = nil,
        environment: [String: String] = [:], input: String? = nil, within limit: Duration = .seconds(300)
    ) async throws -> Outcome {
        try await RunningProgram(executable, arguments, in: directory, environment: environment, input: input)
            .outcome(within: limit)
    }

    var identifier: Int32 { process.processIdentifier }
    var isRunning: Bool { process.isRunning }
    var output: String { folder.text(of: "stdout") }
    var errors: String { folder.text(of: "stderr") }

    /// Sends a signal.
    func signal(_ number: Int32) {
        kill(process.processIdentifier, number)
    }

    /// SIGTERM, then the outcome.
    func stop(within limit: Duration = .seconds(300)) async throws -> Outcome {
        signal(SIGTERM)
        return try await outcome(within: limit)
    }

    /// Lets it live for so long, and kills it: no handler runs, nothing is written. Which moment of its work that is, is
    /// chance.
    func die(after life: Duration) async throws {
        try await Task.sleep(for: life)
        signal(SIGKILL)
        _ = try await outcome()
    }

    /// Waits for the end. A program that is still running by then is killed, and that is an error.
    func outcome(within limit: Duration = .seconds(300)) async throws -> Outcome {
        do {
            try await eventually("\(name) ends", within: limit) { !process.isRunning }
        } catch {
            signal(SIGKILL)
            throw ProgramError("\(error); it said:\n\(output)\(errors)")
        }
        let code =
            process.terminationReason == .uncaughtSignal
            ? 128 + process.terminationStatus : process.terminationStatus
        return Outcome(exitCode: code, output: output, errors: errors)
    }

    /// Waits until the program does what it was started for. When it ends before, that is an error, with its last words.
    func until(
        _ event: String, within limit: Duration = .seconds(300), _ condition: () async throws -> Bool
    ) async throws {
        do {
            try await eventually(event, within: limit) {
                if try await condition() { return true }
                guard process.isRunning else { throw ProgramError("\(name) ended before: \(event)") }
                return false
            }
        } catch {
            throw ProgramError("\(error); \(name) said:\n\(output)\(errors)")
        }
    }
}

/// What went wrong around a program, for the person who reads the test's output.
struct ProgramError: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Asks again and again until the answer is yes, or throws. The only place where a test waits.
///
/// The limit is for programs, not for this process: while long tests keep its threads busy, time passes in which nobody
/// looks. So it also looks often enough before it gives up.
func eventually(
    _ event: String, within limit: Duration = .seconds(300), _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    var looks = 0
    while try await !condition() {
        looks += 1
        if looks > 200, ContinuousClock.now > deadline { throw ProgramError("not within \(limit): \(event)") }
        try await Task.sleep(for: .milliseconds(20))
    }
}
