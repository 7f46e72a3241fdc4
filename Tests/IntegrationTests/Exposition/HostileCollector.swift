import AtalayaMetrics

/// The kinds that no instrument of `HostileRegistry` is of, with values that have broken expositions.
struct HostileCollector: Collector {
    private let unknown: MetricDescriptor
    private let wait: MetricDescriptor
    private let queue: MetricDescriptor

    init() throws {
        unknown = try MetricDescriptor("hostile_unknown", kind: .unknown, help: "Who knows.")
        wait = try MetricDescriptor(
            "hostile_wait_seconds", kind: .summary, help: "A summary.", unit: .seconds,
            labels: [LabelDescriptor("value")])
        queue = try MetricDescriptor(
            "hostile_queue_bytes", kind: .gaugeHistogram, help: "Sizes now.", unit: .bytes,
            buckets: HistogramBuckets([1, 1024]))
    }

    static let quantiles: [(quantile: Double, name: String, value: Double)] = [
        (0, "0.0", 1e-9), (0.5, "0.5", 0.25), (0.99, "0.99", .infinity), (1, "1.0", .nan),
    ]

    func collect(into builder: inout SnapshotBuilder) throws {
        builder.add(unknown, .number(.double(-12.5)))
        for value in HostileRegistry.labelValues {
            builder.add(
                wait,
                .summary(
                    SummaryValue(
                        quantiles: Self.quantiles.map { .init($0.quantile, value: $0.value) }, count: 9, sum: 4.5)),
                labels: ["value": value])
        }
        builder.add(
            queue,
            .histogram(try HistogramValue(buckets: HistogramBuckets([1, 1024]), bucketCounts: [2, 0, 1], sum: 5000)))
    }

    /// What any reader must find of it.
    static var expected: [ReadSample] {
        let waits = HostileRegistry.labelValues.flatMap { value in
            [
                ReadSample(name: "hostile_wait_seconds_count", labels: ["value": value], value: 9),
                ReadSample(name: "hostile_wait_seconds_sum", labels: ["value": value], value: 4.5),
            ]
                + quantiles.map {
                    ReadSample(
                        name: "hostile_wait_seconds", labels: ["value": value, "quantile": $0.name], value: $0.value)
                }
        }
        return waits + [ReadSample(name: "hostile_unknown", labels: [:], value: -12.5)]
    }
}
