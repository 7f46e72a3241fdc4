/// Knows of chunks that were split when all their parts are done with.
///
/// Whoever keeps what a chunk was made from (a checkpoint, a record of the spool) keeps it until the whole is settled:
/// then, and only then, each of its events is acknowledged or quarantined.
///
/// Bounded by the chunks that delivery holds: a family goes when its last part is settled.
public struct SplitFamilies<ID: Hashable & Sendable>: Sendable {
    /// The whole of each part that is underway.
    private var wholes: [ID: ID] = [:]
    /// Parts underway of each whole.
    private var underway: [ID: Int] = [:]

    public init() {}

    /// Wholes with parts underway.
    public var count: Int { underway.count }

    /// A chunk, which may itself be a part, goes on as these parts.
    public mutating func split(_ id: ID, into parts: [ID]) {
        guard !parts.isEmpty else { return }
        let whole = wholes.removeValue(forKey: id) ?? id
        let others = underway[whole].map { $0 - 1 } ?? 0
        underway[whole] = others + parts.count
        for part in parts { wholes[part] = whole }
    }

    /// A chunk is acknowledged or quarantined.
    ///
    /// - Returns: the chunk that is settled by it: itself if it was never split, its whole if it was the last part, and
    ///   `nil` while other parts are underway.
    public mutating func settle(_ id: ID) -> ID? {
        guard let whole = wholes.removeValue(forKey: id) else { return id }
        let others = (underway[whole] ?? 1) - 1
        underway[whole] = others > 0 ? others : nil
        return others > 0 ? nil : whole
    }
}
