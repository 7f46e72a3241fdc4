/// The byte ranges of a source that have arrived, or been acknowledged, in any order, merged.
///
/// A sender asks for ``contiguousEnd``: a checkpoint is one offset and may only move over bytes that are all safe. A
/// receiver asks for ``gaps``: what is missing in between.
///
/// There are at most ``countMax`` ranges. What does not fit is forgotten from the far end, and counted: a forgotten range
/// is one that never came, so that bytes may be sent again but are never taken for safe when they are not. A sender has no
/// more ranges than chunks in flight, and never gets there.
public struct ByteRanges: Hashable, Sendable {
    public static let countMaxDefault = 4_096

    /// Disjoint, in ascending order, never touching.
    public private(set) var ranges: [Range<UInt64>]
    public let countMax: Int
    /// Ranges that did not fit.
    public private(set) var forgotten = 0

    /// Makes ranges of a source whose bytes before `offset` have all arrived.
    ///
    /// - Parameter countMax: At least 1.
    public init(upTo offset: UInt64 = 0, countMax: Int = Self.countMaxDefault) {
        ranges = offset > 0 ? [0..<offset] : []
        self.countMax = max(1, countMax)
    }

    /// Everything before this offset has arrived.
    public var contiguousEnd: UInt64 {
        guard let first = ranges.first, first.lowerBound == 0 else { return 0 }
        return first.upperBound
    }

    /// Holes between the first byte and the last one that arrived.
    public var gaps: Int { max(0, ranges.count - 1) }

    /// The holes, in ascending order.
    public var gapRanges: [Range<UInt64>] {
        zip(ranges, ranges.dropFirst()).map { $0.upperBound..<$1.lowerBound }
    }

    /// Whether the byte at this offset is there. Linear in the ranges after it.
    public func contains(_ offset: UInt64) -> Bool {
        guard let last = ranges.last, offset < last.upperBound else { return false }
        return ranges.last { $0.lowerBound <= offset }?.contains(offset) ?? false
    }

    /// Whether all the bytes from `start` to `end` are there; of an empty range, all are. Linear in the ranges.
    public func containsAll(from start: UInt64, to end: UInt64) -> Bool {
        start >= end || ranges.contains { $0.lowerBound <= start && end <= $0.upperBound }
    }

    /// The ranges after an offset.
    public func after(_ offset: UInt64) -> [Range<UInt64>] {
        ranges.compactMap { range in
            let rest = max(range.lowerBound, offset)..<max(range.upperBound, offset)
            return rest.isEmpty ? nil : rest
        }
    }

    /// Adds the bytes from `start` to `end`; those that are there already make no difference, nor does an empty range.
    ///
    /// Mostly O(1), as bytes arrive nearly in order; linear in the number of ranges otherwise.
    public mutating func insert(from start: UInt64, to end: UInt64) {
        guard start < end else { return }
        var merged = start..<end
        // From the far end: what arrives is mostly what comes next.
        let behind = (ranges.lastIndex { $0.lowerBound <= end } ?? -1) + 1
        var first = behind
        while first > 0, ranges[first - 1].upperBound >= start {
            first -= 1
            let old = ranges[first]
            merged = min(merged.lowerBound, old.lowerBound)..<max(merged.upperBound, old.upperBound)
        }
        ranges.replaceSubrange(first..<behind, with: CollectionOfOne(merged))
        if ranges.count > countMax {
            ranges.removeLast()
            forgotten += 1
        }
    }
}
