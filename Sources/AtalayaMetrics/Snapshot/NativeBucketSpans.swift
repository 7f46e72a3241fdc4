/// Native buckets as the formats write them: runs of neighbours, and one count for each bucket in a run.
///
/// Runs up to two empty buckets apart are joined, since two zeros are shorter than another run.
public struct NativeBucketSpans: Hashable, Sendable {
    public struct Span: Hashable, Sendable {
        /// From the end of the run before to the start of this one; for the first run, the index of its first bucket.
        public var offset: Int32
        /// Buckets in the run.
        public var length: UInt32
    }

    /// The longest gap that is filled with zeros.
    private static let gapMax = 2

    public private(set) var spans: [Span] = []
    /// Of all buckets in all runs, empty ones in between included.
    public private(set) var counts: [UInt64] = []

    /// Buckets must be in order, as ``NativeHistogramValue`` has them.
    public init(_ buckets: [NativeHistogramValue.Bucket]) {
        counts.reserveCapacity(buckets.count)
        var next = 0
        for bucket in buckets {
            let gap = Int(bucket.index) - next
            if spans.isEmpty || gap > Self.gapMax {
                spans.append(Span(offset: Int32(clamping: gap), length: 0))
            } else {
                for _ in 0..<max(0, gap) {
                    counts.append(0)
                    spans[spans.count - 1].length += 1
                }
            }
            counts.append(bucket.count)
            spans[spans.count - 1].length += 1
            next = Int(bucket.index) + 1
        }
    }

    /// Each count less the one before: what protobuf carries. Counts beyond 2^63 wrap, and wrap back when they are added up.
    public var deltas: [Int64] {
        var last: UInt64 = 0
        return counts.map { count in
            defer { last = count }
            return Int64(bitPattern: count &- last)
        }
    }
}
