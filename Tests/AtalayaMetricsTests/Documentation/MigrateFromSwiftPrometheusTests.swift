import AtalayaMetrics
import Testing

/// The code of the page, run.
@Suite("The page on moving from swift-prometheus")
struct MigrateFromSwiftPrometheusTests {
    @Test("says the same in this library's words")
    func page() throws {
        let registry = MetricsRegistry()
        let jobs = try MetricDescriptor.counter("jobs_total", help: "Jobs done.", labels: [LabelDescriptor("kind")])
        let mail = try registry.makeCounter(jobs, labels: ["kind": "mail"])
        mail.increment()

        let duration = try registry.makeHistogram(
            .histogram("job_duration_seconds", help: "How long a job took.", unit: .seconds))
        duration.observe(.milliseconds(250))

        let text = registry.text(PlainTextFormat())
        #expect(text.contains("jobs_total{kind=\"mail\"} 1\n"))
        #expect(text.contains("job_duration_seconds_bucket{le=\"0.25\"} 1\n"))
    }
}
