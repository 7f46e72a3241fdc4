import AtalayaConfig
public import AtalayaMetrics
public import Logging
import Synchronization

/// Scrapes services when it is scraped itself, and puts their metrics beside its own.
///
/// ```swift
/// let scraper = TargetScraper(targets: targets, logger: logger)
/// let endpoint = MetricsEndpoint(registry: registry, encoders: ContentEncoders.all) { scraper.merged(into: $0) }
/// let route = MetricsRoute(endpoint: endpoint) { await scraper.refresh(within: $0.scrapeTimeout) }
/// ```
/// All targets are asked at once, each at most once at a time and once in ``ScrapeLimits/interval``: scrapers that come
/// meanwhile share the answer. A target that is down, slow or too large has no metrics then, old ones neither; one's own
/// are served all the same. How each target fared is in `atalaya_scrape_…`, with the label `service`.
public final class TargetScraper: Sendable {
    private let targets: [ScrapedTarget]
    private let seriesMax: Int

    /// - Parameter seriesMax: Series of all targets together; more are left out, and counted.
    public init(
        targets: [ScrapeTarget], limits: ScrapeLimits = ScrapeLimits(), seriesMax: Int = 100_000, logger: Logger
    ) {
        self.targets = targets.map { ScrapedTarget($0, limits: limits, logger: logger) }
        self.seriesMax = seriesMax
    }

    /// Asks the targets that have to be asked, and returns when all have answered or failed.
    ///
    /// - Parameter patience: How long the scraper waits, if it said so.
    public func refresh(within patience: Duration?) async {
        await withDiscardingTaskGroup { group in
            for target in self.targets {
                group.addTask { await target.refresh(within: patience) }
            }
        }
    }

    /// The snapshot with what the targets said last, and with how they fared. Rules: ``ExpositionMerge``; targets come in
    /// their order.
    public func merged(into snapshot: Snapshot) -> Snapshot {
        guard !self.targets.isEmpty else { return snapshot }
        let results = self.targets.map(\.result)
        func own() -> [MetricFamily] {
            ScrapeFamilies.make(of: zip(self.targets, results).map { ($0.service, $1, $0.tallies) })
        }
        // One's own come first, so that no target takes their names.
        var merge = ExpositionMerge(into: Snapshot(families: snapshot.families + own()), seriesMax: self.seriesMax)
        for (target, result) in zip(self.targets, results) {
            guard let exposition = result.exposition else { continue }
            target.record(merge.add(exposition, labels: target.labels), of: result)
        }
        // What was lost in this merge is told by this merge.
        var complete = merge.snapshot
        for family in own() {
            guard let index = complete.families.firstIndex(where: { $0.name == family.name }) else { continue }
            let values = Dictionary(family.series.map { ($0.labels, $0) }, uniquingKeysWith: { first, _ in first })
            complete.families[index].series = complete.families[index].series.map { values[$0.labels] ?? $0 }
        }
        return complete
    }
}
