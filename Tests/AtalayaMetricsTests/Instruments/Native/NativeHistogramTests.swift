import AtalayaModel
import Testing

@testable import AtalayaMetrics

@Suite("Native histograms")
struct NativeHistogramTests {
    private let registry = MetricsRegistry(configuration: .bare)

    private func histogram(
        _ options: NativeHistogramOptions, buckets: HistogramBuckets = .unbounded
    ) throws -> Histogram {
        try registry.makeHistogram(.histogram("h", help: "", native: options, buckets: buckets))
    }

    /// What a histogram of these values must be, counted one by one into dictionaries.
    private struct Expected: Equatable {
        var zero: UInt64 = 0
        var positive: [Int32: UInt64] = [:]
        var negative: [Int32: UInt64] = [:]

        init(_ values: [Double], schema: Int, zeroThreshold: Double) {
            for value in values where !value.isNaN {
                guard value.magnitude > zeroThreshold else {
                    zero += 1
                    continue
                }
                let index = Int32(NativeBuckets.index(of: value.magnitude, schema: schema))
                if value > 0 { positive[index, default: 0] += 1 } else { negative[index, default: 0] += 1 }
            }
        }

        init(_ value: NativeHistogramValue) {
            zero = value.zeroCount
            positive = Dictionary(uniqueKeysWithValues: value.positive.map { ($0.index, $0.count) })
            negative = Dictionary(uniqueKeysWithValues: value.negative.map { ($0.index, $0.count) })
        }
    }

