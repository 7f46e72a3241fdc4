/// Prometheus' protocol buffers, one message `io.prometheus.client.MetricFamily` a metric with its length before it.
///
/// The only way for native histograms, and for the time when a series began to count, to Prometheus. The names are the full
/// ones, `_total` included; info metrics and state sets are gauges, as in the text format. A histogram that has classic and
/// native buckets carries both; one that is only native carries no classic ones.
public struct ProtobufFormat: ExpositionFormat {
    public let mediaType = "application/vnd.google.protobuf"
    public let parameters: [ExpositionParameter] = [
        .init("proto", "io.prometheus.client.MetricFamily"), .init("encoding", "delimited"),
    ]

    public init() {}

    public func write(_ snapshot: Snapshot, into buffer: inout [UInt8]) {
        var writer = ProtobufWriter(appendingTo: buffer)
        buffer = []
        for family in snapshot.families {
            writer.delimited { $0.write(family) }
        }
        buffer = writer.bytes
    }
}

/// The labels of each series of a metric as the messages have them, one behind the other.
final class EncodedLabels: Sendable {
    let bytes: [UInt8]
    private let ends: [Int]

    init(_ sets: some Sequence<LabelSet>, encode: (LabelSet) -> [UInt8]) {
        var bytes: [UInt8] = []
        var ends: [Int] = []
        for set in sets {
            bytes += encode(set)
            ends.append(bytes.count)
        }
        self.bytes = bytes
        self.ends = ends
    }

    subscript(index: Int) -> ArraySlice<UInt8> { bytes[part(index)] }

    func part(_ index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }
}

/// The numbers that the fields of the messages have on the wire.
enum ProtobufField {
    enum Family {
        static let name: UInt64 = 1, help: UInt64 = 2, type: UInt64 = 3, metric: UInt64 = 4, unit: UInt64 = 5
    }
    enum Metric {
        static let label: UInt64 = 1, gauge: UInt64 = 2, counter: UInt64 = 3, summary: UInt64 = 4, untyped: UInt64 = 5
        static let timestamp: UInt64 = 6, histogram: UInt64 = 7
    }
    enum Label { static let name: UInt64 = 1, value: UInt64 = 2 }
    /// Of gauges, counters and untyped metrics.
    enum Number { static let value: UInt64 = 1, exemplar: UInt64 = 2, startTime: UInt64 = 3 }
    enum Summary { static let count: UInt64 = 1, sum: UInt64 = 2, quantile: UInt64 = 3, startTime: UInt64 = 4 }
    enum Quantile { static let quantile: UInt64 = 1, value: UInt64 = 2 }
    enum Histogram {
        static let count: UInt64 = 1, sum: UInt64 = 2, bucket: UInt64 = 3, countFloat: UInt64 = 4, schema: UInt64 = 5
        static let zeroThreshold: UInt64 = 6, zeroCount: UInt64 = 7, zeroCountFloat: UInt64 = 8
        static let negativeSpan: UInt64 = 9, negativeDelta: UInt64 = 10, negativeCountFloat: UInt64 = 11
        static let positiveSpan: UInt64 = 12, positiveDelta: UInt64 = 13, positiveCountFloat: UInt64 = 14
        static let startTime: UInt64 = 15, exemplar: UInt64 = 16
    }
    enum Bucket { static let cumulativeCount: UInt64 = 1, upperBound: UInt64 = 2, exemplar: UInt64 = 3 }
    enum Span { static let offset: UInt64 = 1, length: UInt64 = 2 }
    enum Exemplar { static let label: UInt64 = 1, value: UInt64 = 2, timestamp: UInt64 = 3 }
    enum Timestamp { static let seconds: UInt64 = 1, nanoseconds: UInt64 = 2 }

    /// What the messages call a kind; those they do not know are gauges.
    static func type(of kind: MetricKind) -> UInt64 {
        switch kind {
        case .counter: 0
        case .gauge, .info, .stateSet: 1
        case .summary: 2
        case .unknown: 3
        case .histogram: 4
        case .gaugeHistogram: 5
        }
    }

