/// OpenMetrics text, versions 1.0.0 and 0.0.1, which are written alike.
///
/// ```
/// # TYPE http_requests counter
/// # HELP http_requests Requests answered.
/// http_requests_total{method="GET"} 3
/// # EOF
/// ```
/// Metadata carries the family name, without `_total` or `_info`, in the order TYPE, UNIT, HELP; floats keep their point
/// and the last line is `# EOF`. Counters and buckets have their exemplars. When a series began to count is written only
/// if it is asked for: it doubles the number of series, and Prometheus takes it for samples unless told otherwise.
public struct OpenMetricsFormat: ExpositionFormat {
    public let mediaType = "application/openmetrics-text"
    public let parameters: [ExpositionParameter]
    private let style: SampleLines.Style

    init(version: String, writesCreated: Bool = false) {
        parameters = [.init("version", version), .init("charset", "utf-8")]
        style = SampleLines.Style(floats: .keepingPoint, isOpenMetrics: true, writesCreated: writesCreated)
    }

    /// The current version, 1.0.0. `writesCreated` adds a `_created` sample for each counter, histogram and summary.
    public init(writesCreated: Bool = false) {
        self.init(version: "1.0.0", writesCreated: writesCreated)
    }

    public func write(_ snapshot: Snapshot, into buffer: inout [UInt8]) {
        let lines = SampleLines(style: style)
        for family in snapshot.families {
            writeMetadata(of: family, to: &buffer)
            lines.write(family, to: &buffer)
        }
        buffer.append(contentsOf: "# EOF\n".utf8)
    }

    private func writeMetadata(of family: MetricFamily, to buffer: inout [UInt8]) {
        writeMetadataStart("# TYPE ", family, to: &buffer)
        // Somebody else's counter that does not end in `_total` is no counter here.
        let isNamed = family.kind.nameSuffix == nil || family.name != family.familyName
        buffer.append(contentsOf: (isNamed ? family.kind : .unknown).rawValue.utf8)
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
        TextEscaping.appendMetricName(family.familyName, to: &buffer)
        buffer.append(UInt8(ascii: " "))
    }
}
