/// The metric types of OpenMetrics 1.0; the raw value is the word in `# TYPE`.
///
/// A public enum because the set is closed by the standard.
public enum MetricKind: String, CaseIterable, Hashable, Sendable {
    case counter
    case gauge
    case histogram
    case summary
    case info
    case stateSet = "stateset"
    case gaugeHistogram = "gaugehistogram"
    case unknown
}

extension MetricKind {
    /// The suffix that a metric of this kind carries in its own name and OpenMetrics leaves out of the family name.
    public var nameSuffix: String? {
        switch self {
        case .counter: "_total"
        case .info: "_info"
        case .gauge, .histogram, .summary, .stateSet, .gaugeHistogram, .unknown: nil
        }
    }

    /// What OpenMetrics calls the family of a metric of this kind: its name without ``nameSuffix``.
    public func familyName(of name: String) -> String {
        guard let suffix = nameSuffix, name.hasASCIISuffix(suffix) else { return name }
        // By scalars: an accent may hang on the suffix and be one character with its first letter.
        return String(name.unicodeScalars.dropLast(suffix.count))
    }

    /// Whether metrics of this kind have buckets.
    public var hasBuckets: Bool { self == .histogram || self == .gaugeHistogram }

    /// What the samples of a family are called: the family name followed by each of these.
    /// `_created` is included for the kinds that may carry it, since OpenMetrics reserves it.
    public var sampleSuffixes: [String] {
        switch self {
        case .counter: ["_total", "_created"]
        case .gauge, .stateSet, .unknown: [""]
        case .histogram: ["_bucket", "_count", "_sum", "_created"]
        case .summary: ["", "_count", "_sum", "_created"]
        case .info: ["_info"]
        case .gaugeHistogram: ["_bucket", "_gcount", "_gsum"]
        }
    }
}
