import AtalayaMetrics
import Testing

struct ConcurrentScrapeTests {
    @Test("Scrapes beside writers are whole, legal, and never go backwards", arguments: ExpositionFormats.all)
    func scrapesBesideWriters(format: any ExpositionFormat) async throws {
        let registry = MetricsRegistry()
        let endpoint = MetricsEndpoint(registry: registry)
        let requests = try registry.makeCounterFamily(
            .counter("requests_total", help: "", labels: [LabelDescriptor("path")]))
        let durations = try registry.makeHistogramFamily(
            .histogram("duration_seconds", help: "", unit: .seconds, labels: [LabelDescriptor("path")]))
        let writers = 2
        let rounds = 10_000

        let problems = await withTaskGroup(of: [String].self) { group in
            for _ in 0..<writers {
                group.addTask {
                    for round in 0..<rounds {
                        // New series appear while others are read.
                        let path = "/\(round / 1_000)"
                        requests.with(path).increment()
                        durations.with(path).observe(Double(round % 13))
                        if round % 50 == 0 { await Task.yield() }
                    }
                    return []
                }
            }
            for _ in 0..<2 {
                group.addTask {
                    var problems: [String] = []
                    var last: [String: Double] = [:]
                    for _ in 0..<20 {
                        let body = endpoint.respond(accept: format.contentType, acceptEncoding: nil).body
                        let exposition = ExpositionParser.parse(body, as: .init(contentType: format.contentType))
                        problems += exposition.problems.map(\.description)
                        for sample in exposition.families.flatMap(\.samples)
                        where sample.name != "atalaya_metrics_series" {
                            let key = sample.name + sample.labels.map { "|\($0.name)=\($0.value)" }.joined()
                            if sample.value < last[key] ?? 0 { problems.append("\(key) fell") }
                            last[key] = sample.value
                        }
                        await Task.yield()
                    }
                    return problems
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(problems == [])
        let total = registry.snapshot()["requests_total"]?.series.reduce(0.0) { sum, series in
            if case .number(let number) = series.value { sum + number.double } else { sum }
        }
        #expect(total == Double(writers * rounds))
    }
}
