/// The byte ranges of a source that have arrived, merged: what a receiver needs to prove that nothing is missing in
/// between.
struct SourceRanges: Sendable {
    /// Disjoint, in ascending order, never touching.
    private(set) var ranges: [Range<UInt64>] = []

    /// Holes between the first byte and the last one that arrived.
    var gaps: Int { max(0, self.ranges.count - 1) }

    /// Adds what arrived. Returns how many of its bytes had arrived before.
    mutating func insert(from: UInt64, to: UInt64) -> UInt64 {
        guard from < to else { return 0 }
        var merged = from..<to
        var known: UInt64 = 0
        let start = self.ranges.firstIndex { $0.upperBound >= from } ?? self.ranges.endIndex
        var end = start
        while end < self.ranges.endIndex, self.ranges[end].lowerBound <= to {
            let overlap = self.ranges[end].clamped(to: from..<to)
            known += overlap.upperBound - overlap.lowerBound
            merged =
                min(
                    merged.lowerBound, self.ranges[end].lowerBound)..<max(
                    merged.upperBound, self.ranges[end].upperBound)
            end += 1
        }
        self.ranges.replaceSubrange(start..<end, with: [merged])
        return known
    }
}
