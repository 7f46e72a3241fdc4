import AtalayaTesting
import Testing

/// The sidecar in a world that is not kind to it, ended at every single one of its operations.
///
/// What is printed for a failure is all that it takes to have it again, with `isRecorded` to see it step by step.
@Suite("Whole histories of a sidecar")
struct SimulationTests {
    private static let lines = 16

    private static func run(
        _ seed: Int, _ rotation: Simulation.Rotation, lines: Int = Self.lines, aggregators: Int = 1,
        crashes: [Simulation.Crash] = [], defect: Simulation.Defect? = nil
    ) -> Simulation.Outcome {
        var simulation = Simulation(
            seed: UInt64(seed), rotation: rotation, lines: lines, aggregators: aggregators, countsLines: seed % 2 == 1,
            crashes: crashes)
        simulation.defect = defect
        return simulation.run()
    }

    @Test(
        "without a crash every line arrives, whatever network and rotation do", arguments: Simulation.Rotation.allCases)
    func quiet(rotation: Simulation.Rotation) {
        var (rotations, repeats, faults) = (0, 0, 0)
        for seed in 0..<80 {
            let outcome = Self.run(seed, rotation, lines: 40)
            #expect(outcome.violations == [], "seed \(seed), \(rotation)")
            rotations += outcome.rotations
            repeats += outcome.repeatedLines
            faults += outcome.faults
        }
        // Otherwise nothing has been shown.
        #expect(rotation == .never || rotations > 20)
        #expect(repeats > 20 && faults > 20)
    }

    @Test(
        "killed before every single operation, it loses nothing and repeats nothing that it had settled",
        arguments: 0..<5, Simulation.Rotation.allCases)
    func kills(seed: Int, rotation: Simulation.Rotation) {
        Self.crashEverywhere(seed, rotation, isPowerFailure: false)
    }

    @Test(
        "with a power failure before every single operation, un-synchronized writes lost or torn, neither",
        arguments: 5..<10, Simulation.Rotation.allCases)
    func powerFailures(seed: Int, rotation: Simulation.Rotation) {
        Self.crashEverywhere(seed, rotation, isPowerFailure: true)
    }

    private static func crashEverywhere(_ seed: Int, _ rotation: Simulation.Rotation, isPowerFailure: Bool) {
        let operations = Self.run(seed, rotation).operations
        #expect(operations > 20)
        for operation in 0..<operations {
            let crash = Simulation.Crash(afterOperations: operation, isPowerFailure: isPowerFailure)
            let outcome = Self.run(seed, rotation, crashes: [crash])
            #expect(outcome.lives.count == 2)
            #expect(outcome.violations == [], "seed \(seed), \(rotation), \(crash)")
        }
    }

    @Test("with several aggregators, each down now and then, every line arrives at one of them", arguments: 2...4)
    func fleet(aggregators: Int) {
        var chunks = Array(repeating: 0, count: aggregators)
        for seed in 100..<160 {
            let outcome = Self.run(seed, .rename, lines: 40, aggregators: aggregators)
            #expect(outcome.violations == [], "seed \(seed), \(aggregators) aggregators")
            for (number, count) in outcome.chunksOfAggregators.enumerated() { chunks[number] += count }
        }
        // Each has had its part, the standby too.
        #expect(chunks.allSatisfy { $0 > 20 }, "\(chunks)")
    }

    @Test(
        "killed before every single operation with several aggregators, it loses nothing", arguments: 30..<34,
        [false, true])
    func fleetCrashes(seed: Int, isPowerFailure: Bool) {
        let operations = Self.run(seed, .rename, aggregators: 3).operations
        #expect(operations > 20)
        for operation in 0..<operations {
            let crash = Simulation.Crash(afterOperations: operation, isPowerFailure: isPowerFailure)
            let outcome = Self.run(seed, .rename, aggregators: 3, crashes: [crash])
            #expect(outcome.violations == [], "seed \(seed), \(crash)")
        }
    }

    @Test("crashes while it recovers from a crash do no more harm", arguments: 20..<23, Simulation.Rotation.allCases)
    func crashesInRecovery(seed: Int, rotation: Simulation.Rotation) {
        for operation in 0..<24 {
            let crashes = [
                Simulation.Crash(afterOperations: 30 + seed % 7, isPowerFailure: seed % 2 == 0),
                Simulation.Crash(afterOperations: operation),
                Simulation.Crash(afterOperations: operation / 2, isPowerFailure: true),
            ]
            let outcome = Self.run(seed, rotation, crashes: crashes)
            #expect(outcome.violations == [], "seed \(seed), \(rotation), \(crashes)")
        }
    }

    @Test("a seed gives the same history again")
    func repeatable() {
        let simulation = Simulation(
            seed: 5, crashes: [Simulation.Crash(afterOperations: 40, isPowerFailure: true)], isRecorded: true)
        let history = simulation.run().history
        #expect(history.count > 50)
        #expect(simulation.run().history == history)
    }

    @Test("mistakes made on purpose are found", arguments: Simulation.Defect.allCases.filter { $0 != .trustsWrites })
    func mistakes(defect: Simulation.Defect) {
        let isFound = (0..<20).contains { seed in
            stride(from: 20, to: 140, by: 5).contains { operation in
                let crash = Simulation.Crash(afterOperations: operation, isPowerFailure: true)
                return !Self.run(seed, .rename, lines: 40, crashes: [crash], defect: defect).violations.isEmpty
            }
        }
        #expect(isFound)
    }
}
