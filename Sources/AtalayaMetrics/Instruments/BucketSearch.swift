/// The upper bounds of a histogram's buckets, laid out so that the bucket of a value is found without guessing.
///
/// The bucket is the first whose bound is not below the value: as many bounds as are below it. Latencies are spread over
/// the buckets, so a walk that stops at the right one makes the processor guess wrong nearly every time, which costs more
/// than comparing all bounds, two at a time. Many bounds are halved first, until a few are left.
struct BucketSearch: Sendable {
    let upperBounds: [Double]
    /// The bounds, and infinities up to a multiple of ``width``.
    private let padded: [Double]
    private let halvings: Int

    private static let width = 4
    /// As many bounds as are compared one and all.
    private static let comparedMax = 32

    init(_ upperBounds: [Double]) {
        self.upperBounds = upperBounds
        var size = upperBounds.count
        var halvings = 0
        while size > Self.comparedMax {
            size = (size + 1) / 2
            halvings += 1
        }
        self.halvings = halvings
        // Room for the last comparison wherever halving ends.
        let rest = Self.comparedMax + Self.width
        padded =
            upperBounds
            + Array(repeating: .infinity, count: halvings == 0 ? (Self.width - size % Self.width) % Self.width : rest)
    }

    /// The same for bounds that are used once.
    static func index(of value: Double, in upperBounds: [Double]) -> Int {
        var (low, high) = (0, upperBounds.count)
        while low < high {
            let middle = (low + high) / 2
            if value <= upperBounds[middle] { high = middle } else { low = middle + 1 }
        }
        return low
    }

    var bucketCount: Int { upperBounds.count + 1 }

    /// The index of the bucket, or the number of bounds for `+Inf`, which is NaN's too.
    @inline(__always)
    func bucket(of value: Double) -> Int {
        let padded = padded.span
        if halvings == 0 {
            return min(Self.countBelow(value, padded, from: 0, to: padded.count), upperBounds.count)
        }
        var start = 0
        var count = upperBounds.count
        while count > Self.comparedMax {
            let half = count / 2
            // Without a branch: added or not.
            start &+= value <= padded[start &+ half &- 1] ? 0 : half
            count &-= half
        }
        return min(
            start &+ Self.countBelow(value, padded, from: start, to: start &+ Self.comparedMax), upperBounds.count)
    }

    @inline(__always)
    private static func countBelow(_ value: Double, _ bounds: Span<Double>, from start: Int, to end: Int) -> Int {
        var below: Int64 = 0
        for index in start..<end {
            below &+= value <= bounds[unchecked: index] ? 0 : 1
        }
        return Int(below)
    }
}
