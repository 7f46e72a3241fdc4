import AtalayaMetrics
import Testing

struct CollectorTests {
    private let registry = MetricsRegistry(configuration: .bare)

    /// Collects whatever the test says.
    private struct Closure: Collector {
        let body: @Sendable (inout SnapshotBuilder) throws -> Void
        init(_ body: @escaping @Sendable (inout SnapshotBuilder) throws -> Void) { self.body = body }
        func collect(into builder: inout SnapshotBuilder) throws { try body(&builder) }
    }

    private struct Failure: Error {}

    @Test("What collectors add is exposed beside the instruments, in order")
    func collects() throws {
        _ = try registry.makeCounter(.counter("b_total", help: ""))
        try registry.addCollector(
            Closure { builder in
                try builder.gauge(.gauge("c", help: "C."), 1.5, labels: ["x": "2"])
                try builder.gauge(.gauge("c", help: "C."), 2.5, labels: ["x": "1", "y": ""])
                try builder.counter(.counter("a_total", help: ""), 3 as UInt64)
            })
        #expect(
            registry.text(PlainTextFormat()) == """
                # TYPE a_total counter
                a_total 3
                # TYPE b_total counter
                b_total 0
                # HELP c C.
                # TYPE c gauge
                c{x="1"} 2.5
                c{x="2"} 1.5

                """)
    }

    @Test("A collector that throws loses its own part of the scrape only")
    func throwing() throws {
        try registry.addCollector(
            Closure { builder in
                try builder.gauge(.gauge("lost", help: ""), 1)
                throw Failure()
            })
        try registry.addCollector(Closure { try $0.gauge(.gauge("kept", help: ""), 1) })
        #expect(registry.snapshot().families.map(\.name) == ["kept"])
        #expect(registry.rejectionCount(.collectorFailed) == 1)
    }

    @Test("What a throwing collector had added takes no name and no room, and what others added stays")
    func throwingGivesBack() throws {
        var configuration = RegistryConfiguration.bare
        configuration.seriesMax = 3
        let registry = MetricsRegistry(configuration: configuration)
        try registry.addCollector(Closure { try $0.gauge(.gauge("a", help: ""), 1, labels: ["x": "1"]) })
        try registry.addCollector(
            Closure { builder in
                try builder.gauge(.gauge("a", help: ""), 2, labels: ["x": "2"])
                try builder.gauge(.gauge("b", help: ""), 2)
                throw Failure()
            })
        // The label set, the name and the place that the failed one had.
        try registry.addCollector(
            Closure { builder in
                try builder.gauge(.gauge("a", help: ""), 3, labels: ["x": "2"])
                try builder.counter(.counter("b_total", help: ""), 3 as UInt64)
            })
        #expect(
            registry.text(PlainTextFormat()) == """
                # TYPE a gauge
                a{x="1"} 1
                a{x="2"} 3
                # TYPE b_total counter
                b_total 3

                """)
        #expect(registry.diagnostics.map(\.reason) == [.collectorFailed])
    }

    @Test("As many callbacks as are allowed are all asked")
    func manyCallbacks() throws {
        for index in 0..<registry.configuration.familiesMax {
            try registry.addCallback(.gauge("g\(index)", help: "")) { Double(index) }
        }
        let snapshot = registry.snapshot()
        #expect(snapshot.families.count == registry.configuration.familiesMax)
        #expect(snapshot.value(of: "g17") == .number(.double(17)))
    }

    /// Something a collector may add beside a gauge `ok` and the registry's counter `jobs_total`, and why it is refused.
    private struct Refusal: Sendable {
        let reason: RejectionReason
        let add: @Sendable (inout SnapshotBuilder) throws -> Void

        init(_ reason: RejectionReason, _ add: @escaping @Sendable (inout SnapshotBuilder) throws -> Void) {
            self.reason = reason
            self.add = add
        }
    }

    private static let refusals = [
        Refusal(.duplicateSeries) { try $0.gauge(.gauge("ok", help: ""), 2) },
        Refusal(.definitionConflict) { try $0.counter(MetricDescriptor("ok", kind: .unknown, help: ""), 2.0) },
        Refusal(.nameConflict) { try $0.gauge(.gauge("jobs", help: ""), 2) },
        Refusal(.nameConflict) { try $0.counter(.counter("jobs_total", help: ""), 2.0) },
        Refusal(.invalidLabels) { try $0.gauge(.gauge("b", help: ""), 2, labels: ["a-b": "x"]) },
        Refusal(.invalidLabels) { try $0.gauge(.gauge("b", help: ""), 2, labels: ["__name__": "x"]) },
        Refusal(.invalidLabels) {
            try $0.add(
                MetricDescriptor("b", kind: .summary, help: ""), .summary(.init(count: 1, sum: 1)),
                labels: ["quantile": "1"])
        },
        Refusal(.invalidValue) { try $0.counter(.counter("b_total", help: ""), -1.0) },
        Refusal(.invalidValue) { try $0.counter(.counter("b_total", help: ""), .nan) },
        Refusal(.wrongKind) { try $0.info(.gauge("b", help: ""), labels: [:]) },
    ]

    @Test("What would break an exposition is dropped and counted", arguments: refusals.indices)
    func drops(index: Int) throws {
        let refusal = Self.refusals[index]
        _ = try registry.makeCounter(.counter("jobs_total", help: ""))
        try registry.addCollector(
            Closure { builder in
                try builder.gauge(.gauge("ok", help: ""), 1)
                try refusal.add(&builder)
            })
        #expect(registry.snapshot().families.map(\.name) == ["jobs_total", "ok"])
        #expect(registry.snapshot()["ok"]?.series.map(\.value) == [.number(.double(1))])
        #expect(registry.rejectionCount(refusal.reason) == 2)
    }

    @Test("Two collectors may share a family, but not a series")
    func sharedFamily() throws {
        for zone in ["a", "b", "b"] {
            try registry.addCollector(Closure { try $0.gauge(.gauge("load", help: ""), 1, labels: ["zone": zone]) })
        }
        #expect(registry.snapshot()["load"]?.series.count == 2)
        #expect(registry.rejectionCount(.duplicateSeries) == 1)
    }

    @Test("Collected series are bounded like all others")
    func bounded() throws {
        var configuration = RegistryConfiguration.bare
        configuration.seriesMax = 3
        let registry = MetricsRegistry(configuration: configuration)
        try registry.addCollector(
            Closure { builder in
                for index in 0..<10 { try builder.gauge(.gauge("g", help: ""), 1, labels: ["i": "\(index)"]) }
            })
        #expect(registry.snapshot()["g"]?.series.count == 3)
        #expect(registry.rejectionCount(.seriesLimit) == 7)
    }

    @Test("Callbacks are asked at each snapshot, until they are taken out")
    func callbacks() throws {
        let source = try registry.makeGauge(.gauge("source", help: ""))
        let descriptor = try MetricDescriptor.gauge("doubled", help: "", labels: [LabelDescriptor("x")])
        let id = try registry.addCallback(descriptor, labels: ["x": "1"]) { source.value * 2 }
        source.set(21)
        #expect(registry.snapshot()["doubled"]?.series.first?.value == .number(.double(42)))
        #expect(registry.unregister(id))
        #expect(!registry.unregister(id))
        #expect(registry.snapshot()["doubled"] == nil)
    }

    @Test("Callbacks that cannot work are refused when they are added")
    func badCallbacks() throws {
        _ = try registry.makeGauge(.gauge("taken", help: ""))
        #expect(throws: MetricsError.self) { try registry.addCallback(.gauge("taken", help: "")) { 1 } }
        #expect(throws: MetricsError.self) { try registry.addCallback(.histogram("h", help: "")) { 1 } }
        #expect(throws: MetricsError.self) { try registry.addCallback(.gauge("g", help: ""), labels: ["x": "1"]) { 1 } }
    }

    @Test("A histogram value needs a count for +Inf")
    func histogramValues() throws {
        let buckets = try HistogramBuckets([1, 2])
        #expect(throws: MetricsError.self) { try HistogramValue(buckets: buckets, bucketCounts: [1, 2], sum: 0) }
        #expect(try HistogramValue(buckets: buckets, bucketCounts: [1, 2, 3], sum: 0).count == 6)
    }
}
