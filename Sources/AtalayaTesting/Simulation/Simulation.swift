// Design
//
// Everything that a sidecar takes from outside is simulated here: a file system in memory, aggregators behind a
// network, time and chance. The sidecar itself is the real one: the session of the tailer, the fleet of the delivery,
// the book of checkpoints, the ledger. One seed gives one history, of what programs write and rotate, of what the
// network does, of who comes first when two could; so a failure can be had again by its seed.
//
// The sidecar's operations on files and on the network are counted. A history without a crash tells how many there are;
// then the same history is run again with the sidecar killed, or the power cut, before each of them.
//
//     writer ─▶ memory files ─▶ TailSession ─▶ DeliveryFleet ──▶ network ─▶ ForwardReceivers ─▶ what arrived
//                    ▲               │                                              │
//                    └─ CheckpointBook ◀───────────── acknowledgements ◀────────────┘
//
// After every history these must hold:
//
//   - every line that was written has arrived, as it was written, and no other
//   - a line that the checkpoint on the disk had passed when the sidecar started has not been sent again
//   - a chunk that was sent again had the same bytes
//   - the numbers of the records that have arrived of each file have no hole, and begin at 0
//   - metrics have counted each line that they count once
//   - the ledger has balanced after each step

/// A history of a sidecar in a world that is not kind to it: log files that rotate, an aggregator that fails, crashes.
///
/// ```swift
/// let quiet = Simulation(seed: 7).run()
/// for operation in 1...quiet.operations {
///     let outcome = Simulation(seed: 7, crashes: [Simulation.Crash(afterOperations: operation)]).run()
///     #expect(outcome.violations == [], "seed 7, crash after \(operation)")
/// }
/// ```
public struct Simulation: Sendable {
    /// An end of the sidecar in the middle of its work.
    public struct Crash: Hashable, Sendable, CustomStringConvertible {
        /// The operations on files and on the network that it lives to do, from its start.
        public var afterOperations: Int
        /// Whether the whole machine goes down, so that what was not synchronized is lost.
        public var isPowerFailure: Bool

        public init(afterOperations: Int, isPowerFailure: Bool = false) {
            self.afterOperations = afterOperations
            self.isPowerFailure = isPowerFailure
        }

        public var description: String {
            "\(self.isPowerFailure ? "power failure" : "kill") after operation \(self.afterOperations)"
        }
    }

    /// How the log is rotated.
    public enum Rotation: Sendable, CaseIterable {
        case never, rename, copyAndTruncate
    }

    /// A mistake that is made on purpose, to show that it would be noticed.
    package enum Defect: Sendable, CaseIterable {
        /// The checkpoint moves over a chunk when it is sent, not when it is acknowledged.
        case acknowledgesWhenSent
        /// Nothing that the sidecar writes is synchronized.
        case neverSynchronizes
        /// A chunk that was in flight when its connection broke is taken for delivered.
        case forgetsBrokenConnections
    }

    /// What came of a history.
    public struct Outcome: Sendable {
        /// What should have held and did not; empty when all is well.
        public var violations: [String] = []
        /// Operations of each life of the sidecar.
        public var lives: [Int] = []
        /// What happened, step by step; empty unless it was asked for.
        public var history: [String] = []
        public var writtenLines = 0
        public var rotations = 0
        /// Lines that arrived more often than once, each time counted.
        public var repeatedLines = 0
        /// Times that the network or the aggregator misbehaved.
        public var faults = 0
        /// Chunks that went to each of the aggregators.
        public var chunksOfAggregators: [Int] = []

        /// Operations of the first life.
        public var operations: Int { self.lives.first ?? 0 }
    }

    public var seed: UInt64
    public var rotation: Rotation
    /// How many lines are written.
    public var lines: Int
    /// How many aggregators there are, at least 1. Of several, each has another weight, the last of more than two is a
    /// standby, and each goes down for a while now and then.
    public var aggregators: Int
    /// Whether a metric counts some of the lines; then they are parsed, otherwise they go as they are.
    public var countsLines: Bool
    /// How the lives of the sidecar end, one after the other; the last one, after these, does not.
    public var crashes: [Crash]
    /// Whether to write down what happens.
    public var isRecorded: Bool
    package var defect: Defect?

    public init(
        seed: UInt64, rotation: Rotation = .rename, lines: Int = 30, aggregators: Int = 1, countsLines: Bool = false,
        crashes: [Crash] = [], isRecorded: Bool = false
    ) {
        self.seed = seed
        self.rotation = rotation
        self.lines = lines
        self.aggregators = max(1, aggregators)
        self.countsLines = countsLines
        self.crashes = crashes
        self.isRecorded = isRecorded
    }

    /// Runs the history to its end, which takes some milliseconds.
    public func run() -> Outcome {
        let world = SimulatedWorld(self)
        world.run()
        return world.outcome
    }
}
