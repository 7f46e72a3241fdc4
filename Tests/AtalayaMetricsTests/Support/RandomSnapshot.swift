import AtalayaMetrics

/// Snapshots of every kind of metric, with names, labels and values that try escapes, numbers and the rules of formats.
///
/// Only what a registry lets through: every snapshot is legal in every format, and a reader that finds something else in
/// what was written from it has found a defect.
struct RandomSnapshot {
    private var generator: SeededGenerator
    private let usesUTF8Names: Bool
    /// For readers that lose their way in the labels of exemplars, though not in those of series.
    private let hasTameExemplars: Bool

    init(seed: UInt64, usesUTF8Names: Bool, hasTameExemplars: Bool = false) {
        self.hasTameExemplars = hasTameExemplars
        generator = SeededGenerator(seed: seed)
        self.usesUTF8Names = usesUTF8Names
    }

    mutating func make() throws -> Snapshot {
        let families = try (0..<Int.random(in: 0...4, using: &generator)).map { try family($0) }
        return Snapshot(families: families.sorted { $0.name < $1.name })
    }

    // MARK: Pieces

    private mutating func chance(_ oneIn: Int) -> Bool { Int.random(in: 0..<oneIn, using: &generator) == 0 }

    private mutating func finite() -> Double {
        let number = generator.number()
        return number.isFinite ? number : 1
    }

    /// Small, so that sums of many stay what doubles can count.
    private mutating func count() -> UInt64 {
        chance(3) ? 0 : .random(in: 0...1_000_000_000_000, using: &generator)
    }

    private mutating func labels(_ names: [String]) throws -> LabelSet {
        try LabelSet(utf8: names.map { (key: $0, value: generator.text(upTo: 4)) })
    }

    private mutating func time() -> UnixTime {
        UnixTime(
            nanoseconds: .random(in: 0...2_000_000_000, using: &generator) * (chance(2) ? 1_000_000_000 : 987_654_321))
    }

    private mutating func exemplar(_ value: Double) throws -> Exemplar {
        let names = ["trace_id", "span_id", "x"].prefix(Int.random(in: 0...3, using: &generator))
        let labels =
            hasTameExemplars
            ? try LabelSet(names.map { (key: $0, value: "\(generator.next())é") }) : try labels(Array(names))
        return try Exemplar(labels: labels, value: value, timestamp: chance(2) ? time() : nil)
    }

    // MARK: Families

    private mutating func family(_ index: Int) throws -> MetricFamily {
        let kind = MetricKind.allCases.randomElement(using: &generator) ?? .gauge
        let hasUnit = kind != .info && kind != .stateSet && chance(3)
        let middle = usesUTF8Names && chance(2) ? generator.text(upTo: 3).filter { $0 != ":" } : ""
        let name = "f\(index)\(middle)\(hasUnit ? "_seconds" : "")\(kind.nameSuffix ?? "")"
        let labelNames = (0..<Int.random(in: 0...3, using: &generator)).map { label in
            "l\(label)" + (usesUTF8Names && chance(2) ? generator.text(upTo: 2) : "")
        }
        let descriptor = try MetricDescriptor(
            name: MetricName(utf8: name), kind: kind, help: generator.text(upTo: 6), unit: hasUnit ? .seconds : .none,
            labels: labelNames.map { try LabelDescriptor(name: LabelName(utf8: $0)) })
        var seen: Set<LabelSet> = []
        let series = try (0..<Int.random(in: 1...4, using: &generator)).compactMap { _ -> MetricSeries? in
            let labels = try labels(labelNames)
            guard seen.insert(labels).inserted else { return nil }
            return try self.series(kind, labels)
        }
        return MetricFamily(descriptor, series: series)
    }

    private mutating func series(_ kind: MetricKind, _ labels: LabelSet) throws -> MetricSeries {
        let startTime = chance(2) ? time() : nil
        switch kind {
        case .counter:
            let number: MetricNumber = chance(2) ? .integer(count()) : .double(finite().magnitude)
            return MetricSeries(
                labels: labels, value: .number(number), exemplar: chance(2) ? try exemplar(generator.number()) : nil,
                startTime: startTime)
        case .gauge, .unknown:
            return MetricSeries(labels: labels, value: .number(.double(generator.number())))
        case .info:
            return MetricSeries(labels: labels, value: .info)
        case .stateSet:
            let states = Set((0...2).map { _ in "s" + generator.text(upTo: 3) }).sorted()
            return MetricSeries(
                labels: labels, value: .stateSet(states.map { StateValue($0, isSet: chance(2)) }))
        case .summary:
            let quantiles = Set((0..<3).map { _ in Double(Int.random(in: 0...1000, using: &generator)) / 1000 })
            let values = quantiles.sorted().map { SummaryValue.Quantile($0, value: generator.number()) }
            return MetricSeries(
                labels: labels,
                value: .summary(SummaryValue(quantiles: values, count: count(), sum: generator.number())),
                startTime: startTime)
        case .histogram, .gaugeHistogram:
            let value = try histogram()
            return MetricSeries(
                labels: labels, value: .histogram(value), startTime: kind == .histogram ? startTime : nil)
        }
    }

    private mutating func histogram() throws -> HistogramValue {
        let native = chance(3) ? try self.native() : nil
        if let native, chance(2) {
            return try HistogramValue(native: native, sum: generator.number(), nanCount: chance(2) ? 1 : 0)
        }
        var bounds = Set((0..<Int.random(in: 0...6, using: &generator)).map { _ in finite() })
        if bounds.contains(0) { bounds.remove(-0.0) }
        let buckets = try HistogramBuckets(bounds.sorted())
        let upperBounds = buckets.upperBounds
        var counts = upperBounds.map { _ in count() }
        // No fewer than in the native buckets.
        counts.append(count() + (native?.bucketedCount ?? 0))
        var exemplars: [Int: Exemplar] = [:]
        for bound in upperBounds where chance(3) {
            if let index = upperBounds.firstIndex(of: bound) { exemplars[index] = try exemplar(bound) }
        }
        return try HistogramValue(
            buckets: buckets, bucketCounts: counts, sum: generator.number(), native: native, exemplars: exemplars)
    }

    private mutating func native() throws -> NativeHistogramValue {
        let schema = Int.random(in: NativeHistogramValue.schemas, using: &generator)
        // Within the range of doubles, whatever the schema.
        let indices: ClosedRange<Int32> = schema >= 0 ? -1000...1000 : -50...50
        func buckets(_ generator: inout SeededGenerator) -> [NativeHistogramValue.Bucket] {
            Set(
                (0..<Int.random(in: 0...8, using: &generator)).map { _ in
                    chooseIndex(indices, &generator)
                }
            ).map { .init(index: $0, count: .random(in: 1...1_000_000_000, using: &generator)) }
        }
        func chooseIndex(_ indices: ClosedRange<Int32>, _ generator: inout SeededGenerator) -> Int32 {
            // Neighbours as often as far ones.
            Bool.random(using: &generator)
                ? .random(in: -4...4, using: &generator) : .random(in: indices, using: &generator)
        }
        return try NativeHistogramValue(
            schema: schema, zeroThreshold: chance(2) ? 0 : 0x1p-128, zeroCount: chance(2) ? 0 : count(),
            positive: buckets(&generator), negative: chance(2) ? buckets(&generator) : [],
            exemplars: chance(2) ? [try exemplar(generator.number())] : [])
    }
}
