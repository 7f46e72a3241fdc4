import AtalayaModel

/// Makes the series of a metric from the sample lines that an exposition has of it.
struct FamilyReader {
    /// The lines of one series, by what they say.
    struct Lines {
        var labels: [ParsedSample.Label]
        var value: ParsedSample?
        var sum: Double?
        var count: Double?
        var native: ParsedSample?
        /// With their bound, quantile or state, as text.
        private(set) var parts: [(key: String, sample: ParsedSample)] = []
        private var keys: Set<ExactText> = []
        var created: Double?
        var startTime: UnixTime?
        var timestamp: Double?

        init(labels: [ParsedSample.Label]) {
            self.labels = labels
        }

        /// Says whether there was none of this key yet. A hostile series has as many as fit into an exposition.
        mutating func add(_ key: String, _ sample: ParsedSample) -> Bool {
            guard keys.insert(ExactText(key)).inserted else { return false }
            parts.append((key, sample))
            return true
        }
    }

    private let family: ParsedFamily
    private let extra: [(name: String, value: String)]
    /// The label that tells the lines of one series apart.
    private let partLabel: String?

    init(_ family: ParsedFamily, labels: [(name: String, value: String)]) {
        self.family = family
        extra = labels
        partLabel =
            switch family.kind {
            case .histogram, .gaugeHistogram: "le"
            case .summary: "quantile"
            case .stateSet: family.name
            case .counter, .gauge, .info, .unknown: nil
            }
    }

    /// The metric without its series, and its series.
    mutating func read(_ report: inout MergeReport) -> (MetricFamily, [MetricSeries]) {
        var series: [MetricSeries] = []
        for lines in grouped(&report) {
            guard let labels = labelSet(lines.labels, &report) else { continue }
            let value: SeriesValue
            do throws(MetricsError) {
                value = try self.value(of: lines, &report)
            } catch {
                report.record(.invalidValue, "\(family.name)\(labels): \(error.message)")
                continue
            }
            series.append(
                MetricSeries(
                    labels: labels, value: value,
                    exemplar: family.kind == .counter ? exemplar(lines.value?.exemplar, &report) : nil,
                    startTime: lines.startTime ?? lines.created.flatMap(Self.time),
                    timestamp: lines.timestamp.flatMap(Self.time)))
        }
        return (metric, series)
    }

    /// The name that is queried: that of the samples where they are called otherwise than the family.
    private var metric: MetricFamily {
        var name = family.name
        if let suffix = family.kind.nameSuffix, family.samples.contains(where: { $0.name == family.name + suffix }) {
            name += suffix
        }
        return MetricFamily(foreign: name, kind: family.kind, help: family.help ?? "", unit: family.unit)
    }

    // MARK: Lines

    private func grouped(_ report: inout MergeReport) -> [Lines] {
        var positions: [[ParsedSample.Label]: Int] = [:]
        var groups: [Lines] = []
        for sample in family.samples {
            let labels = sample.labels(without: partLabel)
            let position = positions[labels] ?? groups.count
            if position == groups.count {
                positions[labels] = position
                groups.append(Lines(labels: labels))
            }
            let isNew = add(sample, to: &groups[position])
            if !isNew { report.record(.duplicateSeries, "\(sample.name) comes twice with these labels") }
        }
        // A time when counting began is no series if nothing was counted.
        return groups.filter {
            $0.value != nil || $0.count != nil || $0.sum != nil || $0.native != nil || !$0.parts.isEmpty
        }
    }

    /// Says whether the line was the first of its kind.
    private func add(_ sample: ParsedSample, to lines: inout Lines) -> Bool {
        lines.timestamp = sample.timestamp ?? lines.timestamp
        lines.startTime = sample.startTime ?? lines.startTime
        func set<Value>(_ value: Value, _ path: WritableKeyPath<Lines, Value?>) -> Bool {
            defer { lines[keyPath: path] = value }
            return lines[keyPath: path] == nil
        }
        if sample.native != nil { return set(sample, \.native) }
        // By bytes: an accent may be the first of the suffix and one character with the end of the name.
        let isSuffixed = sample.name.utf8.starts(with: family.name.utf8)
        let suffix = isSuffixed ? String(Substring(sample.name.utf8.dropFirst(family.name.utf8.count))) : ""
        switch (family.kind, suffix) {
        case (.counter, "_created"), (.histogram, "_created"), (.summary, "_created"):
            return set(sample.value, \.created)
        case (.histogram, "_sum"), (.summary, "_sum"), (.gaugeHistogram, "_gsum"): return set(sample.value, \.sum)
        case (.histogram, "_count"), (.summary, "_count"), (.gaugeHistogram, "_gcount"):
            return set(sample.value, \.count)
        default:
            guard let partLabel, let part = sample[partLabel] else { return set(sample, \.value) }
            return lines.add(part, sample)
        }
    }

