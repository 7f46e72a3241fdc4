/// Snapshots for readers of legacy names. Formats write what they are given, so this comes before them.
extension Snapshot {
    /// The same metrics under names that a reader knows; itself, at once, where all names are known to everybody.
    ///
    /// Two metrics may get one name, such as `a.b` and `a_b`. They become one if they are of a kind; otherwise the one that
    /// had to be renamed is left out, and so is a series whose labels another series has already.
    public func escaped(_ escaping: NameEscaping) -> Snapshot {
        escaped(escaping, rejections: nil)
    }

    /// As above; what is left out is counted.
    func escaped(_ escaping: NameEscaping, rejections: RejectionLog?) -> Snapshot {
        guard escaping != .allowUTF8, !families.allSatisfy(\.hasLegacyNames) else { return self }
        var merger = FamilyMerger(rejections: rejections)
        // Those that keep their names come first: nobody shall take them away.
        for family in families where family.hasLegacyNames { merger.add(family) }
        for family in families where !family.hasLegacyNames {
            merger.add(family.escaped(escaping), renamedFrom: family.name)
        }
        return Snapshot(families: merger.families.sorted { $0.name < $1.name })
    }
}

/// Puts families together that have come to the same name.
private struct FamilyMerger {
    let rejections: RejectionLog?
    private(set) var families: [MetricFamily] = []
    /// Which family has a sample name.
    private var owners: [String: Int] = [:]

    init(rejections: RejectionLog?) {
        self.rejections = rejections
    }

    mutating func add(_ family: MetricFamily, renamedFrom original: String? = nil) {
        let names = family.kind.sampleSuffixes.map { family.familyName + $0 } + [family.familyName, family.name]
        guard let owner = names.compactMap({ owners[$0] }).first else {
            for name in names { owners[name] = families.count }
            families.append(original == nil ? family : unique(family))
            return
        }
        let first = families[owner]
        guard first.name == family.name, first.kind == family.kind, first.unit == family.unit else {
            rejections?.record(
                .nameConflict, metric: original ?? family.name,
                "\(original ?? family.name) escaped is \(family.name), which collides with the samples of \(first.name)"
            )
            return
        }
        var merged = first
        merged.series += family.series
        families[owner] = unique(merged)
    }

    /// The family in order, without series whose labels have come before.
    private func unique(_ family: MetricFamily) -> MetricFamily {
        if case .columns(let labels, _) = family.content, labels.isUnique { return family }
        var seen: Set<LabelSet> = []
        let series = family.series
        let first = series.filter { $0.labels[LabelColumn.nameLabel] == nil && seen.insert($0.labels).inserted }
        for _ in first.count..<series.count {
            rejections?.record(
                .duplicateSeries, metric: family.name, "\(family.name): two series have the same labels once escaped")
        }
        var family = family
        family.series = first.sorted { LabelSet.precedes($0.labels, $1.labels) }
        return family
    }
}

extension MetricFamily {
    /// Whether every reader knows the names of the metric and of all labels.
    fileprivate var hasLegacyNames: Bool {
        guard name.isLegacyMetricName else { return false }
        switch content {
        case .columns(let labels, let column):
            return labels.hasLegacyNames
                && column.exemplars.values.allSatisfy { $0.values.allSatisfy(\.labels.hasLegacyNames) }
        case .rows(let series):
            return series.allSatisfy { $0.labels.hasLegacyNames && $0.exemplars.allSatisfy(\.labels.hasLegacyNames) }
        }
    }

    /// The columns of labels are escaped once for each scheme and kept beside the ones they came from.
    fileprivate func escaped(_ escaping: NameEscaping) -> MetricFamily {
        let name = escaping.escape(metric: name)
        if case .columns(let labels, let column) = content, column.exemplars.isEmpty {
            return renamed(name, content: .columns(labels.escaped(escaping, name: name), column))
        }
        return renamed(name, content: .rows(series.map { $0.escaped(escaping) }))
    }
}

extension MetricSeries {
    /// Those of its own and those of its buckets.
    fileprivate var exemplars: [Exemplar] {
        guard case .histogram(let histogram) = value else { return exemplar.map { [$0] } ?? [] }
        return Array(histogram.exemplars.values) + (histogram.native?.exemplars ?? [])
    }

    fileprivate func escaped(_ escaping: NameEscaping) -> MetricSeries {
        var value = value
        if case .histogram(let histogram) = value {
            value = .histogram(histogram.mapExemplars { $0.escaped(escaping) })
        }
        return MetricSeries(
            labels: labels.escaped(escaping), value: value, exemplar: exemplar?.escaped(escaping), startTime: startTime,
            timestamp: timestamp)
    }
}

extension Exemplar {
    /// Nil if the escaped labels are too long.
    fileprivate func escaped(_ escaping: NameEscaping) -> Exemplar? {
        if labels.hasLegacyNames { return self }
        return try? Exemplar(labels: labels.escaped(escaping), value: value, timestamp: timestamp)
    }
}

extension HistogramValue {
    fileprivate func mapExemplars(_ map: (Exemplar) -> Exemplar?) -> HistogramValue {
        HistogramValue(
            upperBounds: upperBounds, bucketCounts: bucketCounts, sum: sum, native: native?.mapExemplars(map),
            exemplars: exemplars.compactMapValues(map))
    }
}

extension NativeHistogramValue {
    fileprivate func mapExemplars(_ map: (Exemplar) -> Exemplar?) -> NativeHistogramValue {
        NativeHistogramValue(
            schema: schema, zeroThreshold: zeroThreshold, zeroCount: zeroCount, sortedPositive: positive,
            sortedNegative: negative, exemplars: exemplars.compactMap(map))
    }
}

extension LabelSet {
    /// Two labels that come to the same name are one with both values, as OpenTelemetry has it: `{a.b="1",a_b="2"}`
    /// becomes `{a_b="1;2"}`.
    func escaped(_ escaping: NameEscaping) -> LabelSet {
        if hasLegacyNames { return self }
        var values: [String: String] = [:]
        for pair in pairs {
            let name = escaping.escape(label: pair.name)
            values[name] = values[name].map { "\($0);\(pair.value)" } ?? pair.value
        }
        return LabelSet(sorted: values.map { Pair(name: $0.key, value: $0.value) }.sorted { $0.name < $1.name })
    }
}
