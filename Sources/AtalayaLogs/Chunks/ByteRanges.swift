/// Turns acknowledgements that come in any order into the offset up to which everything is acknowledged.
///
/// Chunks are in flight several at a time and are acknowledged in any order, but a checkpoint is one offset: it may only
/// move over bytes that are all safe. Ranges beyond a gap are remembered until the gap closes; there are never more of
/// them than chunks in flight.
public struct AcknowledgedRanges: Hashable, Sendable {
    /// Everything before this offset is acknowledged.
    public private(set) var offset: UInt64
    /// Acknowledged ranges beyond the first gap, in order, neither touching nor overlapping.
    public private(set) var beyond: [Range<UInt64>] = []

    /// Makes ranges for a source that is read from `offset` on.
    public init(from offset: UInt64) { self.offset = offset }

    /// Counts the bytes from `start` to `end` as acknowledged; bytes that already were make no difference.
    ///
    /// Linear in the number of ranges beyond the gap.
    public mutating func insert(from start: UInt64, to end: UInt64) {
        guard end > start, end > offset else { return }
        if start <= offset {
            offset = end
        } else {
            var merged = start..<end
            beyond.removeAll { range in
                guard range.lowerBound <= merged.upperBound, merged.lowerBound <= range.upperBound else { return false }
                merged = min(range.lowerBound, merged.lowerBound)..<max(range.upperBound, merged.upperBound)
                return true
            }
            let index = beyond.firstIndex { $0.lowerBound > merged.lowerBound } ?? beyond.endIndex
            beyond.insert(merged, at: index)
        }
        while let first = beyond.first, first.lowerBound <= offset {
            offset = max(offset, first.upperBound)
            beyond.removeFirst()
        }
    }
}
