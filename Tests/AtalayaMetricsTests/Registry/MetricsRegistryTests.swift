import AtalayaMetrics
import Testing

struct MetricsRegistryTests {
    private let registry = MetricsRegistry(configuration: .bare)

    private static func requests(_ labels: String...) throws -> MetricDescriptor {
        try .counter(
            "requests_total", help: "Requests.", labels: labels.map { label throws in try LabelDescriptor(label) })
    }

    @Test("The same descriptor and labels give the same instrument")
    func sameInstrument() throws {
        let first = try registry.makeCounter(Self.requests("method", "code"), labels: ["method": "GET", "code": "200"])
        let second = try registry.makeCounter(
            Self.requests("method", "code"), labels: ["code": "200", "method": "GET"])
        #expect(first === second)
    }

    @Test("The order in which labels are declared makes no second series")
    func labelOrder() throws {
        let first = try registry.makeCounterFamily(Self.requests("method", "code")).with("GET", "200")
        let second = try registry.makeCounterFamily(Self.requests("code", "method")).with("200", "GET")
        let third = try registry.makeCounter(Self.requests("code", "method"), labels: ["method": "GET", "code": "200"])
        #expect(first === second)
        #expect(first === third)
    }

    @Test("An empty label value is an absent label")
    func emptyValue() throws {
        let absent = try registry.makeCounter(Self.requests("method"))
        let empty = try registry.makeCounter(Self.requests("method"), labels: ["method": ""])
        #expect(absent === empty)
        #expect(registry.text(PlainTextFormat()).hasSuffix("\nrequests_total 0\n"))
    }

    @Test("Values that differ in their bytes are different series, even where Unicode calls them equal")
    func canonicalEquivalence() throws {
        let family = try registry.makeCounterFamily(Self.requests("name"))
        let composed = "caf\u{e9}"
        let decomposed = "cafe\u{301}"
        #expect(composed == decomposed)
        #expect(family.with(composed) !== family.with(decomposed))
        #expect(registry.snapshot()["requests_total"]?.series.count == 2)
    }

    @Test("Values cannot run into each other")
    func valueBoundaries() throws {
        let family = try registry.makeCounterFamily(Self.requests("a", "b"))
        let series = [
            family.with("x", "yz"), family.with("xy", "z"), family.with("", "xyz"), family.with("xyz", ""),
            family.with("", ""),
        ]
        #expect(Set(series.map(ObjectIdentifier.init)).count == 5)
    }

