// Design
//
// Deflate is four fifths of what shipping costs, and its level the only large lever: level 1 is four times as fast as
// level 6 and a fifth larger. Which one is right depends on what is scarce at the moment:
//
//   the processor   the quota was used up, or the sources are full of input while the output has room: one level down
//   the way out     the output is more than half full, so chunks wait for the network or the receiver: one level up
//   nothing         chunks go by age and not by size, with little time spent on them: back towards the usual level
//
// A direction has to be asked for several chunks in a row before the level moves by one, so that a burst changes nothing
// and the level does not swing. A quota that is used up counts at once: throttling stops every thread of the container,
// the service's log among them.

/// What a chunk was compressed under.
public struct CompressionConditions: Hashable, Sendable {
    /// How full the output's room for chunks is, from 0 to 1.
    public var backlog: Double
    /// Whether the processor quota was used up since the last chunk.
    public var isThrottled: Bool

    public init(backlog: Double = 0, isThrottled: Bool = false) {
        self.backlog = backlog
        self.isThrottled = isThrottled
    }
}

/// Chooses the level of compression for the next chunk.
public struct CompressionController: Hashable, Sendable {
    /// From 1 to 9.
    public private(set) var level: Int
    private let usualLevel: Int
    /// How often in a row the present direction was asked for; negative: down.
    private var votes = 0

    /// Chunks in a row that have to agree.
    public static let patience = 4

    /// - Parameter usualLevel: Where it begins, and returns to when nothing is scarce.
    public init(usualLevel: Int = 6) {
        self.usualLevel = min(max(usualLevel, 1), 9)
        level = self.usualLevel
    }

    /// Takes note of a chunk.
    ///
    /// - Parameters:
    ///   - wasFull: Whether it was sealed because it was full, and not because it was old: there is more input.
    ///   - processorShare: The time that its compression took, as a part of the time since the chunk before.
    public mutating func sealed(
        wasFull: Bool, processorShare: Double, _ conditions: CompressionConditions
    ) {
        if conditions.isThrottled {
            votes = 0
            level = max(1, level - 1)
            return
        }
        let direction: Int
        if conditions.backlog > 0.5 {
            direction = 1
        } else if wasFull, conditions.backlog < 0.25, processorShare > 0.5 {
            direction = -1
        } else if !wasFull, level != usualLevel {
            direction = level < usualLevel ? 1 : -1
        } else {
            direction = 0
        }
        votes = direction == 0 || (votes < 0) != (direction < 0) ? direction : votes + direction
        guard abs(votes) >= Self.patience else { return }
        level = min(9, max(1, level + direction))
        votes = 0
    }
}
