import AtalayaConfig
import AtalayaMetrics
import AtalayaModel

/// What is said about the targets of a scraper, as metrics.
enum ScrapeFamilies {
    typealias Fared = (service: String, result: ScrapedTarget.Result, tallies: ScrapedTarget.Tallies)

    static func make(of targets: [Fared]) -> [MetricFamily] {
        [
            family(SidecarMetrics.scrapeUp, targets) { [([:], .integer($0.result.exposition == nil ? 0 : 1))] },
            family(SidecarMetrics.scrapeDuration, targets) {
                [([:], .double($0.result.duration / .seconds(1)))]
            },
            family(SidecarMetrics.scrapeSamples, targets) { [([:], .integer(UInt64($0.result.samples)))] },
            family(SidecarMetrics.scrapeFailures, targets) { target in
                target.tallies.failures.sorted { $0.key < $1.key }.map { (["reason": $0.key], .integer($0.value)) }
            },
            // Every reason from the start, at zero, so that the first loss is seen as an increase.
            family(SidecarMetrics.scrapeLosses, targets) { target in
                MergeReason.all.map { reason in
                    (["reason": "\(reason)"], .integer(target.tallies.losses[reason] ?? 0))
                }
            },
        ].filter { !$0.series.isEmpty }
    }

    private static func family(
        _ descriptor: MetricDescriptor, _ targets: [Fared],
        _ values: (Fared) -> [(labels: [String: String], value: MetricNumber)]
    ) -> MetricFamily {
        let series = targets.flatMap { target in
            values(target).compactMap { labels, value -> MetricSeries? in
                let labels = labels.merging(["service": target.service]) { first, _ in first }
                let set = try? LabelSet(labels.map { (key: $0.key, value: $0.value) })
                return set.map { MetricSeries(labels: $0, value: .number(value)) }
            }
        }
        return MetricFamily(descriptor, series: series)
    }
}