    @Test("A metric without labels is exposed at zero before anything happens")
    func initialised() throws {
        _ = try registry.makeCounterFamily(Self.requests())
        _ = try registry.makeHistogram(.histogram("h", help: "", buckets: HistogramBuckets([1])))
        #expect(
            registry.text(PlainTextFormat()) == """
                # TYPE h histogram
                h_bucket{le="1.0"} 0
                h_bucket{le="+Inf"} 0
                h_sum 0
                h_count 0
                # HELP requests_total Requests.
                # TYPE requests_total counter
                requests_total 0

                """)
    }

    @Test("Families and series have a stable order, whatever the order of creation")
    func stableOrder() throws {
        let names = ["b_total", "a_total", "c_total"]
        let values = ["2", "10", "1", "é", "a b"]
        func text(_ names: [String], _ values: [String]) throws -> String {
            let registry = MetricsRegistry(configuration: .bare)
            for name in names {
                for value in values {
                    try registry.makeCounter(
                        .counter(name, help: "", labels: [LabelDescriptor("v")]), labels: ["v": value]
                    ).increment()
                }
            }
            return registry.text(PlainTextFormat())
        }
        #expect(try text(names, values) == text(names.reversed(), values.reversed()))
    }

    @Test(
        "Definitions that contradict the first are refused, and the first lives on",
        arguments: [
            (.gauge, "", [], [1]), (.histogram, "", [], [2]), (.histogram, "", ["a"], [1]),
            (.histogram, "seconds", [], [1]),
        ] as [(MetricKind, String, [String], [Double])])
    func conflicts(kind: MetricKind, unit: String, labels: [String], bounds: [Double]) throws {
        let first = try registry.makeHistogram(.histogram("jobs_seconds", help: "", buckets: HistogramBuckets([1])))
        let other = try MetricDescriptor(
            "jobs_seconds", kind: kind, help: "", unit: MetricUnit(unit),
            labels: labels.map { label throws in try LabelDescriptor(label) },
            buckets: kind == .histogram ? HistogramBuckets(bounds) : nil)
        let error = #expect(throws: MetricsError.self) {
            if other.kind == .gauge { _ = try registry.makeGauge(other) } else { _ = try registry.makeHistogram(other) }
        }
        #expect(error?.reason == .definitionConflict)
        #expect(registry.diagnostics.first?.metric == "jobs_seconds")
        first.observe(1)
        #expect(registry.snapshot().families.count == 1)
    }

    @Test("Another help text is no reason to lose a metric")
    func helpMayDiffer() throws {
        let first = try registry.makeCounter(.counter("a_total", help: "One."))
        let second = try registry.makeCounter(.counter("a_total", help: "Two."))
        #expect(first === second)
        #expect(registry.snapshot()["a_total"]?.help == "One.")
    }

    @Test(
        "Metrics whose samples would have the same names are refused",
        arguments: [
            ("jobs", "jobs_total", .counter), ("jobs_count", "jobs", .histogram), ("jobs_sum", "jobs", .histogram),
        ] as [(String, String, MetricKind)])
    func nameConflicts(gauge: String, other: String, kind: MetricKind) throws {
        let other = try MetricDescriptor(other, kind: kind, help: "")
        if kind == .counter { _ = try registry.makeCounter(other) } else { _ = try registry.makeHistogram(other) }
        let error = #expect(throws: MetricsError.self) { try registry.makeGauge(.gauge(gauge, help: "")) }
        #expect(error?.reason == .nameConflict)
    }

    @Test("A descriptor of another kind is refused")
    func wrongKind() throws {
        let error = #expect(throws: MetricsError.self) { try registry.makeGauge(Self.requests()) }
        #expect(error?.reason == .wrongKind)
    }

    @Test("Labels that are not declared are refused")
    func unknownLabel() throws {
        let error = #expect(throws: MetricsError.self) {
            try registry.makeCounter(Self.requests("method"), labels: ["method": "GET", "verb": "GET"])
        }
        #expect(error?.reason == .labelUnknown)
        #expect(error?.message.contains("verb") == true)
    }

    @Test("Unregistered metrics are gone, their instruments go on, and the name is free")
    func unregister() throws {
        let counter = try registry.makeCounter(Self.requests())
        #expect(try registry.unregister(MetricName("requests_total")))
        #expect(try !registry.unregister(MetricName("requests_total")))
        counter.increment()
        #expect(registry.snapshot().families.isEmpty)
        let gauge = try registry.makeGauge(.gauge("requests", help: ""))
        gauge.set(1)
        #expect(registry.text(PlainTextFormat()) == "# TYPE requests gauge\nrequests 1\n")
    }

    @Test("Removed series are gone and start again at zero")
    func removeSeries() throws {
        let family = try registry.makeCounterFamily(Self.requests("method"))
        family.with("GET").increment()
        family.with("PUT").increment()
        #expect(family.remove(labels: ["method": "GET"]))
        #expect(!family.remove(labels: ["method": "GET"]))
        #expect(!family.remove(labels: ["nonsense": "GET"]))
        #expect(registry.snapshot()["requests_total"]?.series.map(\.labels.pairs[0].value) == ["PUT"])
        #expect(family.with("GET").value == 0)
        family.removeAll()
        #expect(registry.snapshot().families.isEmpty)
        #expect(registry.seriesCount == 0)
    }

    @Test("A registry tells what it refused and how many series it holds")
    func selfMetrics() throws {
        let registry = MetricsRegistry()
        try registry.makeCounter(Self.requests("method"), labels: ["method": "GET"]).increment(by: -1)
        let text = registry.text(PlainTextFormat())
        #expect(text.contains("atalaya_metrics_rejections_total{reason=\"negative_increment\"} 1\n"))
        #expect(text.contains("atalaya_metrics_rejections_total{reason=\"series_limit\"} 0\n"))
        #expect(text.contains("atalaya_metrics_series 1\n"))
        #expect(throws: MetricsError.self) { try registry.makeGauge(.gauge("atalaya_metrics_series", help: "")) }
    }

    @Test("Instruments asked for from many tasks at once are one instrument")
    func concurrentCreation() async throws {
        let registry = registry
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for index in 0..<500 {
                        (try? registry.makeCounter(Self.requests("n"), labels: ["n": "\(index % 50)"]))?.increment()
                    }
                }
            }
        }
        let series = try #require(registry.snapshot()["requests_total"]?.series)
        #expect(series.count == 50)
        #expect(series.allSatisfy { $0.value == .number(.integer(80)) })
    }
}
