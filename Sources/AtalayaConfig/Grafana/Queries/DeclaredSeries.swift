public import AtalayaModel

/// Something that may be asked for: a metric that was declared somewhere, with the labels its series carry.
///
/// Queries are built from these and from nothing else, so a panel cannot name a metric or a label that nobody emits.
public struct DeclaredSeries: Hashable, Sendable {
    /// The name as it is queried; for a histogram the name without `_bucket`.
    public let name: String
    /// What the series mean; decides which functions are allowed.
    public let kind: MetricKind
    public let unit: MetricUnit
    public let help: String
    /// The labels of its own, in declared order.
    public let labels: [String]
    /// Those that come with the target it is scraped from.
    public let targetLabels: [String]
    /// A histogram with native buckets and no others: one series called as the metric, without `_bucket`, `_sum` and `_count`.
    public let isOnlyNative: Bool

    /// What Prometheus adds to every series it scrapes.
    public static let scrapeLabels = ["job", "instance"]

    /// A metric that a target exposes.
    /// - Parameter targetLabels: labels of the scrape target besides `job` and `instance`, such as `service`.
    public init(_ descriptor: MetricDescriptor, targetLabels: [String] = []) {
        name = descriptor.name.rawValue
        kind = descriptor.kind
        unit = descriptor.unit
        help = descriptor.help
        labels = descriptor.labels.map(\.name.rawValue)
        self.targetLabels = Self.scrapeLabels + targetLabels
        isOnlyNative = descriptor.native != nil && descriptor.buckets?.upperBounds.isEmpty == true
    }

    /// What a recording rule writes, or Prometheus itself, or another program: with exactly these labels.
    /// - Parameter kind: what the values do, whatever their owner calls them.
    public init(
        recorded name: String, kind: MetricKind = .gauge, unit: MetricUnit = .none, help: String = "", labels: [String]
    ) {
        self.name = name
        self.kind = kind
        self.unit = unit
        self.help = help
        self.labels = labels
        targetLabels = []
        isOnlyNative = false
    }

    /// Whether a query may select or group by the label.
    public func hasLabel(_ label: String) -> Bool { labels.contains(label) || targetLabels.contains(label) }

    /// 1 for each target whose last scrape succeeded, 0 for each that failed; Prometheus writes it itself.
    public static func up(targetLabels: [String] = []) -> DeclaredSeries {
        DeclaredSeries(recorded: "up", help: "Whether the last scrape succeeded.", labels: scrapeLabels + targetLabels)
    }

    /// 1 for each pending or firing alert; Prometheus writes it itself, with the alert's own labels.
    public static func alerts(labels: [String] = []) -> DeclaredSeries {
        DeclaredSeries(
            recorded: "ALERTS", help: "Active alerts.",
            labels: ["alertname", "alertstate", "severity"] + scrapeLabels + labels)
    }
}
