/// The upper bounds of a classic histogram's buckets; the last bucket, `+Inf`, is always there and never listed.
public struct HistogramBuckets: Hashable, Sendable {
    /// Strictly increasing, finite, at most ``boundsMax``.
    public let upperBounds: [Double]

    /// The most bounds a histogram may have: every one is a series in Prometheus, for every label set.
    public static let boundsMax = 500

    /// Five milliseconds to ten seconds: Prometheus' default, made for request durations in seconds.
    public static let `default` = HistogramBuckets(checked: [
        0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ])

    /// No bounds, and so one bucket for everything: for histograms that have native buckets instead.
    public static let unbounded = HistogramBuckets(checked: [])

    /// Takes the bounds as given; a final `+Inf` may be there and is dropped. Throws `invalidBuckets`.
    public init(_ upperBounds: [Double]) throws(ModelError) {
        let bounds = upperBounds.last == .infinity ? Array(upperBounds.dropLast()) : upperBounds
        guard bounds.count <= Self.boundsMax else {
            throw ModelError(.invalidBuckets, "\(bounds.count) buckets, at most \(Self.boundsMax) are allowed")
        }
        for (index, bound) in bounds.enumerated() {
            guard bound.isFinite else {
                throw ModelError(.invalidBuckets, "bucket bound \(bound) at position \(index + 1) is not finite")
            }
            guard index == 0 || bounds[index - 1] < bound else {
                throw ModelError(
                    .invalidBuckets,
                    "bucket bound \(bound) at position \(index + 1) is not above the one before it, \(bounds[index - 1])"
                )
            }
        }
        self.init(checked: bounds)
    }

    private init(checked: [Double]) {
        // Minus zero equals zero but prints differently, and the printed bound is a series' identity.
        upperBounds = checked.map { $0 == 0 ? 0 : $0 }
    }

    /// `count` bounds, `width` apart, the first being `start`. Throws `invalidBuckets`.
    public static func linear(start: Double, width: Double, count: Int) throws(ModelError) -> HistogramBuckets {
        try checkCount(count)
        guard width > 0 else { throw ModelError(.invalidBuckets, "bucket width \(width) must be above 0") }
        return try generated((0..<count).map { start + width * Double($0) })
    }

    /// `count` bounds, each `factor` times the one before, the first being `start`. Throws `invalidBuckets`.
    public static func exponential(start: Double, factor: Double, count: Int) throws(ModelError) -> HistogramBuckets {
        try checkCount(count)
        guard start > 0 else { throw ModelError(.invalidBuckets, "first bound \(start) must be above 0") }
        guard factor > 1 else { throw ModelError(.invalidBuckets, "bucket factor \(factor) must be above 1") }
        var bounds: [Double] = []
        var bound = start
        for _ in 0..<count {
            bounds.append(bound)
            bound *= factor
        }
        return try generated(bounds)
    }

    /// An overflow must not pass for the `+Inf` that a list of bounds may end with.
    private static func generated(_ bounds: [Double]) throws(ModelError) -> HistogramBuckets {
        guard bounds.last?.isFinite == true else {
            throw ModelError(
                .invalidBuckets, "\(bounds.count) buckets from \(bounds.first ?? 0) leave the range of numbers")
        }
        return try HistogramBuckets(bounds)
    }

    private static func checkCount(_ count: Int) throws(ModelError) {
        guard (1...boundsMax).contains(count) else {
            throw ModelError(.invalidBuckets, "\(count) buckets; between 1 and \(boundsMax) are allowed")
        }
    }
}
