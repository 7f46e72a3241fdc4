import AtalayaMetrics
import Testing

struct SnapshotTests {
    @Test(
        "A value is found by name and labels, in whatever order they are given",
        arguments: [
            (["a": "1", "b": "2"], 3), (["b": "2", "a": "1"], 3), (["a": "1", "b": ""], 4), (["a": "1"], 4),
            (["a": "2"], nil),
            ([:], nil), (["a-b": "1"], nil),
        ] as [([String: String], UInt64?)])
    func value(labels: [String: String], expected: UInt64?) throws {
        let registry = MetricsRegistry(configuration: .bare)
        let family = try registry.makeCounterFamily(
            .counter("a_total", help: "", labels: [LabelDescriptor("a"), LabelDescriptor("b")]))
        family.with("1", "2").increment(by: 3)
        family.with("1", "").increment(by: 4)
        let snapshot = registry.snapshot()
        #expect(snapshot.value(of: "a_total", labels: labels) == expected.map { .number(.integer($0)) })
        #expect(snapshot.value(of: "b_total", labels: labels) == nil)
    }

    @Test("A snapshot does not change with its registry")
    func isAValue() throws {
        let registry = MetricsRegistry(configuration: .bare)
        let gauge = try registry.makeGauge(.gauge("g", help: ""))
        let before = registry.snapshot()
        gauge.set(1)
        #expect(before.value(of: "g") == .number(.double(0)))
        #expect(registry.snapshot().value(of: "g") == .number(.double(1)))
    }

    @Test("A snapshot in the room of another one is the same, whatever that one is of")
    func reusing() throws {
        let registry = MetricsRegistry()
        let other = MetricsRegistry(configuration: .bare)
        for index in 0..<200 { _ = try other.makeGauge(.gauge("g\(index)", help: "")) }
        let counters = try registry.makeCounterFamily(.counter("a_total", help: "", labels: [LabelDescriptor("a")]))
        try registry.makeInfo(MetricDescriptor("b_info", kind: .info, help: ""), labels: [:])
        var spare = other.snapshot()
        for round in 0..<20 {
            counters.with("\(round % 7)").increment(by: round % 2 == 0 ? 1 : 0.5)
            if round % 5 == 4 { counters.remove(labels: ["a": "\(round % 7)"]) }
            let expected = registry.text(PlainTextFormat())
            spare = registry.snapshot(reusing: spare)
            #expect(String(decoding: PlainTextFormat().bytes(of: spare), as: UTF8.self) == expected)
            if round == 9 { spare = other.snapshot() }
        }
    }

    @Test("Families are in the order of their names, whatever comes, goes and is collected")
    func order() throws {
        var generator = SeededGenerator(seed: 11)
        let registry = MetricsRegistry()
        var names: Set<String> = ["atalaya_metrics_rejections_total", "atalaya_metrics_series"]
        for round in 0..<200 {
            let name = ["a", "b", "Z", "_", "atalaya_metrics_s"].randomElement(using: &generator)! + "\(round % 31)"
            if names.remove(name) != nil {
                #expect(registry.unregister(try MetricName(name)))
            } else {
                _ = try registry.makeGauge(.gauge(name, help: ""))
                names.insert(name)
            }
            #expect(registry.snapshot().families.map(\.name) == names.sorted())
        }
        try registry.addCallback(.gauge("m", help: "")) { 1 }
        #expect(registry.snapshot().families.map(\.name) == (names.union(["m"])).sorted())
        registry.unregisterAll()
        #expect(
            registry.snapshot().families.map(\.name) == ["atalaya_metrics_rejections_total", "atalaya_metrics_series"])
    }
}
