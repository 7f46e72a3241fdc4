import Testing

import AtalayaMetrics
import AtalayaModel

@Suite("Native histogram values")
struct NativeHistogramValueTests {
    typealias Bucket = NativeHistogramValue.Bucket

    @Test("A collector's buckets are put in order and empty ones are left out")
    func order() throws {
        let value = try NativeHistogramValue(
            schema: 3, zeroThreshold: 0, zeroCount: 1,
            positive: [Bucket(index: 4, count: 2), Bucket(index: -3, count: 1), Bucket(index: 0, count: 0)],
            negative: [Bucket(index: 1, count: 5)])
        #expect(value.positive == [Bucket(index: -3, count: 1), Bucket(index: 4, count: 2)])
        #expect(value.bucketedCount == 9)
        let histogram = try HistogramValue(native: value, sum: 1, nanCount: 2)
        #expect(histogram.count == 11)
        #expect(histogram.upperBounds.isEmpty)
    }

    @Test("What no histogram can be is thrown")
    func refusals() throws {
        func make(
            schema: Int = 0, threshold: Double = 0, zero: UInt64 = 0, _ positive: [Bucket] = []
        ) throws -> NativeHistogramValue {
            try NativeHistogramValue(schema: schema, zeroThreshold: threshold, zeroCount: zero, positive: positive)
        }
        for schema in [-5, 9, .min, .max, -53] { #expect(throws: MetricsError.self) { try make(schema: schema) } }
        for threshold in [-1, .nan, .infinity] as [Double] {
            #expect(throws: MetricsError.self) { try make(threshold: threshold) }
        }
        for buckets in [
            [Bucket(index: 1_026, count: 1)], [Bucket(index: .min, count: 1)], [Bucket(index: .max, count: 1)],
            [Bucket(index: 1, count: 1), Bucket(index: 1, count: 1)], [Bucket(index: 1, count: .max)],
        ] {
            #expect(throws: MetricsError.self) { try make(zero: 1, buckets) }
        }
        let full = try make(zero: .max)
        #expect(throws: MetricsError.self) { try HistogramValue(native: full, sum: 0, nanCount: 1) }
    }

    @Test("Native buckets cannot hold more than the classic ones, and an exemplar is in its bucket")
    func both() throws {
        let native = try NativeHistogramValue(schema: 0, zeroThreshold: 0, zeroCount: 3)
        let buckets = try HistogramBuckets([1, 2])
        let exemplar = try Exemplar(labels: .empty, value: 1.5)
        _ = try HistogramValue(
            buckets: buckets, bucketCounts: [3, 1, 0], sum: 1, native: native, exemplars: [1: exemplar])
        #expect(throws: MetricsError.self) {
            try HistogramValue(buckets: buckets, bucketCounts: [1, 1, 0], sum: 1, native: native)
        }
        for bucket in [0, 2, 3, -1] {
            #expect(throws: MetricsError.self) {
                try HistogramValue(buckets: buckets, bucketCounts: [3, 1, 0], sum: 1, exemplars: [bucket: exemplar])
            }
        }
    }

    @Test("A bucket says where it ends")
    func bounds() throws {
        let value = try NativeHistogramValue(schema: 1, zeroThreshold: 0, zeroCount: 0)
        #expect(value.upperBound(ofBucket: 0) == 1)
        #expect(value.upperBound(ofBucket: 1) == 2.0.squareRoot())
        #expect(value.upperBound(ofBucket: -2) == 0.5)
    }
}