    // MARK: Labels

    private func labelSet(_ labels: [ParsedSample.Label], _ report: inout MergeReport) -> LabelSet? {
        var pairs = labels.map { (key: $0.name, value: $0.value) }
        for (name, value) in extra {
            if let index = pairs.firstIndex(where: { $0.key == name }) {
                var free = "exported_" + name
                while pairs.contains(where: { $0.key == free }) { free = "exported_" + free }
                pairs[index].key = free
            }
            pairs.append((name, value))
        }
        do {
            return try LabelSet(utf8: pairs)
        } catch {
            report.record(.invalidLabels, "\(family.name): \(error.message)")
            return nil
        }
    }

    // MARK: Values

    private func value(of lines: Lines, _ report: inout MergeReport) throws(MetricsError) -> SeriesValue {
        switch family.kind {
        case .counter:
            let value = lines.value?.value ?? .nan
            guard value >= 0, value.isFinite else {
                throw MetricsError(.invalidValue, "a counter cannot be \(value)")
            }
            return .number(MetricNumber(read: value))
        case .gauge, .unknown:
            return .number(MetricNumber(read: lines.value?.value ?? .nan))
        case .info:
            return .info
        case .stateSet:
            return .stateSet(lines.parts.map { StateValue($0.key, isSet: $0.sample.value != 0) })
        case .summary:
            return .summary(try summary(lines))
        case .histogram, .gaugeHistogram:
            let histogram = HistogramReader(lines: lines)
            return .histogram(
                try histogram.value { exemplar in
                    self.exemplar(exemplar, &report)
                } misplaced: {
                    report.record(.exemplar, "\(family.name): an exemplar is not in its bucket")
                })
        }
    }

    private func summary(_ lines: Lines) throws(MetricsError) -> SummaryValue {
        guard let count = lines.count.flatMap({ UInt64(exactly: $0) }) else {
            throw MetricsError(.invalidValue, "a summary needs a whole count")
        }
        let quantiles = lines.parts.compactMap { part in
            ScannedNumber.parse(Array(part.key.utf8)[...]).map {
                SummaryValue.Quantile($0, value: part.sample.value)
            }
        }
        return SummaryValue(
            quantiles: quantiles.sorted { $0.quantile < $1.quantile }, count: count, sum: lines.sum ?? .nan)
    }

    private func exemplar(_ parsed: ParsedSample.Exemplar?, _ report: inout MergeReport) -> Exemplar? {
        guard let parsed else { return nil }
        do {
            return try Exemplar(
                labels: LabelSet(utf8: parsed.labels.map { (key: $0.name, value: $0.value) }), value: parsed.value,
                timestamp: parsed.timestamp.flatMap(Self.time))
        } catch {
            report.record(.exemplar, "\(family.name): \(error.message)")
            return nil
        }
    }

    /// Nil for a time that cannot be told.
    static func time(_ seconds: Double) -> UnixTime? {
        guard seconds.isFinite, abs(seconds) < 9e9 else { return nil }
        // A double of these days tells a quarter of a microsecond: what was written with six digits keeps its six.
        let rounded = UnixTime(nanoseconds: Int64((seconds * 1e6).rounded()) * 1_000)
        if rounded.seconds == seconds { return rounded }
        let whole = seconds.rounded(.down)
        return UnixTime(nanoseconds: Int64(whole) * 1_000_000_000 + Int64(((seconds - whole) * 1e9).rounded()))
    }
}

extension MetricNumber {
    /// Whole numbers print without a point, as nearly all exporters write them.
    fileprivate init(read value: Double) {
        if value >= 0, value.sign == .plus, value < 0x1p53, let whole = UInt64(exactly: value) {
            self = .integer(whole)
        } else {
            self = .double(value)
        }
    }
}
