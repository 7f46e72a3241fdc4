/// What a registry says about itself.
enum SelfMetrics {
    // The names are legal, and a test says so; should one ever not be, its metric is missing and the program runs on.
    private static let rejectionsTotal = try? MetricDescriptor.counter(
        "atalaya_metrics_rejections_total",
        help: "Values, labels and definitions that were refused, dropped or moved to an overflow series.",
        labels: [LabelDescriptor("reason", values: RejectionReason.all.map(\.description))]
    )
    private static let series = try? MetricDescriptor.gauge(
        "atalaya_metrics_series", help: "Labelled series that the registry holds."
    )

    /// In the order of their series; made once, since every scrape asks for them.
    private static let reasons = RejectionReason.all
        .map { (reason: $0, labels: LabelSet(sorted: [LabelSet.Pair(name: "reason", value: $0.description)])) }
        .sorted { LabelSet.precedes($0.labels, $1.labels) }

    static let descriptors = [rejectionsTotal, series].compactMap(\.self)

    /// Every reason is there from the start, at zero, so that the first refusal is seen as an increase.
    static func families(_ rejections: RejectionLog, seriesCount: Int) -> [MetricFamily] {
        var families: [MetricFamily] = []
        if let rejectionsTotal {
            let counts = reasons.map { reason, labels in
                MetricSeries(labels: labels, value: .number(.integer(rejections.count(of: reason))))
            }
            families.append(MetricFamily(rejectionsTotal, series: counts))
        }
        if let series {
            families.append(MetricFamily(series, series: [MetricSeries(value: .number(.double(Double(seriesCount))))]))
        }
        return families
    }
}
