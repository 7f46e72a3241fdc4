import AtalayaMetrics
import Testing

struct SeriesLimitTests {
    private static func configuration(perFamily: Int = .max, total: Int = .max) -> RegistryConfiguration {
        var configuration = RegistryConfiguration.bare
        configuration.seriesPerFamilyMax = perFamily
        configuration.seriesMax = total
        return configuration
    }

    private static func family(_ registry: MetricsRegistry, _ name: String = "requests_total") throws -> CounterFamily {
        try registry.makeCounterFamily(.counter(name, help: "", labels: [LabelDescriptor("path")]))
    }

    @Test("Limits are on by default")
    func defaults() throws {
        let registry = MetricsRegistry(configuration: .bare)
        let family = try Self.family(registry)
        for index in 0..<3_000 { family.with("/\(index)").increment() }
        #expect(registry.snapshot()["requests_total"]?.series.count == registry.configuration.seriesPerFamilyMax + 1)
    }

    @Test("What is over a metric's limit is counted in one marked series; nothing is lost")
    func perFamily() throws {
        let registry = MetricsRegistry(configuration: Self.configuration(perFamily: 2))
        let family = try Self.family(registry)
        for index in 0..<10 { family.with("/\(index)").increment() }
        family.with("/0").increment()
        #expect(
            registry.text(PlainTextFormat()) == """
                # TYPE requests_total counter
                requests_total{otel_metric_overflow="true"} 8
                requests_total{path="/0"} 2
                requests_total{path="/1"} 1

                """)
        #expect(registry.rejectionCount(.seriesLimit) == 8)
        #expect(registry.diagnostics.count == 1)
        #expect(registry.diagnostics.first?.count == 8)
    }

    @Test("The throwing way lands in the overflow series too: a limit is no mistake of the caller")
    func throwingWay() throws {
        let registry = MetricsRegistry(configuration: Self.configuration(perFamily: 0))
        let descriptor = try MetricDescriptor.gauge("a", help: "", labels: [LabelDescriptor("x")])
        try registry.makeGauge(descriptor, labels: ["x": "1"]).set(3)
        #expect(registry.text(PlainTextFormat()).hasSuffix("a{otel_metric_overflow=\"true\"} 3\n"))
    }

    @Test("The registry's limit holds over all metrics, and removing makes room")
    func total() throws {
        let registry = MetricsRegistry(configuration: Self.configuration(total: 3))
        let first = try Self.family(registry, "a_total")
        let second = try Self.family(registry, "b_total")
        for index in 0..<2 { first.with("\(index)").increment() }
        for index in 0..<2 { second.with("\(index)").increment() }
        #expect(registry.seriesCount == 3)
        #expect(
            registry.snapshot()["b_total"]?.series.map(\.labels.escaped) == [
                Array("otel_metric_overflow=\"true\"".utf8), Array("path=\"0\"".utf8),
            ])
        #expect(try registry.unregister(MetricName("a_total")))
        #expect(registry.seriesCount == 1)
        second.with("1").increment()
        #expect(registry.seriesCount == 2)
        // The old handle still works, but an unregistered metric owes and gives nothing.
        first.with("9").increment()
        first.removeAll()
        #expect(registry.seriesCount == 2)
    }

    @Test("Metrics without labels need no room")
    func labelLess() throws {
        let registry = MetricsRegistry(configuration: Self.configuration(perFamily: 0, total: 0))
        let counter = try registry.makeCounter(.counter("a_total", help: ""))
        counter.increment()
        #expect(registry.text(PlainTextFormat()).hasSuffix("a_total 1\n"))
    }

    @Test(
        "Wrong positional values go to the overflow series and are counted by reason",
        arguments: [
            ([], .labelCount), (["a", "b"], .labelCount), (["x"], .labelValueUndeclared),
            ([String(repeating: "ü", count: 600)], .labelValueTooLong),
        ] as [([String], RejectionReason)])
    func wrongValues(values: [String], reason: RejectionReason) throws {
        let registry = MetricsRegistry(configuration: .bare)
        let label = try LabelDescriptor("v", values: ["a", "b"])
        let family = try registry.makeCounterFamily(.counter("a_total", help: "", labels: [label]))
        family.with(values: values).increment()
        #expect(registry.text(PlainTextFormat()).hasSuffix("a_total{otel_metric_overflow=\"true\"} 1\n"))
        #expect(registry.rejectionCount(reason) == 1)
    }

    @Test("Too many metrics, too many labels")
    func familyLimits() throws {
        var configuration = RegistryConfiguration.bare
        configuration.familiesMax = 2
        configuration.labelsMax = 1
        let registry = MetricsRegistry(configuration: configuration)
        _ = try registry.makeGauge(.gauge("a", help: ""))
        _ = try registry.makeGauge(.gauge("b", help: ""))
        _ = try registry.makeGauge(.gauge("b", help: ""))
        #expect(throws: MetricsError.self) { try registry.makeGauge(.gauge("c", help: "")) }
        #expect(registry.rejectionCount(.familyLimit) == 1)
        let labels = [try LabelDescriptor("x"), try LabelDescriptor("y")]
        #expect(throws: MetricsError.self) { try registry.makeGauge(.gauge("d", help: "", labels: labels)) }
        #expect(registry.rejectionCount(.labelCount) == 1)
    }

    @Test("The label that marks an overflow cannot be declared")
    func reservedLabel() throws {
        let registry = MetricsRegistry(configuration: .bare)
        #expect(throws: MetricsError.self) {
            try registry.makeGauge(.gauge("a", help: "", labels: [LabelDescriptor("otel_metric_overflow")]))
        }
    }

    @Test("The list of diagnostics is bounded, the counts are not")
    func boundedDiagnostics() throws {
        var configuration = RegistryConfiguration.bare
        configuration.diagnosticsMax = 3
        let registry = MetricsRegistry(configuration: configuration)
        for index in 0..<10 {
            let counter = try registry.makeCounter(.counter("m\(index)_total", help: ""))
            counter.increment(by: -1)
            counter.increment(by: -1)
        }
        #expect(registry.diagnostics.count == 3)
        #expect(registry.diagnostics.allSatisfy { $0.count == 2 })
        #expect(registry.rejectionCount(.negativeIncrement) == 20)
    }
}
