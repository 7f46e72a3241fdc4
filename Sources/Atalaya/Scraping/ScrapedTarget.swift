import AtalayaMetrics
import Logging
import Synchronization

/// A target and what is known of it.
final class ScrapedTarget: Sendable {
    /// How the last attempt went.
    struct Result: Sendable {
        /// Tells attempts apart, so that one that is served twice is counted once.
        var number = 0
        var exposition: ParsedExposition?
        var samples = 0
        var duration = Duration.zero
    }

    /// What has happened since the start, by reason.
    struct Tallies: Sendable {
        var failures: [String: UInt64] = [:]
        var losses: [MergeReason: UInt64] = [:]
    }

    private struct State {
        var result = Result()
        var tallies = Tallies()
        var lastBegun: ContinuousClock.Instant?
        var attempt: Task<Void, Never>?
        var countedNumber = 0
        var told: Set<String> = []
    }

    let service: String
    let labels: [(name: String, value: String)]
    private let source: any ExpositionSource
    private let limits: ScrapeLimits
    private let logger: Logger
    private let state = Mutex(State())

    init(_ target: ScrapeTarget, limits: ScrapeLimits, logger: Logger) {
        self.service = target.service
        self.labels = target.labels
        self.source = target.source
        self.limits = limits
        self.logger = logger
    }

    var result: Result { self.state.withLock { $0.result } }
    var tallies: Tallies { self.state.withLock { $0.tallies } }

    /// Asks unless that is under way or was done just now, and waits for the answer.
    func refresh(within patience: Duration?) async {
        // What is left of the scraper's time is for merging and sending.
        let timeout = min(self.limits.timeout, patience.map { $0 * 0.9 } ?? self.limits.timeout)
        let attempt: Task<Void, Never>? = self.state.withLock { state in
            if let attempt = state.attempt { return attempt }
            let now = ContinuousClock.now
            if let last = state.lastBegun, last.duration(to: now) < self.limits.interval { return nil }
            state.lastBegun = now
            let attempt = Task { await self.attempt(within: timeout) }
            state.attempt = attempt
            return attempt
        }
        await attempt?.value
    }

    private func attempt(within timeout: Duration) async {
        let start = ContinuousClock.now
        do throws(ScrapeFailure) {
            let fetched = try await self.source.fetch(within: timeout)
            let dialect = ExpositionParser.Dialect(contentType: fetched.contentType ?? "")
            let exposition = ExpositionParser.parse(fetched.body, as: dialect)
            let samples = exposition.families.reduce(0) { $0 + $1.samples.count }
            guard samples <= self.limits.samplesMax else {
                throw ScrapeFailure("too_many_samples", "\(samples) samples, at most \(self.limits.samplesMax)")
            }
            self.finish(exposition, samples: samples, start.duration(to: .now), nil)
        } catch {
            self.finish(nil, samples: 0, start.duration(to: .now), error)
        }
    }

    private func finish(
        _ exposition: ParsedExposition?, samples: Int, _ duration: Duration, _ failure: ScrapeFailure?
    ) {
        let isNews = self.state.withLock { state in
            state.attempt = nil
            state.result = Result(
                number: state.result.number + 1, exposition: exposition, samples: samples, duration: duration)
            guard let failure else {
                state.told.remove("failure")
                return false
            }
            state.tallies.failures[failure.shortDescription, default: 0] += 1
            return state.told.insert("failure").inserted
        }
        // Once for each time that it goes down.
        if isNews, let failure { self.logger.warning("\(self.service) cannot be scraped: \(failure)") }
    }

    /// Counts what was lost in merging, once for each exposition, and tells it once for each reason.
    func record(_ report: MergeReport, of result: Result) {
        let news = self.state.withLock { state -> [MergeReason] in
            guard state.countedNumber < result.number else { return [] }
            state.countedNumber = result.number
            for (reason, count) in report.counts { state.tallies.losses[reason, default: 0] += UInt64(count) }
            return report.counts.keys.filter { state.told.insert($0.description).inserted }
        }
        for reason in news.sorted(by: { $0.description < $1.description }) {
            self.logger.warning("metrics of \(self.service): \(reason): \(report.messages[reason] ?? "")")
        }
    }
}
