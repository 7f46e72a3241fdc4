import Foundation
import Testing

/// A log of lines that are hard to carry, a sidecar that sends it to a program of others, and the comparison of every line
/// with what the program has of it.
struct PeerReceiverScene: Sendable {
    /// A record as the program has it.
    struct Received {
        var tag: String
        /// Seconds, a dot, nine digits.
        var time: String
        var fields: [String: Any]

        var number: Int { fields["number"] as? Int ?? -1 }
    }

    let folder: TemporaryFolder
    /// Where the program is to listen.
    let port: Int
    private let metricsPort: Int

    init() throws {
        folder = try TemporaryFolder()
        port = try FreePort.any()
        metricsPort = try FreePort.any()
    }

    // MARK: The log

    private static let firstSecond = 1_772_600_767
    private static let nanosecondsApart = 8_241_337

    static let lines: [String] = {
        let extras = [
            #""text":"quotes \" back \\ tab \t line \n é 😀 \u0001 \u007f""#,
            #""small":-9223372036854775808,"large":18446744073709551615,"fraction":0.1,"huge":1e300"#,
            #""nested":{"list":[1,[],{},null,"x",{"deep":[true,false]}],"empty":""},"":"no name""#,
            #""nothing":null,"yes":true,"long":"\#(String(repeating: "0123456789", count: 2_000))""#,
        ]
        return (0..<120).map { number in
            let nanoseconds = String(1_000_000_000 + number * nanosecondsApart).dropFirst()
            return
                #"{"ts":"2026-03-04T05:06:07.\#(nanoseconds)Z","number":\#(number),\#(extras[number % extras.count])}"#
        }
    }()

    func writeLog() throws {
        try folder.write("log/app.log", Self.lines.map { $0 + "\n" }.joined())
    }

    // MARK: The sidecar

    /// Starts the sidecar on the log, and waits until it works.
    ///
    /// - Parameter arguments: Where the log goes, among others.
    func startSidecar(_ arguments: [String]) async throws -> RunningProgram {
        let tail = [
            "source": "app", "path": folder.path("log/*.log"), "format": "json", "tag": "shop.app", "time": "ts",
        ]
        let settings: [String: Any] = [
            "listen": "127.0.0.1:\(metricsPort)", "checkpoint_directory": folder.path("checkpoints"), "tails": [tail],
        ]
        let json = String(decoding: try JSONSerialization.data(withJSONObject: settings), as: UTF8.self)
        let file = try folder.write("sidecar.json", json)
        let program = try RunningProgram(
            Checkout.sidecar, ["--config", file, "--poll-interval", "50ms"] + arguments, in: folder.path)
        try await program.until("the sidecar is healthy") {
            await HTTP.tryGet("http://127.0.0.1:\(metricsPort)/-/healthy")?.status == 200
        }
        return program
    }

    // MARK: What has arrived

    /// Sends the log to a program that listens, and compares every line with what it has of it.
    ///
    /// - Parameters:
    ///   - precision: How far the time may be off, in seconds.
    ///   - records: What the program has so far.
    func expectAll(
        _ arguments: [String], of program: RunningProgram, precision: Double = 0, records: () throws -> [Received]
    ) async throws {
        try writeLog()
        let sidecar = try await startSidecar(arguments + ["--chunk-records-max", "50"])
        try await program.until("all lines arrive") { try records().count >= Self.lines.count }
        let outcome = try await sidecar.stop()
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let records = try records().sorted { $0.number < $1.number }
        #expect(records.count == Self.lines.count)
        for (number, (record, line)) in zip(records, Self.lines).enumerated() {
            var sent = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
            // It has become the time of the record.
            sent["ts"] = nil
            #expect(NSDictionary(dictionary: record.fields) == NSDictionary(dictionary: sent), "line \(number)")
            #expect(record.tag == "shop.app")
            let fraction = number * Self.nanosecondsApart
            if precision == 0 {
                let digits = String(1_000_000_000 + fraction).dropFirst()
                #expect(record.time == "\(Self.firstSecond).\(digits)")
            } else {
                let parts = record.time.split(separator: ".").compactMap { Int($0) }
                #expect(parts.first == Self.firstSecond)
                #expect(abs(Double((parts.last ?? 0) - fraction)) <= precision * 1e9)
            }
        }
    }
}
