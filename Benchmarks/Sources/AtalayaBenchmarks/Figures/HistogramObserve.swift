import AtalayaMetrics
import AtalayaModel

/// An observation of a latency: eleven buckets, values all over them.
struct HistogramObserve: Figure {
    let name = "histogram observation, 11 buckets"
    let limit = "relaxed add to an Atomic<Int64>"
    let target = Target.ratio(atMost: 3.3)

    private static let operations = 2_000_000

    func prepare() throws -> Contest {
        let histogram = try MetricsRegistry().makeHistogram(
            .histogram("request_duration_seconds", help: "Latency.", unit: .seconds))
        // 1 ms to 16 s, about as latencies are spread; a power of two of them, so that choosing one is a mask.
        let values = (0..<1024).map { index -> Double in
            let milliseconds = 1 + index * 7919 % 1024 * (index % 16 + 1)
            return Double(milliseconds) / 1000
        }
        let bare = BareCounter()
        return Contest(
            ours: {
                Cost.measure(operations: Self.operations) {
                    for index in 0..<Self.operations { histogram.observe(values[index & 1023]) }
                }
            },
            limit: { Cost.measure(operations: Self.operations) { bare.add(times: Self.operations) } })
    }
}
