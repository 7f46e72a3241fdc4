import AtalayaModel
import Testing

struct NamingSubjectTests {
    private func rules(
        _ name: String, _ kind: MetricKind, help: String = "Help.", labels: [NamingSubject.Label] = []
    ) -> [String] {
        NamingSubject(name: name, kind: kind, help: help, labels: labels).advice().map(\.rule)
    }

    @Test(
        "What no descriptor could be, an exposition may still be",
        arguments: [
            ("requests", .counter, "counter-without-total"), ("requests_total", .gauge, "total-without-counter"),
            ("jobs_bucket", .gauge, "metric-name-with-sample-suffix"),
            ("last_run_timestamp", .gauge, "timestamp-without-seconds"),
            ("size_nanograms", .gauge, "metric-without-base-unit"),
            ("size_gibibytes", .gauge, "metric-without-base-unit"),
            ("power_kilocalories", .gauge, "metric-without-base-unit"),
        ] as [(String, MetricKind, String)])
    func broken(name: String, kind: MetricKind, rule: String) {
        #expect(rules(name, kind) == [rule])
    }

    @Test(
        "Of a metric whose type nobody knows, its endings say nothing", arguments: ["a_total", "a_count", "a_bucket"])
    func unknown(name: String) {
        #expect(rules(name, .unknown).isEmpty)
    }

    @Test(
        "Words that only begin like a prefix are no units",
        arguments: ["megaphone_level", "decimals", "millipede_legs"])
    func words(name: String) {
        #expect(rules(name, .gauge).isEmpty)
    }

    @Test("One value called total is enough")
    func total() {
        #expect(rules("a", .gauge, labels: [.init("part", values: ["total"])]) == ["label-value-total"])
    }
}
