public import AtalayaModel

/// What swift-metrics cannot say about a metric: its help, its buckets, labels that come later.
///
/// ```swift
/// var configuration = SwiftMetricsConfiguration()
/// configuration.histograms = [.init("http.*.duration", buckets: try .exponential(start: 0.001, factor: 2, count: 14))]
/// configuration.help["http.server.requests"] = "Requests answered."
/// ```
public struct SwiftMetricsConfiguration: Sendable {
    /// What a histogram is made of, for the metrics whose name matches.
    public struct HistogramRule: Sendable {
        let pattern: GlobPattern
        let buckets: HistogramBuckets
        let native: NativeHistogramOptions?

        /// Classic buckets.
        ///
        /// - Parameters:
        ///   - pattern: Of the label as swift-metrics has it (`http.*.duration`) or of the name as it is exported
        ///     (`http_*_seconds`): `*` for anything, `?` and `[a-z]` for one character.
        ///   - buckets: Seconds for timers.
        public init(_ pattern: String, buckets: HistogramBuckets) {
            self.pattern = GlobPattern(pattern)
            self.buckets = buckets
            self.native = nil
        }

        /// Native buckets, and classic ones too if they are given; `*` alone makes all histograms native.
        public init(_ pattern: String, native: NativeHistogramOptions, buckets: HistogramBuckets = .unbounded) {
            self.pattern = GlobPattern(pattern)
            self.buckets = buckets
            self.native = native
        }
    }

    /// For timers and aggregating recorders; the first that matches holds.
    public var histograms: [HistogramRule] = []
    /// For those that no rule matches.
    public var buckets = HistogramBuckets.default
    /// Help texts, by the label of swift-metrics or the exported name.
    public var help: [String: String] = [:]
    /// Dimensions that a metric may have, by its label or exported name. Without it the first use of a metric decides, and
    /// what others add is left out.
    public var dimensions: [String: [String]] = [:]
    /// For each of counters, gauges, recorders and timers: how many combinations of label and dimensions are found
    /// without a lock. Others are found too, with one.
    public var handlersMax = 8_192

    public init() {}

    /// The rule that holds for a metric.
    func histogram(for label: String, name: String) -> HistogramRule {
        self.histograms.first { $0.pattern.matches(text: label) || $0.pattern.matches(text: name) }
            ?? HistogramRule("*", buckets: self.buckets)
    }

    func help(for label: String, name: String) -> String? {
        self.help[label] ?? self.help[name]
    }

    func dimensions(for label: String, name: String) -> [String] {
        (self.dimensions[label] ?? []) + (self.dimensions[name] ?? [])
    }
}
