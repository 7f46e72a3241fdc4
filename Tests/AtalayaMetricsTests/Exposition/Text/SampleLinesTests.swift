@testable import AtalayaMetrics
import Testing

/// Instruments are rendered by columns, collectors' series one by one: nobody must be able to tell.
struct SampleLinesTests {
    @Test("Columns and rows of random registries are the same bytes", arguments: ExpositionFormats.all)
    func equalBytes(format: any ExpositionFormat) throws {
        for seed in 1_000..<1_600 as Range<UInt64> {
            var generator = RandomRegistry(seed: seed)
            let columns = try generator.make().snapshot()
            var rows = columns
            for index in rows.families.indices {
                // Setting the series is what turns columns to rows.
                rows.families[index].series = columns.families[index].series
            }
            try #require(format.bytes(of: columns) == format.bytes(of: rows), "seed \(seed)")
        }
    }

    @Test("More lines than are written at once are all there, in their order")
    func batches() throws {
        var configuration = RegistryConfiguration.bare
        configuration.seriesPerFamilyMax = 20_000
        let registry = MetricsRegistry(configuration: configuration)
        let family = try registry.makeCounterFamily(.counter("jobs_total", help: "", labels: [LabelDescriptor("id")]))
        let ids = (0..<9_001).map { "\($0 + 100_000)" }
        for (index, id) in ids.enumerated() { family.with(id).increment(by: index) }
        let lines = ids.enumerated().map { "jobs_total{id=\"\($1)\"} \($0)\n" }
        #expect(registry.text(PlainTextFormat()) == "# TYPE jobs_total counter\n" + lines.joined())
    }

    @Test("A snapshot's columns do not change with the registry")
    func frozen() throws {
        let registry = MetricsRegistry(configuration: .bare)
        let family = try registry.makeGaugeFamily(.gauge("level", help: "", labels: [LabelDescriptor("tank")]))
        family.with("b").set(2)
        let before = registry.snapshot()
        family.with("a").set(1)
        family.with("b").set(3)
        #expect(before["level"]?.series.map(\.value) == [.number(.double(2))])
        #expect(registry.snapshot()["level"]?.series.map(\.value) == [.number(.double(1)), .number(.double(3))])
        family.remove(labels: ["tank": "a"])
        #expect(registry.snapshot()["level"]?.series.map(\.labels.description) == ["{tank=\"b\"}"])
    }
}
