/// The sample lines of the text formats, which differ in their metadata and in how they write floats but not in these.
///
/// What lines have in common is made once: the family's name, and the `le` of each bucket, which all series of a
/// histogram share. A line is then a few copies of bytes and a number.
struct SampleLines {
    let floatStyle: NumberText.Style
    /// OpenMetrics forbids sum and count where the sum says nothing: below a negative bound, or when it is negative.
    let omitsMeaninglessSums: Bool

    private(set) var name: [UInt8] = []
    private var bounds: [Double] = []
    /// `le="0.5"} ` for each bound, `+Inf` last.
    private(set) var bucketTails: [[UInt8]] = []

    init(floatStyle: NumberText.Style, omitsMeaninglessSums: Bool) {
        self.floatStyle = floatStyle
        self.omitsMeaninglessSums = omitsMeaninglessSums
    }

    /// Sets the family whose lines come next.
    mutating func begin(_ family: MetricFamily) {
        name = Array(family.familyName.utf8)
    }

    /// `name_suffix{labels} number`
    func write(_ suffix: String, _ labels: LabelSet, _ number: MetricNumber, to buffer: inout [UInt8]) {
        let escaped = labels.escaped
        buffer.append(contentsOf: name)
        buffer.append(contentsOf: suffix.utf8)
        if !escaped.isEmpty {
            buffer.append(UInt8(ascii: "{"))
            buffer.append(contentsOf: escaped)
            buffer.append(UInt8(ascii: "}"))
        }
        buffer.append(UInt8(ascii: " "))
        writeNumber(number, to: &buffer)
    }

    /// `name_suffix{labels,extra="value"} number`, given the tail `extra="value"} `.
    private func write(
        _ suffix: String, _ escaped: [UInt8], tail: [UInt8], _ number: MetricNumber, to buffer: inout [UInt8]
    ) {
        buffer.append(contentsOf: name)
        buffer.append(contentsOf: suffix.utf8)
        buffer.append(UInt8(ascii: "{"))
        if !escaped.isEmpty {
            buffer.append(contentsOf: escaped)
            buffer.append(UInt8(ascii: ","))
        }
        buffer.append(contentsOf: tail)
        writeNumber(number, to: &buffer)
    }

    private func writeNumber(_ number: MetricNumber, to buffer: inout [UInt8]) {
        NumberText.append(number, style: floatStyle, to: &buffer)
        buffer.append(UInt8(ascii: "\n"))
    }

    private static func tail(_ name: String, _ value: some Collection<UInt8>) -> [UInt8] {
        Array(name.utf8) + Array("=\"".utf8) + value + Array("\"} ".utf8)
    }

    private static func tail(_ name: String, _ value: Double) -> [UInt8] {
        var text: [UInt8] = []
        NumberText.append(value, style: .keepingPoint, to: &text)
        return tail(name, text)
    }

    /// The cumulative buckets, ending with `+Inf`.
    mutating func writeBuckets(_ labels: LabelSet, _ value: HistogramValue, to buffer: inout [UInt8]) {
        prepareTails(value.upperBounds)
        let escaped = labels.escaped
        var cumulative: UInt64 = 0
        for index in bucketTails.indices {
            cumulative &+= value.bucketCounts[index]
            write("_bucket", escaped, tail: bucketTails[index], .integer(cumulative), to: &buffer)
        }
    }

    mutating func prepareTails(_ upperBounds: [Double]) {
        guard bounds != upperBounds || bucketTails.isEmpty else { return }
        bounds = upperBounds
        bucketTails = (bounds + [.infinity]).map { Self.tail("le", $0) }
    }

    /// Buckets, sum and count of a histogram.
    mutating func writeHistogram(_ labels: LabelSet, _ value: HistogramValue, to buffer: inout [UInt8]) {
        writeBuckets(labels, value, to: &buffer)
        if omitsMeaninglessSums, !(value.sum >= 0) || (value.upperBounds.first ?? 0) < 0 { return }
        write("_sum", labels, .double(value.sum), to: &buffer)
        write("_count", labels, .integer(value.count), to: &buffer)
    }

    /// Quantiles, sum and count of a summary.
    func writeSummary(_ labels: LabelSet, _ value: SummaryValue, to buffer: inout [UInt8]) {
        for quantile in value.quantiles {
            let tail = Self.tail("quantile", quantile.quantile)
            write("", labels.escaped, tail: tail, .double(quantile.value), to: &buffer)
        }
        if !(omitsMeaninglessSums && !(value.sum >= 0)) {
            write("_sum", labels, .double(value.sum), to: &buffer)
        }
        write("_count", labels, .integer(value.count), to: &buffer)
    }

    /// One line a state, 1 for those that are on; the state is the value of a label called as the family.
    func writeStates(_ labels: LabelSet, _ states: [StateValue], of family: MetricFamily, to buffer: inout [UInt8]) {
        for state in states {
            var text: [UInt8] = []
            TextEscaping.appendQuoted(state.name, to: &text)
            let tail = Self.tail(family.familyName, text)
            write("", labels.escaped, tail: tail, .integer(state.isSet ? 1 : 0), to: &buffer)
        }
    }
}
