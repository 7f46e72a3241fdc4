/// How fine the native buckets of a histogram are, and what happens when there are too many of them.
///
/// Native buckets are exponential and need no bounds: choose the resolution. Prometheus scrapes them in protobuf, when
/// `scrape_native_histograms` is set (or, before 3.8, the feature flag `native-histograms`).
public struct NativeHistogramOptions: Hashable, Sendable {
    /// 2^schema buckets between a power of two and the next, -4 to 8.
    public let schema: Int
    /// Observations up to this, and down to its negative, are in the zero bucket.
    public let zeroThreshold: Double
    /// The most buckets that may have observations, the zero bucket not counted. A further one makes the histogram
    /// coarser, by the first of these that helps: it starts again (``resetAfter``), the zero bucket becomes wider
    /// (``zeroThresholdMax``), every two buckets become one.
    public let bucketsMax: Int
    /// How far the zero bucket may be widened.
    public let zeroThresholdMax: Double
    /// How long a histogram has to live before it may start again at zero instead of becoming coarser; nil for never.
    /// It needs the time: it never happens in a registry that was not given a clock.
    public let resetAfter: Duration?

    /// A factor of at most 1.1 from bucket to bucket, and up to 160 buckets.
    public static let `default` = NativeHistogramOptions(
        checkedSchema: 3, zeroThreshold: defaultZeroThreshold, bucketsMax: defaultBucketsMax,
        zeroThresholdMax: defaultZeroThreshold, resetAfter: nil)

    /// 2^-128, which no duration, size or share comes near: what Prometheus' own libraries take.
    public static let defaultZeroThreshold = Double(sign: .plus, exponent: -128, significand: 1)
    /// Enough for latencies from microseconds to minutes at the default resolution, at some kilobytes a series.
    public static let defaultBucketsMax = 160
    /// The highest ``bucketsMax``: beyond it a series would cost more than a hundred kilobytes.
    public static let bucketsMaxLimit = 2_000

    /// Takes the coarsest schema whose buckets grow by at most `bucketFactor`: 1.1 gives schema 3, 2 gives schema 0.
    ///
    /// Throws `invalidBuckets` for a factor that is not above 1, a threshold that is negative or not finite, a widest
    /// threshold below the first, and a number of buckets that is not between 1 and ``bucketsMaxLimit``.
    public init(
        bucketFactor: Double = 1.1, zeroThreshold: Double = Self.defaultZeroThreshold,
        bucketsMax: Int = Self.defaultBucketsMax, zeroThresholdMax: Double? = nil, resetAfter: Duration? = nil
    ) throws(ModelError) {
        guard bucketFactor > 1 else {
            throw ModelError(.invalidBuckets, "bucket factor \(bucketFactor) must be above 1")
        }
        guard zeroThreshold >= 0, zeroThreshold.isFinite else {
            throw ModelError(.invalidBuckets, "a zero threshold cannot be \(zeroThreshold)")
        }
        let widest = zeroThresholdMax ?? zeroThreshold
        guard widest >= zeroThreshold, widest.isFinite else {
            throw ModelError(.invalidBuckets, "zero threshold \(zeroThreshold) cannot be widened to \(widest)")
        }
        guard (1...Self.bucketsMaxLimit).contains(bucketsMax) else {
            throw ModelError(
                .invalidBuckets, "\(bucketsMax) native buckets; between 1 and \(Self.bucketsMaxLimit) are allowed")
        }
        guard resetAfter.map({ $0 > .zero }) ?? true else {
            throw ModelError(.invalidBuckets, "a histogram cannot start again after \(resetAfter ?? .zero)")
        }
        self.init(
            checkedSchema: Self.schema(growingAtMost: bucketFactor), zeroThreshold: zeroThreshold,
            bucketsMax: bucketsMax, zeroThresholdMax: widest, resetAfter: resetAfter)
    }

    private init(
        checkedSchema: Int, zeroThreshold: Double, bucketsMax: Int, zeroThresholdMax: Double, resetAfter: Duration?
    ) {
        schema = checkedSchema
        // Minus zero equals zero but prints differently.
        self.zeroThreshold = zeroThreshold == 0 ? 0 : zeroThreshold
        self.bucketsMax = bucketsMax
        self.zeroThresholdMax = zeroThresholdMax
        self.resetAfter = resetAfter
    }

    /// The growth of schema n is 2^(2^-n): 65,536 for -4, and the root of the one before for each that follows.
    private static func schema(growingAtMost factor: Double) -> Int {
        var growth = 65_536.0
        var schema = -4
        while growth > factor, schema < 8 {
            growth = growth.squareRoot()
            schema += 1
        }
        return schema
    }
}
