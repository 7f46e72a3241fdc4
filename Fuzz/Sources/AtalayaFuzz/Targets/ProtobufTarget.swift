import AtalayaMetrics

/// Metrics in protocol buffers, from services we scrape.
struct ProtobufTarget: FuzzTarget {
    let name = "protobuf"

    let seeds: [[UInt8]] = {
        let families = [
            try? family(.counter, "requests_total", .number(.double(17.5))),
            try? family(.gauge, "level", .number(.integer(3))),
            try? family(.summary, "d", .summary(SummaryValue(quantiles: [.init(0.5, value: 1)], count: 1, sum: 1))),
            try? family(.histogram, "h", .histogram(histogram())),
        ].compactMap(\.self)
        return families.map { ProtobufFormat().bytes(of: Snapshot(families: [$0])) }
            + [ProtobufFormat().bytes(of: Snapshot(families: families))]
    }()

    private static func family(_ kind: MetricKind, _ name: String, _ value: SeriesValue) throws -> MetricFamily {
        let labels = try LabelSet([(key: "method", value: "GET")])
        return MetricFamily(
            try MetricDescriptor(name, kind: kind, help: "Help."),
            series: [
                MetricSeries(labels: labels, value: value, startTime: UnixTime(nanoseconds: 1_700_000_000_123_456_789))
            ])
    }

    private static func histogram() throws -> HistogramValue {
        let exemplar = try Exemplar(
            labels: LabelSet([(key: "trace_id", value: "1")]), value: 0.5, timestamp: UnixTime(nanoseconds: 5))
        let native = try NativeHistogramValue(
            schema: 3, zeroThreshold: 1e-9, zeroCount: 1,
            positive: [.init(index: -3, count: 2), .init(index: 0, count: 1), .init(index: 90, count: 7)],
            negative: [.init(index: 1, count: 4)], exemplars: [exemplar])
        return try HistogramValue(
            buckets: HistogramBuckets([1, 2]), bucketCounts: [9, 0, 6], sum: 12, native: native,
            exemplars: [0: exemplar])
    }

    func run(_ input: [UInt8]) throws(FuzzFailure) {
        let parsed = ExpositionParser.parse(input, as: .protobuf)
        try require(parsed.problems.count <= ExpositionParser.problemsMax, "more problems than announced")
        for problem in parsed.problems {
            try require(
                problem.line >= 1 && (1...input.count + 1).contains(problem.column), "a problem nowhere: \(problem)")
        }
        // What a reader makes of a message is no more than was in it.
        let samples = parsed.families.reduce(0) { $0 + $1.samples.count }
        try require(samples <= 4 * input.count, "\(samples) samples from \(input.count) bytes")
    }
}
