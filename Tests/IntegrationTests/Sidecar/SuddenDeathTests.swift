import Atalaya
import AtalayaTesting
import Foundation
import Synchronization
import Testing

/// The sidecar killed at random moments while its file rotates and its aggregator misbehaves and restarts.
///
/// `ATALAYA_TEST_KILLS` says how often it is killed, `ATALAYA_TEST_SEED` which history it is; a failure prints both.
@Suite("The sidecar, killed again and again")
struct SuddenDeathTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let kills = environment["ATALAYA_TEST_KILLS"].flatMap(Int.init) ?? 50
    private static let seed = environment["ATALAYA_TEST_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 0..<1_000_000)

    private static let personalities: [ReceiverPersonality] = [
        .normal, .droppingAcknowledgement(every: 3), .delayingAcknowledgement(by: .milliseconds(30)),
        .closingBeforeStoring(every: 4), .closingBeforeAcknowledgement(every: 3),
        .closingAfterAcknowledgement(every: 2),
        .refusing(every: 5), .splittingAcknowledgements, .acknowledgingTwice, .acknowledgingStrangers,
    ]

    /// The lines and the rotations, by chance.
    private struct Writer {
        let scene: SidecarScene
        var random: SeededGenerator
        var written = 0
        var generations = 0

        mutating func act() throws {
            let count = Int.random(in: 1...60, using: &random)
            try scene.log(written..<written + count)
            written += count
            guard Int.random(in: 0..<3, using: &random) == 0 else { return }
            for number in stride(from: generations, to: 0, by: -1) {
                try rename("app.log.\(number)", "app.log.\(number + 1)")
            }
            try rename("app.log", "app.log.1")
            generations += 1
            // Some services go on with the old file until they notice.
            if Bool.random(using: &random) {
                try scene.log(written..<written + 5, to: "log/app.log.1")
                written += 5
            }
            if Bool.random(using: &random) { try scene.log(written..<written, to: "log/app.log") }
        }

        private func rename(_ old: String, _ new: String) throws {
            try FileManager.default.moveItem(
                atPath: scene.folder.path("log/" + old), toPath: scene.folder.path("log/" + new))
        }
    }

    /// What the aggregator goes by.
    private final class Progress: Sendable {
        private let state = Mutex((kills: 0, isCalm: false, isOver: false))

        var kills: Int { state.withLock { $0.kills } }
        var isOver: Bool { state.withLock { $0.isOver } }
        func countKill() { state.withLock { $0.kills += 1 } }
        /// Whether the last aggregator is there, which does everything right.
        var isCalm: Bool { state.withLock { $0.isCalm } }
        func calm() { state.withLock { $0.isCalm = true } }
        func end() { state.withLock { $0.isOver = true } }
    }

    private static let settings = """
        {"tails": [{"source": "app", "path": "LOG", "format": "json", "tag": "app"}],
         "metrics": [{"name": "requests_total", "type": "counter", "help": "Requests.",
                      "rules": [{"source": "app", "when": {"event": "request"}}]}]}
        """

    @Test("every line arrives, none is invented, and the metrics have counted each of them once")
    func kill() async throws {
        let scene = try SidecarScene()
        try scene.folder.write(
            "sidecar.json", Self.settings.replacing("LOG", with: scene.folder.path("log/*.log")))
        let store = ReceivedRecords()
        let progress = Progress()
        let history: Comment = "ATALAYA_TEST_SEED=\(Self.seed) ATALAYA_TEST_KILLS=\(Self.kills)"
        let port = UInt16(scene.forwardPort)

        try await withThrowingTaskGroup(of: Void.self) { group in
            // The aggregator comes back as another one after every few kills, with what it had stored before.
            group.addTask {
                var random = SeededGenerator(seed: Self.seed &+ 1)
                while !progress.isOver {
                    let last = progress.kills >= Self.kills
                    let personality = last ? .normal : Self.personalities.randomElement(using: &random) ?? .normal
                    let few = Int.random(in: 1...6, using: &random)
                    let end = last ? Int.max : min(progress.kills + few, Self.kills)
                    do {
                        try await ForwardTestReceiver.with(personality, store: store, port: port) { _ in
                            if last { progress.calm() }
                            try await eventually("\(end) kills", within: .seconds(3_600)) {
                                progress.kills >= end || progress.isOver
                            }
                        }
                    } catch let error as ShellError where error.code == .addressInUse {
                        // A program that was started in the same moment has its listener; it does not live long.
                        continue
                    }
                }
            }
            group.addTask {
                defer { progress.end() }
                var writer = Writer(scene: scene, random: SeededGenerator(seed: Self.seed))
                var random = SeededGenerator(seed: Self.seed &+ 2)
                let first = try Self.launch(scene)
                // A path that nobody has ever followed may be rotated away unseen.
                try await first.until("the path is followed") {
                    !scene.folder.text(of: "checkpoints/checkpoint").isEmpty
                }
                try await first.die(after: .zero)
                for _ in 0..<Self.kills {
                    let sidecar = try Self.launch(scene)
                    let life = Int.random(in: 0...70, using: &random)
                    try writer.act()
                    try await sidecar.die(after: .milliseconds(life / 2))
                    try writer.act()
                    progress.countKill()
                }
                let written = writer.written
                try await eventually("the last aggregator") { progress.isCalm }
                let last = try Self.launch(scene)
                try await last.until("all lines arrive, \(history)", within: .seconds(300)) {
                    Set(Self.numbers(store)).count >= written
                }
                #expect(Set(Self.numbers(store)) == Set(0..<written), history)
                try await scene.untilMetric("requests_total", isAtLeast: Double(written), of: last)
                #expect(try await scene.metric("requests_total") == Double(written), history)
                try await scene.expectBalance()
                #expect(try await last.stop().exitCode == 0)
            }
            try await group.waitForAll()
        }
    }

    private static func launch(_ scene: SidecarScene) throws -> RunningProgram {
        try RunningProgram(
            Checkout.sidecar,
            [
                "--config", scene.folder.path("sidecar.json"), "--listen", "127.0.0.1:\(scene.metricsPort)",
                "--forward", "127.0.0.1:\(scene.forwardPort)", "--checkpoint-directory",
                scene.folder.path("checkpoints"), "--chunk-records-max", "10", "--chunk-age-max", "10ms",
                "--acknowledge-timeout", "1s",
            ], in: scene.folder.path)
    }

    private static func numbers(_ store: ReceivedRecords) -> [Int] {
        store.records.compactMap { record in
            guard case .integer(let number)? = record["sequence"],
                record["message"]?.stringValue == "line \(number) of \"many\" é😀"
            else { return nil }
            return Int(number)
        }
    }
}
