/// OpenMetrics text, versions 1.0.0 and 0.0.1, which are written alike.
///
/// ```
/// # TYPE http_requests counter
/// # HELP http_requests Requests answered.
/// http_requests_total{method="GET"} 3
/// # EOF
/// ```
/// Metadata carries the family name, without `_total` or `_info`, in the order TYPE, UNIT, HELP; floats keep their point
/// and the last line is `# EOF`. Created timestamps are not written: they double the number of series, and Prometheus
/// takes them for samples unless told otherwise.
public struct OpenMetricsFormat: ExpositionFormat {
    public let mediaType = "application/openmetrics-text"
    public let version: String

    init(version: String) {
        self.version = version
    }

    /// The current version, 1.0.0.
    public init() {
        self.init(version: "1.0.0")
    }

    public func write(_ snapshot: Snapshot, into buffer: inout [UInt8]) {
        var lines = SampleLines(floatStyle: .keepingPoint, omitsMeaninglessSums: true)
        for family in snapshot.families {
            writeMetadata(of: family, to: &buffer)
            lines.begin(family)
            if lines.writeColumns(of: family, to: &buffer) { continue }
            let suffix = family.kind.nameSuffix ?? ""
            for series in family.series {
                switch series.value {
                case .number(let number):
                    lines.write(suffix, series.labels, number, to: &buffer)
                case .histogram(let value) where family.kind == .gaugeHistogram:
                    lines.writeBuckets(series.labels, value, to: &buffer)
                    writeGaugeHistogramSums(series, value, lines, to: &buffer)
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
        }
        buffer.append(contentsOf: "# EOF\n".utf8)
    }

    /// The sum may be negative only where a bucket is, and must be a number.
    private func writeGaugeHistogramSums(
        _ series: MetricSeries, _ value: HistogramValue, _ lines: SampleLines, to buffer: inout [UInt8]
    ) {
        guard value.sum >= 0 || (value.upperBounds.first ?? 0) < 0 && !value.sum.isNaN else { return }
        lines.write("_gcount", series.labels, .integer(value.count), to: &buffer)
        lines.write("_gsum", series.labels, .double(value.sum), to: &buffer)
    }

    private func writeMetadata(of family: MetricFamily, to buffer: inout [UInt8]) {
        writeMetadataStart("# TYPE ", family, to: &buffer)
        buffer.append(contentsOf: family.kind.rawValue.utf8)
        buffer.append(UInt8(ascii: "\n"))
        if family.unit != .none {
            writeMetadataStart("# UNIT ", family, to: &buffer)
            buffer.append(contentsOf: family.unit.rawValue.utf8)
            buffer.append(UInt8(ascii: "\n"))
        }
        if !family.help.isEmpty {
            writeMetadataStart("# HELP ", family, to: &buffer)
            TextEscaping.appendQuoted(family.help, to: &buffer)
            buffer.append(UInt8(ascii: "\n"))
        }
    }

    private func writeMetadataStart(_ keyword: String, _ family: MetricFamily, to buffer: inout [UInt8]) {
        buffer.append(contentsOf: keyword.utf8)
        buffer.append(contentsOf: family.familyName.utf8)
        buffer.append(UInt8(ascii: " "))
    }
}
