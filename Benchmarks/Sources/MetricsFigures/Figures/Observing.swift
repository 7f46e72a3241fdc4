import AtalayaMetrics
import Measuring

/// An observation of a latency: eleven buckets, values all over them.
struct HistogramObservation: Figure {
    let name = "histogram observation, 11 buckets, one thread"
    let limit = "relaxed add to an Atomic<Int64>"
    let peerOperation: String? = "histogram"
    let targets = [Target.ratio(atMost: 3.3), .ratio(atMost: 0.4, of: "client_golang")]

    private static let operations = 1_000_000

    func prepare() throws -> Contest {
        let histogram = try Latencies.histogram()
        let bare = BareCounter()
        return Contest(
            ours: {
                Cost.measure(operations: Self.operations) { Latencies.observe(histogram, times: Self.operations) }
            },
            limit: { Cost.measure(operations: Self.operations) { bare.add(times: Self.operations) } })
    }
}

/// The same histogram from two threads.
struct SharedHistogramObservation: Figure {
    let name = "histogram observation, two threads on one histogram"
    let limit = "the same histogram from one thread"
    let peerOperation: String? = "histogram, two threads"
    let targets = [Target.ratio(atMost: 0.2, of: "client_golang")]

    private static let operations = 20_000

    func prepare() throws -> Contest {
        let histogram = try Latencies.histogram()
        let observe: @Sendable () -> Void = { Latencies.observe(histogram, times: Self.operations) }
        return Contest(
            ours: { Cost.measure(threads: 2, operations: Self.operations, observe) },
            limit: { Cost.measure(operations: Self.operations, observe) })
    }
}

/// A native histogram, held against the classic one.
struct NativeHistogramObservation: Figure {
    let name = "native histogram observation, one thread"
    let limit = "our classic histogram"
    let peerOperation: String? = "native histogram"
    let targets = [Target.ratio(atMost: 2)]

    private static let operations = 1_000_000

    func prepare() throws -> Contest {
        let native = try Latencies.nativeHistogram()
        let classic = try Latencies.histogram()
        return Contest(
            ours: { Cost.measure(operations: Self.operations) { Latencies.observe(native, times: Self.operations) } },
            limit: { Cost.measure(operations: Self.operations) { Latencies.observe(classic, times: Self.operations) } })
    }
}

enum Latencies {
    /// 1 ms to 16 s, about as latencies are spread; a power of two of them, so that choosing one is a mask.
    static let values = (0..<1024).map { index -> Double in
        let milliseconds: Int = 1 + index * 7919 % 1024 * (index % 16 + 1)
        return Double(milliseconds) / 1000
    }

    static func histogram() throws -> Histogram {
        try MetricsRegistry().makeHistogram(.histogram("request_duration_seconds", help: "Latency.", unit: .seconds))
    }

    static func nativeHistogram() throws -> Histogram {
        try MetricsRegistry().makeHistogram(
            MetricDescriptor(
                "request_duration_seconds", kind: .histogram, help: "Latency.", unit: .seconds, native: .default))
    }

    static func observe(_ histogram: Histogram, times: Int) {
        let values = values
        for index in 0..<times { histogram.observe(values[index & 1023]) }
    }
}
