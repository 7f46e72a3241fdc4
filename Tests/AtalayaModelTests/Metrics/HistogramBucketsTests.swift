import AtalayaModel
import Testing

struct HistogramBucketsTests {
    @Test("The default is Prometheus' default")
    func defaultBounds() {
        #expect(HistogramBuckets.default.upperBounds == [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10])
    }

    @Test("A final +Inf is dropped, since it is always there")
    func dropsInfinity() throws {
        #expect(try HistogramBuckets([1, 2, .infinity]).upperBounds == [1, 2])
        #expect(try HistogramBuckets([.infinity]).upperBounds.isEmpty)
    }

    @Test(
        "Bounds that are not finite or not increasing are refused",
        arguments: [[1, 1], [2, 1], [.nan], [-.infinity, 1], [1, .infinity, 2], [0, -0.0]] as [[Double]])
    func refusesBadBounds(bounds: [Double]) {
        let error = #expect(throws: ModelError.self) { try HistogramBuckets(bounds) }
        #expect(error?.code == .invalidBuckets)
    }

    @Test("More bounds than the maximum are refused")
    func refusesTooMany() throws {
        let bounds = (0...HistogramBuckets.boundsMax).map(Double.init)
        #expect(throws: ModelError.self) { try HistogramBuckets(bounds) }
        #expect(try HistogramBuckets(Array(bounds.dropLast())).upperBounds.count == HistogramBuckets.boundsMax)
    }

    @Test("Minus zero becomes zero, since its printed form would be another series")
    func normalisesMinusZero() throws {
        #expect(try HistogramBuckets([-0.0]).upperBounds[0].sign == .plus)
    }

    @Test("Linear and exponential bounds")
    func generators() throws {
        #expect(try HistogramBuckets.linear(start: -1, width: 0.5, count: 4).upperBounds == [-1, -0.5, 0, 0.5])
        #expect(try HistogramBuckets.exponential(start: 1, factor: 2, count: 5).upperBounds == [1, 2, 4, 8, 16])
    }

    @Test(
        "Linear arguments at their worst throw",
        arguments: [
            (0, 0, 3), (0, -1, 3), (.nan, 1, 3), (0, .nan, 3), (0, 1, 0), (0, 1, -5), (0, 1, .max), (.infinity, 1, 2),
            (1e300, 1, 2),
            (1e308, 1e308, 2),
        ] as [(Double, Double, Int)])
    func linearNeverTraps(start: Double, width: Double, count: Int) {
        #expect(throws: ModelError.self) { try HistogramBuckets.linear(start: start, width: width, count: count) }
    }

    @Test(
        "Exponential arguments at their worst throw",
        arguments: [
            (0, 2, 3), (-1, 2, 3), (1, 1, 3), (1, 0, 3), (1, .nan, 3), (.nan, 2, 3), (1, 2, 0), (1, 2, .min),
            (1, 1e300, 3), (1, .infinity, 2),
        ] as [(Double, Double, Int)])
    func exponentialNeverTraps(start: Double, factor: Double, count: Int) {
        #expect(throws: ModelError.self) {
            try HistogramBuckets.exponential(start: start, factor: factor, count: count)
        }
    }
}
