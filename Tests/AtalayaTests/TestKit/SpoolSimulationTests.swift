import AtalayaTesting
import Testing

/// A sidecar with a spool in a world that is not kind to it, ended at every single one of its operations.
///
/// What is printed for a failure is all that it takes to have it again, with `isRecorded` to see it step by step.
@Suite("Whole histories of a sidecar with a spool")
struct SpoolSimulationTests {
    /// Who uses the spool.
    enum Use: CaseIterable {
        /// A socket, beside files that do without.
        case socket
        /// A socket and the files.
        case everything
        /// The files, because they may not live long.
        case files
    }

    private static func simulation(
        _ seed: Int, _ use: Use, lines: Int = 6, failsDisk: Bool = false, crashes: [Simulation.Crash] = []
    ) -> Simulation {
        Simulation(
            seed: UInt64(seed), rotation: Simulation.Rotation.allCases[seed % 3], lines: lines,
            countsLines: seed % 2 == 1, sendsLines: use != .files, spoolsFiles: use != .socket, failsDisk: failsDisk,
            crashes: crashes)
    }

    @Test("without a crash every line arrives through the spool", arguments: Use.allCases, [false, true])
    func quiet(use: Use, failsDisk: Bool) {
        var (repeats, faults) = (0, 0)
        for seed in 0..<8 {
            let outcome = Self.simulation(seed, use, lines: 24, failsDisk: failsDisk).run()
            #expect(outcome.violations == [], "seed \(seed), \(use), failing disk: \(failsDisk)")
            #expect(outcome.lostInMemory == 0)
            repeats += outcome.repeatedLines
            faults += outcome.diskFaults
        }
        // Otherwise nothing has been shown.
        #expect(repeats > 2 && (faults > 10) == failsDisk)
    }

    @Test(
        "killed before every single operation, it loses nothing that was in the spool or in a file",
        arguments: zip(Use.allCases, 0..<3))
    func kills(use: Use, seed: Int) {
        Self.crashEverywhere(seed, use, isPowerFailure: false)
    }

    @Test(
        "with a power failure before every single operation, it loses nothing that was said to be on the disk",
        arguments: zip(Use.allCases, 3..<6))
    func powerFailures(use: Use, seed: Int) {
        Self.crashEverywhere(seed, use, isPowerFailure: true)
    }

    @Test("nor does it where the disk fails now and then", arguments: zip(Use.allCases, 6..<9))
    func failingDisk(use: Use, seed: Int) {
        Self.crashEverywhere(seed, use, isPowerFailure: seed > 6, failsDisk: true)
    }

    private static func crashEverywhere(_ seed: Int, _ use: Use, isPowerFailure: Bool, failsDisk: Bool = false) {
        let operations = Self.simulation(seed, use, failsDisk: failsDisk).run().operations
        #expect(operations > 30)
        var (resumed, lost, written) = (0, 0, 0)
        // A disk that fails makes histories long; there not every operation has its turn.
        for operation in stride(from: 0, to: operations, by: failsDisk ? 4 : 1) {
            let crash = Simulation.Crash(afterOperations: operation, isPowerFailure: isPowerFailure)
            let outcome = Self.simulation(seed, use, failsDisk: failsDisk, crashes: [crash]).run()
            #expect(outcome.lives.count == 2)
            #expect(outcome.violations == [], "seed \(seed), \(use), \(crash), failing disk: \(failsDisk)")
            resumed += outcome.chunksFromSpool
            lost += outcome.lostInMemory
            written += outcome.writtenLines
        }
        // Otherwise nothing has been shown: much is found in the spool, and little was in memory only. (A disk that fails
        // has more wait for it.)
        #expect(failsDisk || resumed > 3, "seed \(seed), \(use), \(isPowerFailure)")
        #expect(failsDisk || lost < written / 4, "seed \(seed), \(use), \(isPowerFailure): \(lost) of \(written)")
    }

    @Test("crashes while it recovers from a crash do no more harm", arguments: Use.allCases)
    func crashesInRecovery(use: Use) {
        for operation in 0..<24 {
            let crashes = [
                Simulation.Crash(afterOperations: 40 + operation % 7, isPowerFailure: operation % 3 == 0),
                Simulation.Crash(afterOperations: operation),
                Simulation.Crash(afterOperations: operation / 2, isPowerFailure: operation % 2 == 0),
            ]
            let outcome = Self.simulation(operation, use, crashes: crashes).run()
            #expect(outcome.violations == [], "seed \(operation), \(use), \(crashes)")
        }
    }

    @Test(
        "mistakes made on purpose are found",
        arguments: [Simulation.Defect.acknowledgesWhenSent, .neverSynchronizes, .trustsWrites])
    func mistakes(defect: Simulation.Defect) {
        let isFound = (0..<20).contains { seed in
            stride(from: 20, to: 120, by: 5).contains { operation in
                let crash = Simulation.Crash(afterOperations: operation, isPowerFailure: true)
                var simulation = Self.simulation(seed, .socket, crashes: [crash])
                simulation.defect = defect
                return !simulation.run().violations.isEmpty
            }
        }
        #expect(isFound)
    }
}
