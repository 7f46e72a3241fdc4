import AtalayaMetrics
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Native histograms travel by protobuf only. What Prometheus has understood is held against buckets that are computed here,
/// from the definition in the specification and by logarithms, and not by the code under test.
@Suite("Native histograms in a real Prometheus", .needs(.prometheus))
struct NativeHistogramScrapeTests {
    /// How far the observations spread decides how many buckets they need: with more than 160 every two become one.
    struct Case: Sendable, CustomTestStringConvertible {
        var spread: Double
        var schema: Int
        var testDescription: String { "schema \(schema)" }

        /// On both sides of zero, some of them zero.
        var observations: [Double] {
            (0..<2000).map { index in
                switch index % 20 {
                case 0: 0
                case 1: -exp(spread * (Double(index * 7919 % 1000) / 100 - 5))
                default: exp(spread * (Double(index * 7919 % 2000) / 125 - 9))
                }
            }
        }
    }

    @Test(
        "have the buckets, count and sum of their observations, and the quantiles that follow",
        arguments: [Case(spread: 0.35, schema: 3), Case(spread: 1, schema: 2)])
    func buckets(of test: Case) async throws {
        let observations = test.observations
        let registry = MetricsRegistry()
        let histogram = try registry.makeHistogram(Self.descriptor)
        for observation in observations { histogram.observe(observation) }
        let expected = Expected(observations, schema: test.schema)

        try await ServedRegistry.serving(registry) { address in
            let prometheus = try await PrometheusServer(
                scraping: "\(address)", features: [.nativeHistograms, .exemplarStorage])
            try await prometheus.untilScraped()

            let read = try await prometheus.nativeHistograms("native_size_bytes")
            try #require(read.count == 1)
            #expect(read[0].count == Double(observations.count))
            #expect(Self.near(read[0].sum, observations.reduce(0, +)))
            #expect(read[0].buckets.map(\.count) == expected.buckets.map(\.count))
            for (bucket, wanted) in zip(read[0].buckets, expected.buckets) {
                #expect(Self.near(bucket.lower, wanted.lower) && Self.near(bucket.upper, wanted.upper))
            }
            for quantile in [0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.9, 0.99, 0.999, 1] {
                let samples = try await prometheus.query("histogram_quantile(\(quantile), native_size_bytes)")
                try #require(samples.count == 1)
                let value = Double(bitPattern: samples[0].valueBits)
                #expect(Self.near(value, expected.quantile(quantile)), "quantile \(quantile) is \(value)")
            }
        }
    }

    private static var descriptor: MetricDescriptor {
        get throws {
            try MetricDescriptor("native_size_bytes", kind: .histogram, help: "Sizes.", unit: .bytes, native: .default)
        }
    }

    /// Logarithms and powers differ from exact bounds in the last places.
    private static func near(_ one: Double, _ other: Double) -> Bool {
        one == other || abs(one - other) <= 1e-9 * max(abs(one), abs(other))
    }

    /// Buckets from the lowest to the highest, and Prometheus 2's rule for quantiles: linear within a bucket.
    private struct Expected {
        var buckets: [(lower: Double, upper: Double, count: Double)]

        init(_ observations: [Double], schema: Int) {
            let zeroThreshold = exp2(-128.0)
            let steps = exp2(Double(schema))
            var counts: [Int: Double] = [:]  // By the sign and index of the bucket; 0 is the zero bucket.
            let offset = 100_000
            for observation in observations {
                var key = 0
                if abs(observation) > zeroThreshold {
                    let index = offset + Int((log2(abs(observation)) * steps).rounded(.up))
                    key = observation > 0 ? index : -index
                }
                counts[key, default: 0] += 1
            }
            buckets = counts.sorted { $0.key < $1.key }.map { key, count in
                if key == 0 { return (-zeroThreshold, zeroThreshold, count) }
                let index = Double(abs(key) - offset)
                let (inner, outer) = (exp2((index - 1) / steps), exp2(index / steps))
                return key > 0 ? (inner, outer, count) : (-outer, -inner, count)
            }
        }

        func quantile(_ quantile: Double) -> Double {
            let total = buckets.reduce(0) { $0 + $1.count }
            var rank = quantile * total
            for bucket in buckets {
                if rank <= bucket.count {
                    return bucket.lower + (bucket.upper - bucket.lower) * (rank / bucket.count)
                }
                rank -= bucket.count
            }
            return .nan
        }
    }
}
