import Testing

@testable import AtalayaMetrics

struct HistogramTests {
    private let registry = MetricsRegistry(configuration: .bare)

    private func histogram(_ bounds: [Double]) throws -> Histogram {
        try registry.makeHistogram(.histogram("h", help: "", buckets: HistogramBuckets(bounds)))
    }

    @Test("A value on a bound belongs below it")
    func boundaries() throws {
        let histogram = try histogram([1, 2])
        for value in [-5, 1, 1.0.nextUp, 2, 2.0.nextUp, 1e300] { histogram.observe(value) }
        #expect(histogram.snapshot().bucketCounts == [2, 2, 2])
        #expect(histogram.snapshot().count == 6)
    }

    @Test("Without bounds there is still +Inf")
    func noBounds() throws {
        let histogram = try histogram([])
        histogram.observe(1)
        #expect(registry.text(PlainTextFormat()) == "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n")
    }

    @Test("Durations are observed in seconds")
    func durations() throws {
        let histogram = try histogram([1])
        histogram.observe(.milliseconds(250))
        histogram.observe(.nanoseconds(1))
        #expect(histogram.snapshot().sum == 0.25 + 1e-9)
    }

    @Test(
        "What would spoil the sum is dropped and counted", arguments: [Double.nan, -Double.nan, .infinity, -.infinity])
    func refuses(value: Double) throws {
        let histogram = try histogram([1])
        histogram.observe(0.5)
        histogram.observe(value)
        #expect(histogram.snapshot().count == 1)
        #expect(histogram.snapshot().sum == 0.5)
        #expect(registry.rejectionCount(value.isNaN ? .notANumber : .notFinite) == 1)
    }

    @Test("Every reading under concurrent writers is exact, and counts never fall")
    func concurrentReadings() async throws {
        let bounds = (0..<20).map(Double.init)
        let histogram = try histogram(bounds)
        let writers = 3
        let observations = 20_000
        // The value of an observation says its bucket, so that the sum can be computed from the buckets: a sum that
        // holds one observation more or less than the buckets is found out. Halves add up without rounding.
        let inconsistencies = await withTaskGroup(of: [String].self) { group in
            // First, so that it has a thread before the writers take them all.
            group.addTask {
                var problems: [String] = []
                var last = histogram.snapshot()
                while last.count < UInt64(writers * observations), problems.count < 5 {
                    let reading = histogram.snapshot()
                    let expected = reading.bucketCounts.enumerated().reduce(0.0) {
                        $0 + Double($1.element) * (Double($1.offset) - 0.5)
                    }
                    if reading.sum != expected { problems.append("sum \(reading.sum), buckets say \(expected)") }
                    if !zip(last.bucketCounts, reading.bucketCounts).allSatisfy({ $0 <= $1 }) {
                        problems.append("a count fell")
                    }
                    last = reading
                    await Task.yield()
                }
                return problems
            }
            for writer in 0..<writers {
                group.addTask {
                    for index in 0..<observations {
                        histogram.observe(Double((index + writer) % 21) - 0.5)
                        // Lets the reader in even on a machine with a single thread for tasks.
                        if index % 50 == 0 { await Task.yield() }
                    }
                    return []
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(inconsistencies.isEmpty)
        #expect(histogram.snapshot().count == UInt64(writers * observations))
    }
}
