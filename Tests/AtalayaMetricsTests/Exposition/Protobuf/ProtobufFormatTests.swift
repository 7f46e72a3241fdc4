@testable import AtalayaMetrics
import Testing

struct ProtobufFormatTests {
    private func bytes(_ descriptor: MetricDescriptor, _ series: MetricSeries...) -> [UInt8] {
        ProtobufFormat().bytes(of: Snapshot(families: [MetricFamily(descriptor, series: series)]))
    }

    @Test("A counter, byte for byte")
    func counter() throws {
        let series = MetricSeries(
            labels: try LabelSet(["a": "b"]), value: .number(.integer(1)),
            startTime: UnixTime(nanoseconds: 2_000_000_003))
        #expect(
            try bytes(.counter("c_seconds_total", help: "H", unit: .seconds), series) == [
                58,
                // The name.
                0x0A, 15, 0x63, 0x5F, 0x73, 0x65, 0x63, 0x6F, 0x6E, 0x64, 0x73,
                0x5F, 0x74, 0x6F, 0x74, 0x61, 0x6C,
                0x12, 1, 0x48,  // help
                0x18, 0,  // type: counter
                0x22, 25,  // metric
                0x0A, 6, 0x0A, 1, 0x61, 0x12, 1, 0x62,  // label a="b"
                0x1A, 15, 0x09, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F,  // counter: 1
                0x1A, 4, 0x08, 2, 0x10, 3,  // since 2 s and 3 ns
                0x2A, 7, 0x73, 0x65, 0x63, 0x6F, 0x6E, 0x64, 0x73,  // unit
            ])
    }

    @Test("A message of more than 127 bytes has a longer length before it")
    func longLength() throws {
        let help = String(repeating: "h", count: 20_000)
        let bytes = try bytes(.gauge("g", help: help), MetricSeries(value: .number(.integer(1))))
        #expect(bytes.prefix(3) == [0xB6, 0x9C, 0x01])
        #expect(bytes.count == 3 + 20_022)
        #expect(ExpositionParser.parse(bytes, as: .protobuf).families.first?.help == help)
    }

    // MARK: Histograms

    private static func native(
        threshold: Double = 0, zeroCount: UInt64 = 0, _ positive: [(Int32, UInt64)] = [],
        negative: [(Int32, UInt64)] = [],
        exemplars: [Exemplar] = []
    ) throws -> NativeHistogramValue {
        try NativeHistogramValue(
            schema: 3, zeroThreshold: threshold, zeroCount: zeroCount,
            positive: positive.map { .init(index: $0.0, count: $0.1) },
            negative: negative.map { .init(index: $0.0, count: $0.1) }, exemplars: exemplars)
    }

    private func read(_ value: HistogramValue) throws -> [ParsedSample] {
        let descriptor = try MetricDescriptor.histogram("h", help: "")
        let exposition = ExpositionParser.parse(
            bytes(descriptor, MetricSeries(value: .histogram(value))), as: .protobuf)
        #expect(exposition.problems == [])
        return exposition.families.flatMap(\.samples)
    }

    @Test("Native buckets come back, far apart, side by side and on both sides of zero")
    func nativeBuckets() throws {
        let native = try Self.native(
            threshold: 0.001, zeroCount: 2, [(-5, 3), (-4, 1), (-1, 7), (40, .max / 4)], negative: [(0, 1), (9, 2)])
        let samples = try read(HistogramValue(native: native, sum: 4.5, nanCount: 1))
        #expect(samples.map(\.name) == ["h"])
        #expect(samples.first?.native == native)
        #expect(samples.first?.value == Double(native.bucketedCount + 1))
    }

    @Test("A native histogram without observations is known for one", arguments: [0, 1e-9])
    func emptyNative(threshold: Double) throws {
        let native = try Self.native(threshold: threshold)
        #expect(try read(HistogramValue(native: native, sum: 0)).map(\.native) == [native])
    }

    @Test("Classic and native buckets travel together")
    func both() throws {
        let native = try Self.native([(0, 2), (8, 1)])
        let value = try HistogramValue(
            buckets: HistogramBuckets([1, 2]), bucketCounts: [2, 1, 0], sum: 3, native: native)
        let samples = try read(value)
        #expect(samples.map(\.name) == ["h_bucket", "h_bucket", "h_bucket", "h_sum", "h_count", "h"])
        #expect(samples.map(\.value) == [2, 3, 3, 3, 3, 3])
        #expect(samples.last?.native == native)
    }

    @Test("Exemplars of native buckets need a time, those of classic ones do not")
    func exemplars() throws {
        let labels = try LabelSet(["trace_id": "1"])
        let timed = try Exemplar(labels: labels, value: 0.5, timestamp: UnixTime(nanoseconds: 1_500_000_000))
        let untimed = try Exemplar(labels: labels, value: 1)
        let value = try HistogramValue(
            buckets: HistogramBuckets([1]), bucketCounts: [2, 0], sum: 1.5,
            native: Self.native([(0, 2)], exemplars: [timed, untimed]), exemplars: [0: untimed])
        let samples = try read(value)
        #expect(samples.first?.exemplar?.value == 1)
        #expect(samples.first?.exemplar?.timestamp == nil)
        #expect(samples.last?.native?.exemplars == [timed])
    }
}
