import AtalayaMetrics
import Foundation
import Testing

/// A sidecar and an aggregator as processes, with a log directory between them, all of a test's own.
///
/// Lines are numbered; whatever happens to the programs in between, every number has to arrive.
final class SidecarScene: Sendable {
    let folder: TemporaryFolder
    let metricsPort: Int
    let forwardPort: Int

    init() throws {
        folder = try TemporaryFolder()
        metricsPort = try FreePort.any()
        forwardPort = try FreePort.any()
        try folder.write("log/app.log", "")
    }

    // MARK: Programs

    /// Starts the sidecar on `log/*.log`, and waits until it serves its metrics.
    ///
    /// - Parameters:
    ///   - tail: What it follows by a flag; nil where its file says it.
    ///   - destination: Where the log goes; nil for the aggregator of the scene.
    func startSidecar(
        _ arguments: [String] = [], tail: String? = "log/*.log", to destination: [String]? = nil
    ) async throws -> RunningProgram {
        let program = try launchSidecar(arguments, tail: tail, to: destination)
        try await program.until("the sidecar is healthy") {
            await HTTP.tryGet("http://127.0.0.1:\(metricsPort)/-/healthy")?.status == 200
        }
        return program
    }

    /// Starts the sidecar without waiting for anything.
    func launchSidecar(
        _ arguments: [String] = [], tail: String? = "log/*.log", to destination: [String]? = nil,
        through wrapper: [String] = []
    ) throws -> RunningProgram {
        let command =
            wrapper + [
                Checkout.sidecar, "--listen", "127.0.0.1:\(metricsPort)",
                "--checkpoint-directory", folder.path("checkpoints"), "--poll-interval", "50ms",
            ] + (tail.map { ["--tail", folder.path($0), "--tag", "app"] } ?? [])
            + (destination ?? ["--forward", "127.0.0.1:\(forwardPort)"]) + arguments
        return try RunningProgram(command[0], Array(command.dropFirst()), in: folder.path)
    }

    /// Starts the aggregator, and waits until it listens.
    func startReceiver(_ arguments: [String] = []) async throws -> RunningProgram {
        let program = try RunningProgram(
            Checkout.tool,
            ["receive", "--listen", "127.0.0.1:\(forwardPort)", "--output", folder.path("received")]
                + arguments, in: folder.path)
        try await program.until("the receiver listens") { program.errors.contains("listening") }
        return program
    }

    // MARK: Lines

    /// Appends a line for each number to a log.
    func log(_ numbers: Range<Int>, to name: String = "log/app.log") throws {
        try folder.append(name, Self.lines(numbers))
    }

    /// A line for each number.
    static func lines(_ numbers: Range<Int>) -> String {
        numbers.map { number in
            #"{"sequence":\#(number),"event":"request","message":"line \#(number) of \"many\" é😀"}"# + "\n"
        }.joined()
    }

    /// How often each number arrived.
    func received() throws -> [Int: Int] {
        struct Line: Decodable {
            struct Record: Decodable {
                var sequence: Int
                var message: String
            }
            var tag: String
            var record: Record
        }
        var counts: [Int: Int] = [:]
        for text in folder.wholeLines(of: "received/app.ndjson") {
            let line = try JSONDecoder().decode(Line.self, from: Data(text.utf8))
            #expect(line.tag == "app")
            #expect(line.record.message == "line \(line.record.sequence) of \"many\" é😀")
            counts[line.record.sequence, default: 0] += 1
        }
        return counts
    }

    /// Waits until every number below `count` has arrived.
    func untilReceived(_ count: Int, by program: RunningProgram) async throws {
        try await program.until("\(count) lines arrive") { try Set(received().keys).isSuperset(of: 0..<count) }
    }

    // MARK: Metrics

    /// The sum of the samples with this name (and these labels) that the sidecar exposes; nil when there are none.
    func metric(_ name: String, _ labels: [String: String] = [:]) async throws -> Double? {
        let answer = try await HTTP.get("http://127.0.0.1:\(metricsPort)/metrics")
        let samples = try ExpositionParser.families(in: Array(answer.body), as: .plainText).flatMap(\.samples)
        let found = samples.filter { sample in
            sample.name == name && labels.allSatisfy { sample[$0.key] == $0.value }
        }
        return found.isEmpty ? nil : found.reduce(0) { $0 + $1.value }
    }

    /// Waits until the sum of these samples is at least so much.
    func untilMetric(
        _ name: String, _ labels: [String: String] = [:], isAtLeast value: Double, of program: RunningProgram
    ) async throws {
        try await program.until("\(name) is at least \(value)") { try await metric(name, labels) ?? 0 >= value }
    }

    /// The books must balance: what was read is acknowledged, in flight, or dropped for a reason.
    func expectBalance() async throws {
        #expect(try await metric("atalaya_log_records_unaccounted") ?? 0 == 0)
    }
}
