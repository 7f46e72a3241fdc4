import Synchronization

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

    /// In the order of their series; made once, since every registry asks for them.
    private static let reasons = RejectionReason.all
        .map { (reason: $0, labels: LabelSet(sorted: [LabelSet.Pair(name: "reason", value: $0.description)])) }
        .sorted { LabelSet.precedes($0.labels, $1.labels) }

    /// Every reason is there from the start, at zero, so that the first refusal is seen as an increase.
    static func sources(_ rejections: RejectionLog, _ budget: SeriesBudget) -> [any FamilySource] {
        var sources: [any FamilySource] = []
        if let rejectionsTotal {
            sources.append(
                SelfMetric(rejectionsTotal, labels: reasons.map(\.labels)) {
                    .integer(rejections.count(of: reasons[$0].reason))
                })
        }
        if let series {
            sources.append(SelfMetric(series, labels: [.empty]) { _ in .double(Double(budget.count)) })
        }
        return sources
    }
}

/// A metric whose series are known, and whose numbers are asked for.
private final class SelfMetric: FamilySource {
    let descriptor: MetricDescriptor
    private let blank: MetricFamily
    private let labels: LabelColumn
    private let number: @Sendable (_ series: Int) -> MetricNumber
    /// The numbers of the last snapshot, whose memory the next one may use.
    private let spare = Lock(SeriesColumn?.none)

    /// Labels are in the order of a snapshot.
    init(
        _ descriptor: MetricDescriptor, labels sets: [LabelSet],
        number: @escaping @Sendable (_ series: Int) -> MetricNumber
    ) {
        self.descriptor = descriptor
        self.number = number
        var builder = LabelColumn.Builder(
            name: descriptor.name.rawValue, hasLegacyNames: true, count: sets.count,
            bytes: sets.reduce(0) { $0 + $1.escaped.count })
        for set in sets { builder.append(escaped: set.escaped) }
        labels = builder.column()
        blank = MetricFamily(descriptor, series: [])
    }

    func family() -> MetricFamily {
        var numbers = NumberColumn(reusing: spare.withLock { $0.take() }, count: labels.count)
        for index in 0..<labels.count { numbers[index] = number(index) }
        let column = SeriesColumn(.numbers(numbers))
        spare.withLock { $0 = column }
        return blank.filled(.columns(labels, column))
    }
}
