// Design
//
// Everything that a sidecar takes from outside is simulated here: a file system in memory, aggregators behind a
// network, time and chance. The sidecar itself is the real one: the session of the tailer, that of streams, the spool
// with its session, the fleet of the delivery, the book of checkpoints, the ledger. One seed gives one history, of what programs write and rotate, of what the
// network does, of who comes first when two could; so a failure can be had again by its seed.
//
// The sidecar's operations on files and on the network are counted. A history without a crash tells how many there are;
// then the same history is run again with the sidecar killed, or the power cut, before each of them.
//
//     writer ─▶ memory files ─▶ TailSession ─┬────────────────▶ DeliveryFleet ─▶ network ─▶ ForwardReceivers
//                    ▲               │       └─▶ SpoolSession ──▶                                │
//     sender ─▶ a socket ─▶ StreamSession ─────▶ (memory files)                                  ▼
//                    └─ CheckpointBook ◀───────────── acknowledgements ◀────────────────── what arrived
//
// After every history these must hold:
//
//   - every line that was written to a file has arrived, as it was written, and no other
//   - of what was sent to the socket, every line has arrived that was in the spool when the sidecar was killed, or of which
//     the spool had said that it is on the disk when the power failed; and without a crash, every line
//   - a line that the checkpoint on the disk had passed when the sidecar started has not been read again; a line from the
//     socket has come in one chunk only, and a chunk that the spool had noted as done has not been sent again
//   - a chunk that was sent again had the same bytes
//   - the numbers of the records that have arrived of each file have no hole, and begin at 0
//   - metrics have counted each line that they count once
//   - the ledger has balanced after each step, and nothing was given up

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
        /// The spool says that a chunk is on the disk when it is written.
        case trustsWrites
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
        /// Lines sent to a socket that were nowhere but in memory when the sidecar ended.
        public var lostInMemory = 0
        /// Chunks of an earlier life that were sent from the spool.
        public var chunksFromSpool = 0
        /// Calls on the disk that failed.
        public var diskFaults = 0
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
    /// Whether another program sends as many lines to a socket; they go through a spool.
    public var sendsLines: Bool
    /// Whether the lines of the files go through the spool too.
    public var spoolsFiles: Bool
    /// Whether calls that write to the disk fail now and then.
    public var failsDisk: Bool
    /// How the lives of the sidecar end, one after the other; the last one, after these, does not.
    public var crashes: [Crash]
    /// Whether to write down what happens.
    public var isRecorded: Bool
    package var defect: Defect?

    public init(
        seed: UInt64, rotation: Rotation = .rename, lines: Int = 30, aggregators: Int = 1, countsLines: Bool = false,
        sendsLines: Bool = false, spoolsFiles: Bool = false, failsDisk: Bool = false, crashes: [Crash] = [],
        isRecorded: Bool = false
    ) {
        self.seed = seed
        self.rotation = rotation
        self.lines = lines
        self.aggregators = max(1, aggregators)
        self.countsLines = countsLines
        self.sendsLines = sendsLines
        self.spoolsFiles = spoolsFiles
        self.failsDisk = failsDisk
        self.crashes = crashes
        self.isRecorded = isRecorded
    }

    /// Whether the sidecar has a spool.
    var hasSpool: Bool { self.sendsLines || self.spoolsFiles }

    /// Runs the history to its end, which takes some milliseconds.
    public func run() -> Outcome {
        let world = SimulatedWorld(self)
        world.run()
        return world.outcome
    }
}
