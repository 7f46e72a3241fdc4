import Atalaya
import AtalayaMetrics
import AtalayaModel
import Logging
import Synchronization
import Testing

struct TargetScraperTests {
    /// Answers what it is told to, and counts how often it was asked.
    private final class Source: ExpositionSource {
        private struct State {
            var answers: [Result<FetchedExposition, ScrapeFailure>]
            var asked = 0
            var timeout: Duration?
        }
        private let state: Mutex<State>

        init(_ answers: Result<FetchedExposition, ScrapeFailure>...) {
            state = Mutex(State(answers: answers))
        }

        convenience init(_ text: String) {
            self.init(.success(FetchedExposition(contentType: "text/plain; version=0.0.4", body: Array(text.utf8))))
        }

        var asked: Int { state.withLock { $0.asked } }
        var timeout: Duration? { state.withLock { $0.timeout } }

        /// The last answer stays.
        func fetch(within timeout: Duration) async throws(ScrapeFailure) -> FetchedExposition {
            let answer = state.withLock { state in
                state.asked += 1
                state.timeout = timeout
                return state.answers.count > 1 ? state.answers.removeFirst() : state.answers[0]
            }
            return try answer.get()
        }
    }

    private func scraper(_ targets: [ScrapeTarget], _ limits: ScrapeLimits = ScrapeLimits()) -> TargetScraper {
        TargetScraper(targets: targets, limits: limits, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func value(_ name: String, _ labels: [String: String], _ snapshot: Snapshot) -> Double? {
        guard case .number(let number) = snapshot.value(of: name, labels: labels) else { return nil }
        return number.double
    }

    @Test("The metrics of a target stand beside one's own, under its name")
    func merges() async throws {
        let source = Source("# TYPE jobs_total counter\njobs_total 3\n")
        let scraper = scraper([ScrapeTarget(service: "shop", source: source)])
        await scraper.refresh(within: nil)
        let snapshot = scraper.merged(into: Snapshot(families: []))
        #expect(value("jobs_total", ["service": "shop"], snapshot) == 3)
        #expect(value("atalaya_scrape_up", ["service": "shop"], snapshot) == 1)
        #expect(value("atalaya_scrape_samples", ["service": "shop"], snapshot) == 1)
        #expect(snapshot.families.map(\.name) == snapshot.families.map(\.name).sorted())
    }

    @Test("A target that is down has no metrics, old ones neither; one's own are there, and the failure is counted")
    func down() async throws {
        let source = Source(
            .success(FetchedExposition(contentType: nil, body: Array("a 1\n".utf8))),
            .failure(ScrapeFailure("unreachable", "refused")))
        let scraper = scraper([ScrapeTarget(service: "shop", labels: [], source: source)])
        await scraper.refresh(within: nil)
        #expect(value("a", [:], scraper.merged(into: Snapshot(families: []))) == 1)
        await scraper.refresh(within: nil)
        let own = MetricFamily(
            try .gauge("own", help: "Own."), series: [MetricSeries(value: .number(.integer(7)))])
        let snapshot = scraper.merged(into: Snapshot(families: [own]))
        #expect(value("a", [:], snapshot) == nil)
        #expect(value("own", [:], snapshot) == 7)
        #expect(value("atalaya_scrape_up", ["service": "shop"], snapshot) == 0)
        #expect(
            value("atalaya_scrape_failures_total", ["service": "shop", "reason": "unreachable"], snapshot) == 1)
    }

    @Test("An exposition with too many samples is refused as a whole")
    func tooMany() async throws {
        var limits = ScrapeLimits()
        limits.samplesMax = 2
        let scraper = scraper([ScrapeTarget(service: "shop", source: Source("a 1\nb 2\nc 3\n"))], limits)
        await scraper.refresh(within: nil)
        let snapshot = scraper.merged(into: Snapshot(families: []))
        #expect(value("a", ["service": "shop"], snapshot) == nil)
        #expect(
            value("atalaya_scrape_failures_total", ["service": "shop", "reason": "too_many_samples"], snapshot) == 1)
    }

    @Test("Inside the interval a target is asked once, and what was lost of its answer is counted once")
    func interval() async throws {
        var limits = ScrapeLimits()
        limits.interval = .seconds(3_600)
        let source = Source("# TYPE a counter\na -1\n")
        let scraper = scraper([ScrapeTarget(service: "shop", source: source)], limits)
        for _ in 0..<3 {
            await scraper.refresh(within: nil)
            let snapshot = scraper.merged(into: Snapshot(families: []))
            let labels = ["service": "shop", "reason": "invalid_value"]
            #expect(value("atalaya_scrape_losses_total", labels, snapshot) == 1)
        }
        #expect(source.asked == 1)
    }

    @Test("A scraper that waits less shortens the time of the target")
    func patience() async throws {
        let source = Source("a 1\n")
        let scraper = scraper([ScrapeTarget(service: "shop", source: source)])
        await scraper.refresh(within: .seconds(2))
        #expect(source.timeout == .seconds(2) * 0.9)
        await scraper.refresh(within: .seconds(60))
        #expect(source.timeout == .seconds(5))
    }

    @Test("No target takes the names of what is said about targets")
    func ownNames() async throws {
        let source = Source("# TYPE atalaya_scrape_up counter\natalaya_scrape_up 9\n")
        let scraper = scraper([ScrapeTarget(service: "shop", source: source)])
        await scraper.refresh(within: nil)
        let snapshot = scraper.merged(into: Snapshot(families: []))
        #expect(snapshot["atalaya_scrape_up"]?.kind == .gauge)
        #expect(value("atalaya_scrape_up", ["service": "shop"], snapshot) == 1)
        let labels = ["service": "shop", "reason": "type_conflict"]
        #expect(value("atalaya_scrape_losses_total", labels, snapshot) == 1)
    }
}
