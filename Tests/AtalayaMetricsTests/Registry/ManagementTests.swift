import AtalayaMetrics
import AtalayaModel
import Testing

struct ManagementTests {
    private let registry = MetricsRegistry(configuration: .bare)

    private func family(_ name: String = "jobs_total", _ labels: String...) throws -> CounterFamily {
        try registry.makeCounterFamily(
            .counter(name, help: "", labels: labels.map { label throws in try LabelDescriptor(label) }))
    }

    private func text() -> String { registry.text(PlainTextFormat()) }

    @Test("Series that have all of the labels go, others stay")
    func matching() throws {
        let family = try family("jobs_total", "tenant", "queue")
        for tenant in ["a", "b"] {
            for queue in ["x", "y", ""] { family.with(tenant, queue).increment() }
        }
        #expect(family.removeAll(matching: ["tenant": "a", "queue": "x"]) == 1)
        #expect(family.removeAll(matching: ["tenant": "a", "queue": "x"]) == 0)
        #expect(family.removeAll(matching: ["queue": ""]) == 2)
        #expect(family.removeAll(matching: ["nobody": "knows"]) == 0)
        #expect(family.removeAll(matching: ["nobody": "", "tenant": "a"]) == 1)
        #expect(registry.seriesCount == 2)
        #expect(
            text() == """
                # TYPE jobs_total counter
                jobs_total{queue="x",tenant="b"} 1
                jobs_total{queue="y",tenant="b"} 1

                """)
        #expect(family.removeAll(matching: [:]) == 2)
        #expect(registry.seriesCount == 0)
    }

    @Test("A tenant leaves all metrics at once")
    func acrossMetrics() throws {
        try family("jobs_total", "tenant").with("a").increment()
        try family("errors_total", "tenant", "code").with("a", "1").increment()
        try family("other_total", "code").with("1").increment()
        _ = try family("plain_total")
        #expect(registry.removeSeries(matching: ["tenant": "a"]) == 2)
        #expect(registry.removeSeries(matching: [:]) == 1)
        #expect(text() == "# TYPE plain_total counter\nplain_total 0\n")
    }

    @Test("Everything can be taken out, and made again as something else")
    func unregisterAll() throws {
        let held = try family("jobs_total", "tenant").with("a")
        try registry.addCallback(.gauge("g", help: "")) { 1 }
        registry.unregisterAll()
        held.increment()
        #expect(text() == "")
        #expect(registry.seriesCount == 0)
        try registry.makeGauge(.gauge("jobs", help: "")).set(1)
        #expect(text() == "# TYPE jobs gauge\njobs 1\n")
    }

    @Test("The worst label values come first, as many as asked for")
    func cardinality() throws {
        let family = try family("jobs_total", "tenant", "queue")
        for queue in 0..<20 { family.with("noisy", "\(queue)").increment() }
        for tenant in ["a", "b"] { family.with(tenant, "0").increment() }
        _ = try self.family("plain_total")
        let report = registry.cardinality(valuesMax: 2)
        #expect(report.map(\.name) == ["jobs_total", "plain_total"])
        #expect(report.map(\.seriesCount) == [22, 1])
        #expect(report[0].labels.map(\.name) == ["tenant", "queue"])
        #expect(report[0].labels.map(\.valueCount) == [3, 20])
        #expect(report[0].labels[0].worst.map { "\($0.value) \($0.seriesCount)" } == ["noisy 20", "a 1"])
        #expect(report[0].labels[1].worst.first.map { "\($0.value) \($0.seriesCount)" } == "0 3")
        for valuesMax in [Int.min, -1, 0] {
            #expect(registry.cardinality(valuesMax: valuesMax)[0].labels.flatMap(\.worst) == [])
        }
    }

    @Test("An overflow is told")
    func overflow() throws {
        var configuration = RegistryConfiguration.bare
        configuration.seriesPerFamilyMax = 1
        let registry = MetricsRegistry(configuration: configuration)
        let family = try registry.makeGaugeFamily(.gauge("g", help: "", labels: [LabelDescriptor("a")]))
        family.with("1").set(1)
        #expect(registry.cardinality()[0].hasOverflow == false)
        family.with("2").set(1)
        #expect(registry.cardinality()[0].hasOverflow)
        #expect(registry.cardinality()[0].seriesCount == 1)
        family.removeAll()
        #expect(registry.cardinality()[0].hasOverflow == false)
    }
}
