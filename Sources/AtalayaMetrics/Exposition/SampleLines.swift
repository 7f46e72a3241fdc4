/// The sample lines of the text formats, which differ in their metadata and in how they write floats but not in these.
///
/// A histogram's bounds are rendered once and kept for the following series, since all series of a metric share them.
struct SampleLines {
    let floatStyle: NumberText.Style
    /// OpenMetrics forbids sum and count where the sum says nothing: below a negative bound, or when it is negative.
    let omitsMeaninglessSums: Bool
    private var bounds: [Double] = []
    private var renderedBounds: [[UInt8]] = []

    init(floatStyle: NumberText.Style, omitsMeaninglessSums: Bool) {
        self.floatStyle = floatStyle
        self.omitsMeaninglessSums = omitsMeaninglessSums
    }

    /// `name_suffix{labels,extra="value"} number`
    func write(
        _ family: MetricFamily, _ suffix: String, _ labels: LabelSet, _ number: MetricNumber,
        extra: (name: String, value: [UInt8])? = nil, to buffer: inout [UInt8]
    ) {
        buffer.append(contentsOf: family.familyName.utf8)
        buffer.append(contentsOf: suffix.utf8)
        if !labels.isEmpty || extra != nil {
            buffer.append(UInt8(ascii: "{"))
            buffer.append(contentsOf: labels.escaped)
            if let extra {
                if !labels.isEmpty { buffer.append(UInt8(ascii: ",")) }
                buffer.append(contentsOf: extra.name.utf8)
                buffer.append(contentsOf: "=\"".utf8)
                buffer.append(contentsOf: extra.value)
                buffer.append(UInt8(ascii: "\""))
            }
            buffer.append(UInt8(ascii: "}"))
        }
        buffer.append(UInt8(ascii: " "))
        NumberText.append(number, style: floatStyle, to: &buffer)
        buffer.append(UInt8(ascii: "\n"))
    }

    /// The cumulative buckets, ending with `+Inf`.
    mutating func writeBuckets(
        _ family: MetricFamily, _ series: MetricSeries, _ value: HistogramValue, to buffer: inout [UInt8]
    ) {
        if bounds != value.upperBounds || renderedBounds.isEmpty {
            bounds = value.upperBounds
            renderedBounds = (bounds + [.infinity]).map { bound in
                var text: [UInt8] = []
                NumberText.append(bound, style: .keepingPoint, to: &text)
                return text
            }
        }
        var cumulative: UInt64 = 0
        for (count, bound) in zip(value.bucketCounts, renderedBounds) {
            cumulative &+= count
            write(family, "_bucket", series.labels, .integer(cumulative), extra: ("le", bound), to: &buffer)
        }
    }

    /// Buckets, sum and count of a histogram.
    mutating func writeHistogram(
        _ family: MetricFamily, _ series: MetricSeries, _ value: HistogramValue, to buffer: inout [UInt8]
    ) {
        writeBuckets(family, series, value, to: &buffer)
        if omitsMeaninglessSums, !(value.sum >= 0) || (value.upperBounds.first ?? 0) < 0 { return }
        write(family, "_sum", series.labels, .double(value.sum), to: &buffer)
        write(family, "_count", series.labels, .integer(value.count), to: &buffer)
    }

    /// Quantiles, sum and count of a summary.
    func writeSummary(_ family: MetricFamily, _ series: MetricSeries, _ value: SummaryValue, to buffer: inout [UInt8]) {
        for quantile in value.quantiles {
            var text: [UInt8] = []
            NumberText.append(quantile.quantile, style: .keepingPoint, to: &text)
            write(family, "", series.labels, .double(quantile.value), extra: ("quantile", text), to: &buffer)
        }
        if !(omitsMeaninglessSums && !(value.sum >= 0)) {
            write(family, "_sum", series.labels, .double(value.sum), to: &buffer)
        }
        write(family, "_count", series.labels, .integer(value.count), to: &buffer)
    }

    /// One line a state, 1 for those that are set.
    func writeStates(_ family: MetricFamily, _ series: MetricSeries, _ states: [StateValue], to buffer: inout [UInt8]) {
        for state in states {
            var text: [UInt8] = []
            TextEscaping.appendQuoted(state.name, to: &text)
            write(
                family, "", series.labels, .integer(state.isSet ? 1 : 0), extra: (family.familyName, text), to: &buffer)
        }
    }
}
