/// Every limit of a spool.
public struct SpoolSettings: Hashable, Sendable {
    /// Bytes that the segments may take on the disk together.
    public var bytesMax: Int
    /// Chunks that may wait; each takes some forty bytes of memory.
    public var chunksMax: Int
    /// Chunks older than this are given up, to an eighth of it; `nil`: none for its age. Time in which the process does
    /// not run counts by the clock on the wall, as far as that goes forward.
    public var ageMax: Duration?
    /// Bytes that are left free on the disk for others.
    public var freeBytesMin: Int
    /// Bytes of a segment, taken from the disk beforehand. At most a quarter of `bytesMax`.
    public var segmentBytes: Int
    /// When what is written is brought to the disk.
    public var synchronization: SpoolSynchronization
    /// What happens to chunks for which there is no room.
    public var whenFull: SpoolPolicy
    /// Bytes of damaged and refused chunks that are kept aside; what is beyond is counted only.
    public var quarantineBytesMax: Int

    /// Makes settings, holding them to what is possible: a segment has room for some chunk, and there are four of them.
    public init(
        bytesMax: Int = 1 << 30, chunksMax: Int = 200_000, ageMax: Duration? = nil, freeBytesMin: Int = 64 << 20,
        segmentBytes: Int = 16 << 20, synchronization: SpoolSynchronization = .interval(.milliseconds(200)),
        whenFull: SpoolPolicy = .block, quarantineBytesMax: Int = 64 << 20
    ) {
        self.bytesMax = max(4 << 10, bytesMax)
        self.chunksMax = max(1, chunksMax)
        self.ageMax = ageMax.map { max($0, .seconds(1)) }
        self.freeBytesMin = max(0, freeBytesMin)
        self.segmentBytes = min(max(1 << 10, segmentBytes), self.bytesMax / 4, 1 << 30)
        self.synchronization = synchronization
        self.whenFull = whenFull
        self.quarantineBytesMax = max(0, quarantineBytesMax)
    }
}

/// When what is written to a spool is brought to the disk. Until it is, it survives the process and not the machine.
public struct SpoolSynchronization: Hashable, Sendable {
    /// How long written chunks may wait; `nil`: for ever.
    public let interval: Duration?

    /// After each chunk.
    public static let each = SpoolSynchronization(interval: .zero)
    /// Whenever the operating system pleases: a power failure may take what came last.
    public static let never = SpoolSynchronization(interval: nil)
    /// At most so long after a chunk was written.
    public static func interval(_ interval: Duration) -> SpoolSynchronization {
        SpoolSynchronization(interval: max(.zero, interval))
    }
}

/// What happens to chunks for which a spool has no room.
public struct SpoolPolicy: Hashable, Sendable {
    /// The word for settings.
    public let name: String

    /// The source waits.
    public static let block = SpoolPolicy(name: "block")
    /// The oldest segment is given up.
    public static let dropOldest = SpoolPolicy(name: "drop_oldest")
    /// The chunk itself is given up.
    public static let dropNewest = SpoolPolicy(name: "drop_newest")
    /// Chunks of debugging may fill half of the spool and those of information three quarters, the rest all of it; then
    /// the oldest segment is given up.
    public static let dropDebugFirst = SpoolPolicy(name: "drop_debug_first")

    /// Every policy.
    public static let all = [block, dropOldest, dropNewest, dropDebugFirst]

    /// The policy with this word; `nil` when there is none.
    public static func named(_ name: String) -> SpoolPolicy? { all.first { $0.name == name } }
}
