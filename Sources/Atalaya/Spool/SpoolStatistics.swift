public import AtalayaLogs

/// What a spool holds and has done.
public struct SpoolStatistics: Sendable {
    /// Chunks that wait or are handed out, records in them and bytes of their lines.
    public var chunks = 0
    public var amount = LedgerAmount()
    /// Bytes that the segments take on the disk, and how many segments there are.
    public var fileBytes = 0
    public var segments = 0
    /// When the oldest of them was begun, on the clock of the calls.
    public var oldestBornAt: Duration?
    /// Bytes of records written and read, since the start.
    public var writtenBytes: UInt64 = 0
    public var readBytes: UInt64 = 0
    /// How often bringing to the disk has failed, since the start.
    public var failedSynchronizations: UInt64 = 0
    /// Chunks whose absence was found at the start.
    public var lostChunks: UInt64 = 0
    /// What was put aside since the start, by reason.
    public var quarantined: [String: UInt64] = [:]

    public init() {}

    /// Takes over what a machine holds now.
    mutating func take(_ machine: SpoolMachine, quarantined: [String: UInt64]) {
        self.chunks = machine.chunkCount
        self.amount = machine.amount
        self.fileBytes = machine.fileBytes
        self.segments = machine.segmentCount
        self.oldestBornAt = machine.oldestBornAt
        self.quarantined = quarantined
    }
}
