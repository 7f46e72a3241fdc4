import AtalayaModel
import Testing

@testable import AtalayaMetrics

struct TypedFamilyTests {
    enum Method: String, CaseIterable, LabelValue {
        case get = "GET"
        case post = "POST"
        case none = ""
    }

    struct Request: TypedLabels {
        var method: Method
        var isCached: Bool

        static let labels = [LabelField("method", \Request.method), LabelField("cached", \Request.isCached)]
    }

    /// A set may be the value itself, and may have a name that no label can have.
    enum Outcome: String, CaseIterable, LabelValue, TypedLabels {
        case done
        case failed

        static let labels = [LabelField("outcome", { (outcome: Outcome) in outcome }, help: "How it ended.")]
    }

    struct Tenant: TypedLabels {
        var name: String
        var method: Method

        static let labels = [LabelField("tenant", \Tenant.name), LabelField("method", \Tenant.method)]
    }

    struct Number: TypedLabels, LabelValue {
        var number: Int64

        static let labelDomain: [String]? = nil
        var labelValue: String { "\(number)" }
        static let labels = [LabelField("number", { (number: Number) in number })]
    }

    struct Illegal: TypedLabels {
        static let labels = [LabelField("not a name", { (_: Illegal) in true })]
    }

    private let registry = MetricsRegistry(configuration: .bare)

    private func text() -> String { registry.text(PlainTextFormat()) }

    @Test("The names and domains of the labels are the type's, and sets resolve to their series")
    func resolves() throws {
        let requests = try registry.makeCounter(.counter("requests_total", help: ""), labels: Request.self)
        #expect(requests.descriptor.labels.map(\.name.rawValue) == ["method", "cached"])
        #expect(requests.descriptor.labels.map(\.values) == [["GET", "POST"], ["false", "true"]])
        for round in 1...3 {
            for method in Method.allCases {
                for isCached in [false, true] {
                    requests.increment(for: Request(method: method, isCached: isCached))
                    #expect(requests[Request(method: method, isCached: isCached)].value == Double(round))
                }
            }
        }
        let lines = text().split(separator: "\n")
        #expect(lines.count == 7)
        #expect(lines.contains("requests_total{cached=\"true\",method=\"POST\"} 3"))
        #expect(lines.contains("requests_total{cached=\"false\"} 3"))
    }

    @Test("A typed set and the same labels by name are one series, in whatever order they were first declared")
    func sameSeries() throws {
        let method = try LabelDescriptor("method", values: ["GET", "POST"])
        let cached = try LabelDescriptor("cached", values: ["false", "true"])
        let descriptor = try MetricDescriptor.gauge("g", help: "", labels: [cached, method])
        let dynamic = try registry.makeGauge(descriptor, labels: ["method": "POST", "cached": "true"])
        let typed = try registry.makeGauge(descriptor, labels: Request.self)
        #expect(typed[Request(method: .post, isCached: true)] === dynamic)
        #expect(typed[Request(method: .post, isCached: true)] === dynamic)
    }

    @Test("An enum alone is a set; a set with a string in it is found by the string")
    func otherSets() throws {
        let outcomes = try registry.makeHistogram(
            .histogram("h", help: "", buckets: HistogramBuckets([1])), labels: Outcome.self)
        outcomes[.done].observe(0.5)
        outcomes[.failed].observe(2)
        outcomes[.done].observe(2)
        #expect(outcomes[.done].snapshot().bucketCounts == [1, 1])
        let tenants = try registry.makeCounter(.counter("tenants_total", help: ""), labels: Tenant.self)
        #expect(!TypedFamily<Tenant, Counter>.isPlain)
        for name in ["a", "b", "a name that does not fit into sixteen bytes", "a"] {
            tenants[Tenant(name: name, method: .get)].increment()
        }
        #expect(tenants[Tenant(name: "a", method: .get)].value == 2)
        #expect(registry.snapshot()["tenants_total"]?.series.count == 3)
    }

    @Test("More sets than the table keeps are found all the same")
    func manySets() throws {
        var configuration = RegistryConfiguration.bare
        configuration.seriesPerFamilyMax = 10_000
        let registry = MetricsRegistry(configuration: configuration)
        let numbers = try registry.makeCounter(.counter("numbers_total", help: ""), labels: Number.self)
        for _ in 0..<2 {
            for number in 0..<5_000 as Range<Int64> { numbers[Number(number: number)].increment() }
        }
        #expect((0..<5_000).allSatisfy { numbers[Number(number: $0)].value == 2 })
        numbers[Number(number: .min)].increment()
        numbers[Number(number: .max)].increment()
        #expect(registry.seriesCount == 5_002)
    }