    /// The field of a metric that is one number.
    static func number(of kind: MetricKind) -> UInt64 {
        switch kind {
        case .counter: Metric.counter
        case .unknown: Metric.untyped
        default: Metric.gauge
        }
    }

    static func kind(ofType type: UInt64) -> MetricKind? {
        [.counter, .gauge, .summary, .unknown, .histogram, .gaugeHistogram].first { self.type(of: $0) == type }
    }
}

extension ProtobufWriter {
    fileprivate mutating func write(_ family: MetricFamily) {
        write(ProtobufField.Family.name, family.name)
        if !family.help.isEmpty { write(ProtobufField.Family.help, family.help) }
        write(ProtobufField.Family.type, ProtobufField.type(of: family.kind))
        if !writeColumns(of: family) {
            for series in family.series { write(series, of: family) }
        }
        if family.unit != .none { write(ProtobufField.Family.unit, family.unit.rawValue) }
    }

    /// Whether the family is one whose series can be written without making each of them.
    private mutating func writeColumns(of family: MetricFamily) -> Bool {
        guard case .columns(let labels, let column) = family.content else { return false }
        func row(_ writer: inout ProtobufWriter, _ index: Int) {
            writer.write(column.series(at: index, labels: labels.labelSet(at: index)), of: family)
        }
        func encoded() -> EncodedLabels {
            labels.encoded { sets in
                EncodedLabels(sets) { set in
                    var writer = ProtobufWriter(appendingTo: [])
                    writer.write(set)
                    return writer.bytes
                }
            }
        }
        switch column.values {
        case .numbers(let numbers), .infos(let numbers):
            write(numbers, column, kind: family.kind, labels: encoded(), row: row)
        case .histograms(let histograms) where histograms.natives.isEmpty:
            write(histograms, column, labels: encoded(), row: row)
        case .histograms, .others: return false
        }
        return true
    }

    private mutating func write(_ series: MetricSeries, of family: MetricFamily) {
        if case .stateSet(let states) = series.value {
            for state in states {
                message(ProtobufField.Family.metric) { writer in
                    writer.write(series.labels)
                    writer.writeLabel(family.familyName, state.name)
                    writer.write(
                        .integer(state.isSet ? 1 : 0), kind: family.kind, exemplar: nil, startTime: nil)
                    writer.writeTimestamp(series.timestamp)
                }
            }
            return
        }
        message(ProtobufField.Family.metric) { writer in
            writer.write(series.labels)
            switch series.value {
            case .number(let number):
                writer.write(number, kind: family.kind, exemplar: series.exemplar, startTime: series.startTime)
            case .info, .stateSet:
                writer.write(.integer(1), kind: family.kind, exemplar: nil, startTime: nil)
            case .summary(let summary):
                writer.message(ProtobufField.Metric.summary) { $0.write(summary, startTime: series.startTime) }
            case .histogram(let histogram):
                writer.message(ProtobufField.Metric.histogram) { $0.write(histogram, startTime: series.startTime) }
            }
            writer.writeTimestamp(series.timestamp)
        }
    }

    private mutating func writeTimestamp(_ time: UnixTime?) {
        guard let time else { return }
        write(ProtobufField.Metric.timestamp, UInt64(bitPattern: time.milliseconds))
    }

    private mutating func write(_ labels: LabelSet) {
        for pair in labels.pairs { writeLabel(pair.name, pair.value) }
    }

    private mutating func writeLabel(_ name: String, _ value: String) {
        message(ProtobufField.Metric.label) { writer in
            writer.write(ProtobufField.Label.name, name)
            writer.write(ProtobufField.Label.value, value)
        }
    }

    private mutating func write(_ number: MetricNumber, kind: MetricKind, exemplar: Exemplar?, startTime: UnixTime?) {
        message(ProtobufField.number(of: kind)) { writer in
            writer.write(ProtobufField.Number.value, number.double)
            guard kind == .counter else { return }
            if let exemplar { writer.write(ProtobufField.Number.exemplar, exemplar) }
            if let startTime { writer.write(ProtobufField.Number.startTime, startTime) }
        }
    }

