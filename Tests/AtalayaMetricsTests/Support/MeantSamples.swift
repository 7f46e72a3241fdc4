import AtalayaMetrics

/// The samples that a snapshot means in a format, worked out without any of the writers.
struct MeantSamples {
    enum View { case plainText, openMetrics, protobuf }

    /// A sample as both sides see it: labels in order, and the bits of the value, so that NaN equals NaN.
    struct Sample: Hashable {
        struct Exemplar: Hashable {
            var labels: [ParsedSample.Label]
            var bits: UInt64
            var timestamp: Double?
        }

        var name: [UInt8]
        var labels: [ParsedSample.Label]
        var bits: UInt64
        var exemplar: Exemplar?
        var native: NativeHistogramValue?
        var startTime: UnixTime?
    }

    let view: View
    private(set) var samples: Set<Sample> = []

    init(of snapshot: Snapshot, in view: View) {
        self.view = view
        for family in snapshot.families {
            for series in family.series { add(series, of: family) }
        }
    }

    private static func bits(_ value: Double) -> UInt64 { value.isNaN ? Double.nan.bitPattern : value.bitPattern }

    private static func sorted(_ labels: [ParsedSample.Label]) -> [ParsedSample.Label] {
        labels.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private mutating func add(
        _ name: String, _ series: MetricSeries, _ value: Double, _ extra: (String, String)? = nil,
        exemplar: Exemplar? = nil, native: NativeHistogramValue? = nil, hasStart: Bool = false
    ) {
        var labels = series.labels.pairs.map { ParsedSample.Label(name: $0.name, value: $0.value) }
        if let extra { labels.append(.init(name: extra.0, value: extra.1)) }
        samples.insert(
            Sample(
                name: Array(name.utf8), labels: Self.sorted(labels), bits: Self.bits(value),
                exemplar: view == .plainText ? nil : exemplar.map(Self.exemplar), native: native.map(Self.kept),
                startTime: view == .protobuf && hasStart ? series.startTime : nil))
    }

    private static func exemplar(_ exemplar: Exemplar) -> Sample.Exemplar {
        .init(
            labels: sorted(exemplar.labels.pairs.map { .init(name: $0.name, value: $0.value) }),
            bits: bits(exemplar.value), timestamp: exemplar.timestamp?.seconds)
    }

    /// Exemplars of native buckets need a time. They are compared apart, since times go through doubles.
    private static func kept(_ native: NativeHistogramValue) -> NativeHistogramValue {
        let made = try? NativeHistogramValue(
            schema: native.schema, zeroThreshold: native.zeroThreshold, zeroCount: native.zeroCount,
            positive: native.positive, negative: native.negative)
        return made ?? native
    }

    private mutating func add(_ series: MetricSeries, of family: MetricFamily) {
        let name = family.familyName
        switch series.value {
        case .number(let number):
            add(family.name, series, number.double, exemplar: series.exemplar, hasStart: true)
        case .info: add(family.name, series, 1)
        case .stateSet(let states):
            for state in states { add(name, series, state.isSet ? 1 : 0, (name, state.name)) }
        case .summary(let summary):
            for quantile in summary.quantiles where view != .openMetrics || !(quantile.value < 0) {
                add(name, series, quantile.value, ("quantile", "\(quantile.quantile)"))
            }
            if view != .openMetrics || summary.sum >= 0 { add("\(name)_sum", series, summary.sum) }
            add("\(name)_count", series, Double(summary.count), hasStart: true)
        case .histogram(let histogram): add(histogram, series, name, isGauge: family.kind == .gaugeHistogram)
        }
    }

    private mutating func add(_ histogram: HistogramValue, _ series: MetricSeries, _ name: String, isGauge: Bool) {
        if view == .protobuf, let native = histogram.native {
            add(name, series, Double(histogram.count), native: native, hasStart: true)
            if histogram.upperBounds.isEmpty { return }
        }
        for (index, bound) in (histogram.upperBounds + [.infinity]).enumerated() {
            let count = histogram.bucketCounts[...index].reduce(0, +)
            add("\(name)_bucket", series, Double(count), ("le", "\(bound)"), exemplar: histogram.exemplars[index])
        }
        if view == .openMetrics {
            let isBelowZero = histogram.upperBounds.contains { $0 < 0 }
            let isLegal =
                isGauge && isBelowZero ? !histogram.sum.isNaN : histogram.sum >= 0 && (isGauge || !isBelowZero)
            guard isLegal else { return }
        }
        add(isGauge ? "\(name)_gsum" : "\(name)_sum", series, histogram.sum)
        add(isGauge ? "\(name)_gcount" : "\(name)_count", series, Double(histogram.count), hasStart: true)
    }

    /// What a parser has read, in the same form. Bounds are compared as numbers: Swift and Go do not spell all alike.
    static func samples(of families: [ParsedFamily]) -> [Sample] {
        families.flatMap(\.samples).map { sample in
            let labels = sample.labels.map { label in
                label.name == "le" || label.name == "quantile"
                    ? ParsedSample.Label(name: label.name, value: "\(Double(label.value) ?? .nan)") : label
            }
            return Sample(
                name: Array(sample.name.utf8), labels: sorted(labels), bits: bits(sample.value),
                exemplar: sample.exemplar.map {
                    .init(labels: sorted($0.labels), bits: bits($0.value), timestamp: $0.timestamp)
                }, native: sample.native.map(kept), startTime: sample.startTime)
        }
    }
}
