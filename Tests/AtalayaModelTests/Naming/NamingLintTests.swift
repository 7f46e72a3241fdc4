import AtalayaModel
import Testing

struct NamingLintTests {
    private func rules(
        _ name: String, kind: MetricKind = .gauge, help: String = "Help.", labels: [LabelDescriptor] = []
    ) throws -> [String] {
        try MetricDescriptor(name, kind: kind, help: help, labels: labels).lint().map(\.rule)
    }

    @Test(
        "Good names get no advice",
        arguments: [
            ("http_requests_total", .counter), ("queue_length", .gauge), ("request_duration_seconds", .histogram),
            ("build_info", .info),
        ] as [(String, MetricKind)])
    func noAdvice(name: String, kind: MetricKind) throws {
        #expect(try rules(name, kind: kind).isEmpty)
    }

    @Test(
        "Advice on names",
        arguments: [
            ("jobs:rate", "metric-name-with-colon"), ("queueLength", "metric-name-not-snake-case"),
            ("pause_milliseconds", "metric-without-base-unit"), ("size_kilobytes", "metric-without-base-unit"),
            ("uptime_minutes", "metric-without-base-unit"), ("pause_ms", "metric-unit-abbreviated"),
            ("size_mb", "metric-unit-abbreviated"),
            ("queue_gauge", "metric-name-with-type"), ("node_count", "metric-name-with-sample-suffix"),
        ])
    func names(name: String, rule: String) throws {
        #expect(try rules(name) == [rule])
    }

    @Test("A counter's abbreviated unit is found before _total")
    func counterUnit() throws {
        #expect(try rules("gc_ms_total", kind: .counter) == ["metric-unit-abbreviated"])
    }

    @Test("A help text is expected")
    func help() throws {
        #expect(try rules("a", help: "") == ["metric-without-help"])
    }

    @Test(
        "Advice on labels",
        arguments: [
            ("le", "label-reserved-elsewhere"), ("type", "label-named-type"), ("instance", "label-of-target"),
            ("job", "label-of-target"),
            ("statusCode", "label-name-not-snake-case"),
        ])
    func labels(label: String, rule: String) throws {
        #expect(try rules("a", labels: [LabelDescriptor(label)]) == [rule])
    }

    @Test("A label value called total would be summed twice")
    func totalValue() throws {
        #expect(try rules("a", labels: [LabelDescriptor("part", values: ["x", "total"])]) == ["label-value-total"])
    }

    @Test("Advice reads as a sentence with the metric's name and the rule's id")
    func description() throws {
        let advice = try MetricDescriptor.gauge("pause_ms", help: "Pause.").lint()
        #expect(advice.first?.description.hasPrefix("pause_ms: ") == true)
        #expect(advice.first?.description.hasSuffix("[metric-unit-abbreviated]") == true)
    }
}