    private mutating func write(_ summary: SummaryValue, startTime: UnixTime?) {
        write(ProtobufField.Summary.count, summary.count)
        write(ProtobufField.Summary.sum, summary.sum)
        for quantile in summary.quantiles {
            message(ProtobufField.Summary.quantile) { writer in
                writer.write(ProtobufField.Quantile.quantile, quantile.quantile)
                writer.write(ProtobufField.Quantile.value, quantile.value)
            }
        }
        if let startTime { write(ProtobufField.Summary.startTime, startTime) }
    }

    private mutating func write(_ histogram: HistogramValue, startTime: UnixTime?) {
        write(ProtobufField.Histogram.count, histogram.count)
        write(ProtobufField.Histogram.sum, histogram.sum)
        if histogram.native == nil || !histogram.upperBounds.isEmpty { writeBuckets(of: histogram) }
        if let native = histogram.native { write(native) }
        if let startTime { write(ProtobufField.Histogram.startTime, startTime) }
    }

    private mutating func writeBuckets(of histogram: HistogramValue) {
        var cumulative: UInt64 = 0
        for (index, count) in histogram.bucketCounts.enumerated() {
            cumulative &+= count
            message(ProtobufField.Histogram.bucket) { writer in
                writer.write(ProtobufField.Bucket.cumulativeCount, cumulative)
                writer.write(
                    ProtobufField.Bucket.upperBound,
                    index < histogram.upperBounds.count ? histogram.upperBounds[index] : .infinity)
                if let exemplar = histogram.exemplars[index] { writer.write(ProtobufField.Bucket.exemplar, exemplar) }
            }
        }
    }

    private mutating func write(_ native: NativeHistogramValue) {
        write(ProtobufField.Histogram.schema, zigzag: Int64(native.schema))
        write(ProtobufField.Histogram.zeroThreshold, native.zeroThreshold)
        write(ProtobufField.Histogram.zeroCount, native.zeroCount)
        let negative = NativeBucketSpans(native.negative)
        write(ProtobufField.Histogram.negativeSpan, negative.spans)
        write(ProtobufField.Histogram.negativeDelta, packed: negative.deltas)
        let positive = NativeBucketSpans(native.positive)
        write(ProtobufField.Histogram.positiveSpan, positive.spans)
        if native.zeroThreshold == 0, native.bucketedCount == 0 {
            // Nothing else would tell an empty native histogram from a classic one.
            write(ProtobufField.Histogram.positiveSpan, [.init(offset: 0, length: 0)])
        }
        write(ProtobufField.Histogram.positiveDelta, packed: positive.deltas)
        // Readers order these by time and take none without.
        for exemplar in native.exemplars where exemplar.timestamp != nil {
            write(ProtobufField.Histogram.exemplar, exemplar)
        }
    }

    private mutating func write(_ field: UInt64, _ spans: [NativeBucketSpans.Span]) {
        for span in spans {
            message(field) { writer in
                writer.write(ProtobufField.Span.offset, zigzag: Int64(span.offset))
                writer.write(ProtobufField.Span.length, UInt64(span.length))
            }
        }
    }

    private mutating func write(_ field: UInt64, _ exemplar: Exemplar) {
        message(field) { writer in
            writer.write(exemplar.labels)
            writer.write(ProtobufField.Exemplar.value, exemplar.value)
            if let timestamp = exemplar.timestamp { writer.write(ProtobufField.Exemplar.timestamp, timestamp) }
        }
    }

    private mutating func write(_ field: UInt64, _ time: UnixTime) {
        message(field) { writer in
            let (seconds, nanoseconds) = time.components
            writer.write(ProtobufField.Timestamp.seconds, UInt64(bitPattern: seconds))
            writer.write(ProtobufField.Timestamp.nanoseconds, UInt64(nanoseconds))
        }
    }
}