    @Test("What is taken out starts again at zero, however often")
    func removal() throws {
        let outcomes = try registry.makeCounter(.counter("jobs_total", help: ""), labels: Outcome.self)
        for _ in 0..<40 {
            outcomes[.done].increment()
            outcomes[.done].increment()
            #expect(outcomes[.done].value == 2)
            #expect(outcomes.remove(.done))
            #expect(!outcomes.remove(.done))
            outcomes[.failed].increment()
            outcomes.removeAll()
            #expect(registry.snapshot()["jobs_total"] == nil)
        }
    }

    @Test("What is over the limit goes to the overflow series, and finds its own once there is room")
    func overflow() throws {
        var configuration = RegistryConfiguration.bare
        configuration.seriesPerFamilyMax = 1
        let registry = MetricsRegistry(configuration: configuration)
        let outcomes = try registry.makeCounter(.counter("jobs_total", help: ""), labels: Outcome.self)
        outcomes[.done].increment()
        outcomes[.failed].increment()
        #expect(
            registry.snapshot().value(of: "jobs_total", labels: ["otel_metric_overflow": "true"])
                == .number(.integer(1)))
        outcomes.remove(.done)
        outcomes[.failed].increment()
        #expect(registry.snapshot().value(of: "jobs_total", labels: ["outcome": "failed"]) == .number(.integer(1)))
    }

    @Test("A series that is held by its type is exposed again after it expired")
    func expiry() throws {
        let outcomes = try registry.makeCounter(.counter("jobs_total", help: ""), labels: Outcome.self)
        outcomes[.done].increment()
        for second in 0..<5 as Range<Int64> {
            registry.expireSeries(idleFor: .zero, now: UnixTime(nanoseconds: second))
            _ = registry.snapshot()
        }
        #expect(registry.snapshot()["jobs_total"] == nil)
        outcomes[.done].increment()
        #expect(registry.snapshot().value(of: "jobs_total", labels: ["outcome": "done"]) == .number(.integer(2)))
    }

    @Test("Writing for a label set is writing to its instrument, whatever the set is found by and whatever was removed")
    func writing() throws {
        let outcomes = try registry.makeCounter(.counter("outcomes_total", help: ""), labels: Outcome.self)
        let tenants = try registry.makeCounter(.counter("tenants_total", help: ""), labels: Tenant.self)
        let tenant = Tenant(name: "a", method: .get)
        for round in 1...3 {
            outcomes.increment(for: .done)
            outcomes.increment(by: 2, for: .done)
            outcomes.increment(by: 0.5, for: .done)
            outcomes.increment(by: -1, for: .done)
            #expect(outcomes[.done].value == 3.5)
            outcomes.remove(.done)
            tenants.increment(for: tenant)
            #expect(tenants[tenant].value == Double(round))
        }
        #expect(registry.rejectionCount(.negativeIncrement) == 3)
        let depths = try registry.makeGauge(.gauge("depth", help: ""), labels: Outcome.self)
        depths.set(5, for: .failed)
        depths.increment(for: .failed)
        depths.decrement(by: 3, for: .failed)
        #expect(depths[.failed].value == 3)
        let durations = try registry.makeHistogram(
            .histogram("h_seconds", help: "", unit: .seconds, buckets: HistogramBuckets([1])), labels: Outcome.self)
        durations.observe(0.5, for: .done)
        durations.observe(.seconds(2), for: .done)
        #expect(durations[.done].snapshot().bucketCounts == [1, 1])
        let latencies = try registry.makeSummary(
            .summary("s_seconds", help: "", unit: .seconds), labels: Outcome.self)
        latencies.observe(0.5, for: .done)
        latencies.observe(.seconds(2), for: .done)
        #expect(latencies[.done].snapshot().sum == 2.5)
    }

    @Test("Labels that are no labels, or not those of the descriptor, are refused")
    func refusals() throws {
        let illegal = #expect(throws: MetricsError.self) {
            try registry.makeCounter(.counter("a_total", help: ""), labels: Illegal.self)
        }
        #expect(illegal?.reason == .invalidLabels)
        let other = #expect(throws: MetricsError.self) {
            try registry.makeCounter(
                .counter("a_total", help: "", labels: [LabelDescriptor("x")]), labels: Outcome.self)
        }
        #expect(other?.reason == .definitionConflict)
        #expect(throws: MetricsError.self) { try registry.makeCounter(.gauge("a", help: ""), labels: Outcome.self) }
    }

    @Test("Lookups from many threads beside removals lose nothing but what was removed")
    func concurrent() async throws {
        let requests = try registry.makeCounter(.counter("requests_total", help: ""), labels: Request.self)
        let kept = Request(method: .get, isCached: false)
        let counter = requests[kept]
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<4 {
                group.addTask {
                    for round in 0..<3_000 {
                        requests.increment(for: kept)
                        requests.increment(for: Request(method: .post, isCached: round % 2 == 0))
                        if task == 0, round % 100 == 0 { requests.remove(Request(method: .post, isCached: true)) }
                        if round % 100 == 0 { await Task.yield() }
                    }
                }
            }
        }
        #expect(counter.value == 12_000)
        #expect(requests[kept] === counter)
    }
}
