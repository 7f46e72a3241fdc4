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
}
