/// Prometheus' own text format, version 0.0.4.
///
/// ```
/// # HELP http_requests_total Requests answered.
/// # TYPE http_requests_total counter
/// http_requests_total{method="GET"} 3
/// ```
/// Metadata carries the full name, `_total` included. Types that the format does not know are written as gauges or
/// histograms, unknown ones as `untyped`. No timestamps: the time of a sample is that of the scrape.
public struct PlainTextFormat: ExpositionFormat {
    public let mediaType = "text/plain"
    public let version = "0.0.4"

    public init() {}

    public func write(_ snapshot: Snapshot, into buffer: inout [UInt8]) {
        var lines = SampleLines(floatStyle: .shortest, omitsMeaninglessSums: false)
        for family in snapshot.families {
            writeMetadata(name: family.name, help: family.help, type: type(of: family.kind), to: &buffer)
            lines.begin(family)
            if lines.writeColumns(of: family, to: &buffer) { continue }
            let suffix = family.kind.nameSuffix ?? ""
            for series in family.series {
                switch series.value {
                case .number(let number):
                    lines.write(suffix, series.labels, number, to: &buffer)
                case .histogram(let value) where family.kind == .gaugeHistogram:
                    lines.writeBuckets(series.labels, value, to: &buffer)
                case .histogram(let value):
                    lines.writeHistogram(series.labels, value, to: &buffer)
                case .summary(let value):
                    lines.writeSummary(series.labels, value, to: &buffer)
                case .info:
                    lines.write(suffix, series.labels, .integer(1), to: &buffer)
                case .stateSet(let states):
                    lines.writeStates(series.labels, states, of: family, to: &buffer)
                }
            }
            if family.kind == .gaugeHistogram { writeGaugeHistogramSums(family, lines, to: &buffer) }
        }
    }

    /// The sum and the count of a gauge histogram may fall, so to this format they are two gauges.
    private func writeGaugeHistogramSums(_ family: MetricFamily, _ lines: SampleLines, to buffer: inout [UInt8]) {
        for suffix in ["_gcount", "_gsum"] {
            writeMetadata(name: family.familyName + suffix, help: family.help, type: "gauge", to: &buffer)
            for series in family.series {
                guard case .histogram(let value) = series.value else { continue }
                let number: MetricNumber = suffix == "_gsum" ? .double(value.sum) : .integer(value.count)
                lines.write(suffix, series.labels, number, to: &buffer)
            }
        }
    }

    private func writeMetadata(name: String, help: String, type: String, to buffer: inout [UInt8]) {
        if !help.isEmpty {
            buffer.append(contentsOf: "# HELP ".utf8)
            buffer.append(contentsOf: name.utf8)
            buffer.append(UInt8(ascii: " "))
            TextEscaping.appendHelp(help, to: &buffer)
            buffer.append(UInt8(ascii: "\n"))
        }
        buffer.append(contentsOf: "# TYPE ".utf8)
        buffer.append(contentsOf: name.utf8)
        buffer.append(UInt8(ascii: " "))
        buffer.append(contentsOf: type.utf8)
        buffer.append(UInt8(ascii: "\n"))
    }

    private func type(of kind: MetricKind) -> String {
        switch kind {
        case .counter: "counter"
        case .gauge, .info, .stateSet: "gauge"
        case .histogram, .gaugeHistogram: "histogram"
        case .summary: "summary"
        case .unknown: "untyped"
        }
    }
}
