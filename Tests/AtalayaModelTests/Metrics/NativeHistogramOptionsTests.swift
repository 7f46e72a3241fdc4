import AtalayaModel
import Testing

@Suite("Native histogram options")
struct NativeHistogramOptionsTests {
    @Test(
        "The coarsest schema is taken that grows by no more than the factor",
        arguments: [
            (1.1, 3), (2, 0), (1.9999, 1), (4, -1), (65_536, -4), (1e9, -4), (.infinity, -4), (1.002, 8),
            (1.0000001, 8), (1.0905077326652577, 3), (1.09050773, 4),
        ])
    func schema(factor: Double, schema: Int) throws {
        #expect(try NativeHistogramOptions(bucketFactor: factor).schema == schema)
    }

    @Test("The defaults are those of Prometheus' libraries")
    func defaults() throws {
        #expect(try NativeHistogramOptions() == .default)
        #expect(NativeHistogramOptions.default.zeroThreshold == 2.938735877055719e-39)
        #expect(NativeHistogramOptions.default.bucketsMax == 160)
    }

    @Test("What cannot be is thrown")
    func refusals() {
        for factor in [1, 0, -1, .nan, -.infinity] as [Double] {
            #expect(throws: ModelError.self) { try NativeHistogramOptions(bucketFactor: factor) }
        }
        for threshold in [-1, .nan, .infinity] as [Double] {
            #expect(throws: ModelError.self) { try NativeHistogramOptions(zeroThreshold: threshold) }
            #expect(throws: ModelError.self) { try NativeHistogramOptions(zeroThresholdMax: threshold) }
        }
        for count in [0, -1, NativeHistogramOptions.bucketsMaxLimit + 1, .max, .min] {
            #expect(throws: ModelError.self) { try NativeHistogramOptions(bucketsMax: count) }
        }
        for duration in [Duration.zero, .seconds(-1)] {
            #expect(throws: ModelError.self) { try NativeHistogramOptions(resetAfter: duration) }
        }
    }

    @Test("A histogram has classic buckets, native ones, or both")
    func descriptors() throws {
        let native = try MetricDescriptor.histogram("a_seconds", help: "A.", unit: .seconds, native: .default)
        #expect(native.buckets == .unbounded)
        #expect(native.native == .default)
        let both = try MetricDescriptor("b", kind: .histogram, help: "B.", buckets: .default, native: .default)
        #expect(both.buckets == .default)
        #expect(try MetricDescriptor("c", kind: .histogram, help: "C.", native: .default).buckets == .unbounded)
        #expect(try MetricDescriptor.histogram("d", help: "D.").native == nil)
        #expect(throws: ModelError.self) { try MetricDescriptor("e", kind: .gauge, help: "E.", native: .default) }
    }
}
