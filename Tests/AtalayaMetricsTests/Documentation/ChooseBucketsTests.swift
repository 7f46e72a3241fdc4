import AtalayaMetrics
import Testing

/// The code of the page, run.
@Suite("The page on choosing buckets")
struct ChooseBucketsTests {
    @Test("makes the bounds that it says")
    func bounds() throws {
        let handMade = try HistogramBuckets([0.05, 0.1, 0.2, 0.3, 0.5, 1, 2])
        let evenly = try HistogramBuckets.linear(start: 10, width: 10, count: 5)
        let byFactor = try HistogramBuckets.exponential(start: 1024, factor: 4, count: 6)

        #expect(handMade.upperBounds.count == 7)
        #expect(evenly.upperBounds == [10, 20, 30, 40, 50])
        #expect(byFactor.upperBounds == [1024, 4096, 16384, 65536, 262_144, 1_048_576])
        #expect(HistogramBuckets.default.upperBounds.first == 0.005)
        #expect(HistogramBuckets.default.upperBounds.last == 10)
    }

    @Test("puts a bound where the objective is")
    func objective() throws {
        let registry = MetricsRegistry()
        let duration = try registry.makeHistogram(
            .histogram(
                "search_duration_seconds", help: "From the query to the last hit.", unit: .seconds,
                buckets: HistogramBuckets([0.05, 0.1, 0.2, 0.3, 0.5, 1, 2])))
        duration.observe(0.3)
        duration.observe(.milliseconds(301))

        let text = registry.text(PlainTextFormat())
        #expect(text.contains("search_duration_seconds_bucket{le=\"0.3\"} 1\n"))
        #expect(text.contains("search_duration_seconds_bucket{le=\"0.5\"} 2\n"))
    }

    @Test("refuses bounds that are out of order, and says so")
    func disorder() {
        #expect(throws: ModelError.self) { try HistogramBuckets([1, 1]) }
        #expect(throws: ModelError.self) { try HistogramBuckets([2, 1]) }
        #expect(throws: ModelError.self) { try HistogramBuckets([.nan]) }
    }
}
