import AtalayaMetrics

/// A sample as somebody else has read it. Bounds are compared as numbers, since formats spell them differently; values by
/// their bits, so that NaN equals NaN.
struct ReadSample: Hashable, Sendable, CustomStringConvertible {
    var name: String
    var labels: [String: String]
    var bound: Double?
    var valueBits: UInt64
    var exemplar: ReadExemplar?
    var native: ReadNative?

    init(name: String, labels: [String: String], bound: Double? = nil, value: Double) {
        self.name = name
        self.labels = labels
        self.bound = bound
        valueBits = comparableBits(value)
    }

    /// With the bound still among the labels.
    init(name: String, labelsWithBound labels: [String: String], value: Double) {
        var labels = labels
        let bound = labels.removeValue(forKey: "le").map { text in
            text == "+Inf" ? Double.infinity : Double(text) ?? .nan
        }
        self.init(name: name, labels: labels, bound: bound, value: value)
    }

    /// As our own parser has read it.
    init(_ sample: ParsedSample) {
        self.init(name: sample.name, labelsWithBound: Self.dictionary(sample.labels), value: sample.value)
        exemplar = sample.exemplar.map {
            ReadExemplar(labels: Self.dictionary($0.labels), value: $0.value, timestamp: $0.timestamp)
        }
        native = sample.native.map(ReadNative.init)
    }

    private static func dictionary(_ labels: [ParsedSample.Label]) -> [String: String] {
        Dictionary(labels.map { ($0.name, $0.value) }, uniquingKeysWith: { _, last in last })
    }

    var description: String {
        "\(name)\(labels)\(bound.map { " le \($0)" } ?? "") = \(Double(bitPattern: valueBits))"
            + (exemplar.map { " \($0)" } ?? "") + (native.map { " \($0)" } ?? "")
    }
}

/// An exemplar as somebody else has read it.
struct ReadExemplar: Hashable, Sendable {
    var labels: [String: String]
    var valueBits: UInt64
    /// To the microsecond: more does not survive the ways of other readers.
    var microseconds: Int64?

    init(labels: [String: String], value: Double, timestamp: Double?) {
        self.labels = labels
        valueBits = comparableBits(value)
        microseconds = timestamp.map { Int64(($0 * 1e6).rounded()) }
    }
}

/// Native buckets as somebody else has read them: counts by index, both as text.
struct ReadNative: Hashable, Sendable {
    var schema: Int
    var zeroThreshold: Double
    var zeroCount: String
    var positive: [String: String]
    var negative: [String: String]

    init(
        schema: Int, zeroThreshold: Double, zeroCount: String, positive: [String: String], negative: [String: String]
    ) {
        self.schema = schema
        self.zeroThreshold = zeroThreshold
        self.zeroCount = zeroCount
        self.positive = positive
        self.negative = negative
    }

    init(_ native: NativeHistogramValue) {
        func counts(_ buckets: [NativeHistogramValue.Bucket]) -> [String: String] {
            Dictionary(uniqueKeysWithValues: buckets.map { ("\($0.index)", "\($0.count)") })
        }
        self.init(
            schema: native.schema, zeroThreshold: native.zeroThreshold, zeroCount: "\(native.zeroCount)",
            positive: counts(native.positive), negative: counts(native.negative))
    }
}

/// One NaN for all, and one zero: the Python client reads "-0" as an integer, which has no sign.
private func comparableBits(_ value: Double) -> UInt64 {
    value.isNaN ? Double.nan.bitPattern : value == 0 ? 0 : value.bitPattern
}