    private static func values(_ count: Int, seed: UInt64) -> [Double] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in
            switch Int.random(in: 0..<20, using: &generator) {
            case 0: 0
            case 1:
                [Double.infinity, -.infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude, -0.0, 1, -2][
                    Int.random(in: 0..<7, using: &generator)]
            case 2: Double(bitPattern: UInt64.random(in: 0..<(0x7FF << 52), using: &generator))
            case 3...5: -Double.random(in: 0.001...10, using: &generator)
            default: Double.random(in: 0.001...10, using: &generator)
            }
        }
    }

    @Test("Every observation is in its bucket, read now and then or only at the end", arguments: -4...8)
    func counts(schema: Int) throws {
        let factor = NativeBuckets.upperBound(of: 1, schema: schema)
        for threshold in [0, NativeHistogramOptions.defaultZeroThreshold, 0.01] {
            registry.unregister(try MetricName("h"))
            let options = try NativeHistogramOptions(bucketFactor: factor, zeroThreshold: threshold, bucketsMax: 2_000)
            #expect(options.schema == schema)
            let histogram = try histogram(options)
            let values = Self.values(2_000, seed: UInt64(schema + 10))
            for (index, value) in values.enumerated() {
                histogram.observe(value)
                if index % 300 == 0 { #expect(histogram.snapshot().count == UInt64(index + 1)) }
            }
            let reading = histogram.snapshot()
            let native = try #require(reading.native)
            #expect(Expected(native) == Expected(values, schema: schema, zeroThreshold: threshold))
            #expect(native.bucketedCount == 2_000)
            #expect(reading.count == 2_000)
        }
    }

    @Test("NaN is in the count and in no bucket, and so is the sum from then on")
    func notANumber() throws {
        let histogram = try histogram(.default, buckets: HistogramBuckets([1]))
        for value in [0.5, .nan, -.nan, .signalingNaN] { histogram.observe(value) }
        let reading = histogram.snapshot()
        #expect(reading.count == 4)
        #expect(reading.native?.bucketedCount == 1)
        #expect(reading.sum.isNaN)
        #expect(reading.bucketCounts == [1, 3])
    }

    @Test("Infinities have the bucket beyond the last")
    func infinities() throws {
        let histogram = try histogram(.default)
        histogram.observe(.infinity)
        #expect(histogram.snapshot().sum == .infinity)
        histogram.observe(-.infinity)
        let native = try #require(histogram.snapshot().native)
        #expect(native.positive == [.init(index: 8_193, count: 1)])
        #expect(native.negative == [.init(index: 8_193, count: 1)])
        #expect(native.upperBound(ofBucket: 8_193) == .infinity)
    }

    @Test("Classic and native buckets hold the same observations")
    func both() throws {
        let histogram = try histogram(.default, buckets: HistogramBuckets([1, 2]))
        for value in [0.5, 1, 1.5, 2, 3, 1_000] { histogram.observe(value) }
        let reading = histogram.snapshot()
        #expect(reading.bucketCounts == [2, 2, 2])
        #expect(reading.upperBounds == [1, 2])
        #expect(reading.native?.bucketedCount == 6)
        #expect(registry.text(PlainTextFormat()).contains("h_bucket{le=\"1.0\"} 2\n"))
    }

    @Test("Formats without native buckets say how many there were")
    func onlyNative() throws {
        let histogram = try histogram(.default)
        histogram.observe(.seconds(2))
        #expect(registry.text(PlainTextFormat()) == "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_sum 2\nh_count 1\n")
    }

    // MARK: Too many buckets

    @Test("Beyond the limit every two buckets become one, as often as it takes", arguments: [1, 2, 10, 160])
    func halving(bucketsMax: Int) throws {
        let histogram = try histogram(NativeHistogramOptions(bucketFactor: 1.001, bucketsMax: bucketsMax))
        let values = Self.values(3_000, seed: UInt64(bucketsMax)).filter { $0.magnitude < 1e6 && $0.magnitude > 1e-6 }
        for value in values { histogram.observe(value) }
        let native = try #require(histogram.snapshot().native)
        #expect(native.schema < 8)
        #expect(native.positive.count + native.negative.count <= max(bucketsMax, 8))
        #expect(Expected(native) == Expected(values, schema: native.schema, zeroThreshold: native.zeroThreshold))
        // No coarser than it takes.
        if native.schema > -4 {
            let finer = Expected(values, schema: native.schema + 1, zeroThreshold: native.zeroThreshold)
            #expect(finer.positive.count + finer.negative.count > bucketsMax)
        }
    }

    @Test("The coarsest schema is the last: then there may be more buckets than asked for")
    func coarsest() throws {
        let histogram = try histogram(NativeHistogramOptions(bucketsMax: 1))
        let values = [1e-30, 1, 1e30, -1, -1e30]
        for value in values + values { histogram.observe(value) }
        let native = try #require(histogram.snapshot().native)
        #expect(native.schema == -4)
        #expect(native.bucketedCount == 10)
        #expect(native.positive.count == 3)
        #expect(native.negative.count == 2)
    }

    @Test("The zero bucket is widened before buckets are joined, as far as it may be")
    func widening() throws {
        let options = try NativeHistogramOptions(
            bucketFactor: 2, zeroThreshold: 0, bucketsMax: 3, zeroThresholdMax: 0.25)
        let histogram = try histogram(options)
        for value in [0.1, -0.1, 0.2, 1, 4] { histogram.observe(value) }
        let first = try #require(histogram.snapshot().native)
        #expect(first.schema == 0)
        #expect(first.zeroThreshold == 0.125)
        #expect(first.zeroCount == 2)
        histogram.observe(16)
        let second = try #require(histogram.snapshot().native)
        #expect(second.zeroThreshold == 0.25)
        #expect(second.zeroCount == 3)
        #expect(second.schema == 0)
        // What is below the new threshold goes to the zero bucket from now on.
        histogram.observe(0.2)
        histogram.observe(-0.25)
        #expect(histogram.snapshot().native?.zeroCount == 5)
        // No further than allowed: now buckets are joined.
        histogram.observe(64)
        let third = try #require(histogram.snapshot().native)
        #expect(third.zeroThreshold == 0.25)
        #expect(third.schema == -2)
        #expect(third.bucketedCount == 9)
    }

    @Test("A histogram that has lived long enough starts again instead, as fine as at first")
    func restart() throws {
        let clock = ManualTime()
        var configuration = RegistryConfiguration.bare
        configuration.now = { clock.now }
        let registry = MetricsRegistry(configuration: configuration)
        let options = try NativeHistogramOptions(bucketFactor: 2, bucketsMax: 2, resetAfter: .seconds(3_600))
        let histogram = try registry.makeHistogram(.histogram("h", help: "", native: options))
        func startTime() -> UnixTime? { registry.snapshot()["h"]?.series.first?.startTime }
        let start = clock.now
        #expect(startTime() == start)
        for value in [1.0, 2, 4] { histogram.observe(value) }
        #expect(histogram.snapshot().native?.schema == -1)
        clock.advance(by: .seconds(3_599))
        for value in [16.0, 64] { histogram.observe(value) }
        #expect(histogram.snapshot().native?.schema == -3)
        #expect(histogram.snapshot().count == 5)
        #expect(startTime() == start)
        clock.advance(by: .seconds(1))
        histogram.observe(1e6)
        let reading = histogram.snapshot()
        #expect(reading.count == 1)
        #expect(reading.sum == 1e6)
        #expect(reading.native?.schema == 0)
        #expect(startTime() == clock.now)
        histogram.observe(1)
        #expect(histogram.snapshot().native?.positive == [.init(index: 0, count: 1), .init(index: 20, count: 1)])
    }

    // MARK: Several threads

    @Test("A writer suspended in the middle holds nobody up, and its observation is counted when it is done")
    func suspendedWriter() throws {
        let native = NativeHistogram(.default, classicCount: 0, now: nil)
        native.observe(1, classicBucket: 0)
        #expect(native.read().totals.count == 1)
        let block = native.enter()
        // Nobody can tell whether it has added to the sum already: the last exact reading stands.
        native.observe(1, classicBucket: 0)
        #expect(native.read().totals.count == 1)
        // New buckets need a place, more of them than there is room for.
        for power in 1...200 { native.observe(Double(power), classicBucket: 0) }
        let meanwhile = native.read().totals
        #expect(meanwhile.count < 203)
        block.add(1)
        let cell = block.cell(of: NativeKey(index: 0, isNegative: false))
        block.count(try #require(cell))
        let totals = native.read().totals
        #expect(totals.count == 203)
        #expect(totals.sum == 3 + 20_100)
        let taken = native.take()
        #expect(taken?.count == 203)
        #expect(native.read().totals.count == 0)
    }

    @Test("What is taken out is gone, and nothing is lost between two takings")
    func taking() throws {
        let native = NativeHistogram(
            try NativeHistogramOptions(bucketFactor: 1.01, bucketsMax: 8), classicCount: 0, now: nil)
        for value in 1...100 { native.observe(Double(value), classicBucket: 0) }
        let taken = native.take()
        let first = try #require(taken)
        #expect(first.count == 100)
        #expect(first.schema < 6)
        native.observe(3, classicBucket: 0)
        let rest = native.take()
        let second = try #require(rest)
        #expect(second.count == 1)
        #expect(second.sum == 3)
        #expect(second.schema == 7)
    }

    @Test("Every reading beside writers is exact, whatever becomes of the buckets", arguments: [4, 40, 2_000])
    func concurrentReadings(bucketsMax: Int) async throws {
        let options = try NativeHistogramOptions(bucketFactor: 2, bucketsMax: bucketsMax)
        let histogram = try histogram(options, buckets: HistogramBuckets([0, 8]))
        let writers = 3
        let observations = 20_000
        let total = UInt64(writers * observations)
        let problems = await withTaskGroup(of: [String].self) { group in
            // First, so that it has a thread before the writers take them all.
            group.addTask {
                var problems: [String] = []
                var last: UInt64 = 0
                while last < total, problems.count < 5 {
                    let reading = histogram.snapshot()
                    guard let native = reading.native else { return ["no native buckets"] }
                    if native.bucketedCount != reading.count {
                        problems.append("\(native.bucketedCount) in native buckets, \(reading.count) in classic ones")
                    }
                    if reading.count < last { problems.append("the count fell") }
                    // Every observation is a power of two, or minus one: as long as each has its bucket, they tell the sum.
                    let sum =
                        native.positive.reduce(0.0) { $0 + Double($1.count) * native.upperBound(ofBucket: $1.index) }
                        - Double(native.negative.reduce(0) { $0 + $1.count })
                    if native.schema == 0, reading.sum != sum {
                        problems.append("sum \(reading.sum), should be \(sum)")
                    }
                    last = reading.count
                    await Task.yield()
                }
                return problems
            }
            for writer in 0..<writers {
                group.addTask {
                    for index in 0..<observations {
                        let power = (index / 100 + writer) % 33
                        histogram.observe(power == 32 ? -1 : Double(1 << power))
                        if index % 50 == 0 { await Task.yield() }
                    }
                    return []
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(problems.isEmpty)
        let reading = histogram.snapshot()
        #expect(reading.count == total)
        var values: [Double] = []
        for writer in 0..<writers {
            for index in 0..<observations {
                let power = (index / 100 + writer) % 33
                values.append(power == 32 ? -1 : Double(1 << power))
            }
        }
        #expect(reading.sum == values.reduce(0, +))
        let native = try #require(reading.native)
        #expect(Expected(native) == Expected(values, schema: native.schema, zeroThreshold: native.zeroThreshold))
    }

    // MARK: Definitions

    @Test("Two definitions of a histogram must agree on its native buckets")
    func agreement() throws {
        _ = try histogram(.default)
        #expect(throws: MetricsError.self) { try registry.makeHistogram(.histogram("h", help: "")) }
        #expect(throws: MetricsError.self) { try histogram(NativeHistogramOptions(bucketsMax: 10)) }
        #expect(throws: MetricsError.self) { try histogram(.default, buckets: .default) }
        _ = try histogram(.default)
    }

    @Test("Families and single histograms are the same")
    func families() throws {
        let descriptor = try MetricDescriptor.histogram(
            "h", help: "", labels: [LabelDescriptor("route")], native: .default)
        try registry.makeHistogramFamily(descriptor).with("/").observe(1)
        try registry.makeHistogram(descriptor, labels: ["route": "/"]).observe(1)
        #expect(registry.snapshot()["h"]?.series.count == 1)
        guard case .histogram(let value) = registry.snapshot().value(of: "h", labels: ["route": "/"]) else {
            Issue.record("no histogram")
            return
        }
        #expect(value.native?.positive == [.init(index: 0, count: 2)])
    }
}
