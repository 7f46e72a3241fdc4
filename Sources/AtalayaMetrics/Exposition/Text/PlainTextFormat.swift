/// Prometheus' own text format, version 0.0.4.
///
/// ```
/// # HELP http_requests_total Requests answered.
/// # TYPE http_requests_total counter
/// http_requests_total{method="GET"} 3
/// ```
/// Metadata carries the full name, `_total` included. Types that the format does not know are written as gauges or
/// histograms, unknown ones as `untyped`. No timestamps: the time of a sample is that of the scrape.
///
/// Version 1.0.0 is the same with names in UTF-8, quoted: `{"http.requests_total",method="GET"} 3`.
public struct PlainTextFormat: ExpositionFormat {
    public let mediaType = "text/plain"
    public let parameters: [ExpositionParameter]

    private static let style = SampleLines.Style(floats: .shortest, isOpenMetrics: false)

    init(version: String) {
        parameters = [.init("version", version), .init("charset", "utf-8")]
    }

    /// The version that every Prometheus reads, 0.0.4.
    public init() {
        self.init(version: "0.0.4")
    }

    public func write(_ snapshot: Snapshot, into buffer: inout [UInt8]) {
        let lines = SampleLines(style: Self.style)
        for family in snapshot.families {
            writeMetadata(name: family.name, help: family.help, type: type(of: family.kind), to: &buffer)
            lines.write(family, to: &buffer)
            if family.kind == .gaugeHistogram { writeGaugeHistogramSums(family, lines, to: &buffer) }
        }
    }

    /// The sum and the count of a gauge histogram may fall, so to this format they are two gauges.
    private func writeGaugeHistogramSums(_ family: MetricFamily, _ lines: SampleLines, to buffer: inout [UInt8]) {
        let count = family.familyName + "_gcount"
        writeMetadata(name: count, help: family.help, type: "gauge", to: &buffer)
        lines.writeGauge(of: family, head: LineHead(count), { .integer($0.count) }, to: &buffer)
        let sum = family.familyName + "_gsum"
        writeMetadata(name: sum, help: family.help, type: "gauge", to: &buffer)
        lines.writeGauge(of: family, head: LineHead(sum), { .double($0.sum) }, to: &buffer)
    }

    private func writeMetadata(name: String, help: String, type: String, to buffer: inout [UInt8]) {
        if !help.isEmpty {
            buffer.append(contentsOf: "# HELP ".utf8)
            TextEscaping.appendMetricName(name, to: &buffer)
            buffer.append(UInt8(ascii: " "))
            TextEscaping.appendHelp(help, to: &buffer)
            buffer.append(UInt8(ascii: "\n"))
        }
        buffer.append(contentsOf: "# TYPE ".utf8)
        TextEscaping.appendMetricName(name, to: &buffer)
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
