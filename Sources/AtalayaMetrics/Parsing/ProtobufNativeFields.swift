/// The fields of a histogram that make its native buckets.
struct ProtobufNativeFields {
    private var schema: Int64 = 0
    private var zeroThreshold = 0.0
    private var zeroCount: UInt64 = 0
    private var negative = Side()
    private var positive = Side()
    var exemplars: [ParsedSample.Exemplar] = []

    private struct Side {
        var spans: [(offset: Int64, length: UInt64)] = []
        var deltas: [Int64] = []
    }

    /// What Prometheus tells a native histogram by.
    var isPresent: Bool {
        zeroThreshold > 0 || zeroCount > 0 || !negative.spans.isEmpty || !positive.spans.isEmpty
    }

    mutating func read(_ field: UInt64, _ value: ProtobufReader.Value) throws(ProtobufReader.Problem) {
        switch field {
        case ProtobufField.Histogram.schema: schema = value.signed ?? 0
        case ProtobufField.Histogram.zeroThreshold: zeroThreshold = value.double ?? 0
        case ProtobufField.Histogram.zeroCount: zeroCount = value.number ?? 0
        case ProtobufField.Histogram.negativeSpan: try Self.readSpan(value, into: &negative)
        case ProtobufField.Histogram.positiveSpan: try Self.readSpan(value, into: &positive)
        case ProtobufField.Histogram.negativeDelta: try Self.readDeltas(value, into: &negative)
        case ProtobufField.Histogram.positiveDelta: try Self.readDeltas(value, into: &positive)
        default: return
        }
    }

    private static func readSpan(
        _ value: ProtobufReader.Value, into side: inout Side
    ) throws(ProtobufReader.Problem) {
        guard let bytes = value.bytes else { return }
        var reader = ProtobufReader(bytes)
        var span: (offset: Int64, length: UInt64) = (0, 0)
        while let (field, value) = try reader.next() {
            if field == ProtobufField.Span.offset { span.offset = value.signed ?? 0 }
            if field == ProtobufField.Span.length { span.length = value.number ?? 0 }
        }
        side.spans.append(span)
    }

    /// Packed or one by one: the encoding leaves the choice to the writer.
    private static func readDeltas(
        _ value: ProtobufReader.Value, into side: inout Side
    ) throws(ProtobufReader.Problem) {
        guard let bytes = value.bytes else {
            if let delta = value.signed { side.deltas.append(delta) }
            return
        }
        var reader = ProtobufReader(bytes)
        while !reader.isAtEnd { side.deltas.append(ProtobufReader.Value.signed(try reader.varint())) }
    }

    /// Throws where the fields contradict each other.
    func value() throws(MetricsError) -> NativeHistogramValue {
        try NativeHistogramValue(
            schema: Int(schema), zeroThreshold: zeroThreshold, zeroCount: zeroCount, positive: Self.buckets(positive),
            negative: Self.buckets(negative), exemplars: exemplars.compactMap(Self.exemplar))
    }

    /// The buckets that have observations. As many as there are deltas, whatever the spans announce.
    private static func buckets(_ side: Side) throws(MetricsError) -> [NativeHistogramValue.Bucket] {
        var buckets: [NativeHistogramValue.Bucket] = []
        var deltas = side.deltas.makeIterator()
        var index: Int64 = 0
        var count: UInt64 = 0
        for span in side.spans {
            guard span.offset.magnitude <= UInt64(Int32.max), span.length <= UInt64(side.deltas.count) else {
                throw MetricsError(.invalidValue, "a span announces more buckets than there are")
            }
            index += span.offset
            for _ in 0..<span.length {
                guard let delta = deltas.next(), let position = Int32(exactly: index) else {
                    throw MetricsError(.invalidValue, "a span announces more buckets than there are")
                }
                count = count &+ UInt64(bitPattern: delta)
                if count > 0 { buckets.append(.init(index: position, count: count)) }
                index += 1
            }
        }
        guard deltas.next() == nil else {
            throw MetricsError(.invalidValue, "there are more buckets than in the spans")
        }
        return buckets
    }

    private static func exemplar(_ parsed: ParsedSample.Exemplar) -> Exemplar? {
        guard let labels = try? LabelSet(utf8: parsed.labels.map { (key: $0.name, value: $0.value) }) else {
            return nil
        }
        let time = parsed.timestamp.map { UnixTime(sinceEpoch: .seconds($0)) }
        return try? Exemplar(labels: labels, value: parsed.value, timestamp: time)
    }
}
