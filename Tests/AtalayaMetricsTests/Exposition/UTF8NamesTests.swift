@testable import AtalayaMetrics
import Testing

/// Names that only Prometheus 3 reads: quoted for it, escaped for all others.
struct UTF8NamesTests {
    private func registry() throws -> MetricsRegistry {
        let registry = MetricsRegistry(configuration: .bare)
        let route = try LabelDescriptor(name: LabelName(utf8: "http.route"))
        let requests = try registry.makeCounterFamily(
            MetricDescriptor(
                name: MetricName(utf8: "http.requests_total"), kind: .counter, help: "Requests.",
                labels: [route, LabelDescriptor("method")]))
        requests.with("/", "GET").increment(by: 2)
        requests.with("", "").increment()
        let time = try registry.makeHistogram(
            MetricDescriptor(
                name: MetricName(utf8: "http.time_seconds"), kind: .histogram, help: "", unit: .seconds,
                buckets: HistogramBuckets([1])))
        time.observe(0.5)
        try registry.makeGauge(.gauge("up", help: "")).set(1)
        return registry
    }

    private func text(_ registry: MetricsRegistry, accept: String) -> String {
        let response = MetricsEndpoint(registry: registry).respond(accept: accept, acceptEncoding: nil)
        return String(decoding: response.body, as: UTF8.self)
    }

    @Test("Quoted in the text format, for who allows UTF-8")
    func quoted() throws {
        #expect(
            text(try registry(), accept: "text/plain;version=1.0.0;escaping=allow-utf-8") == """
                # HELP "http.requests_total" Requests.
                # TYPE "http.requests_total" counter
                {"http.requests_total"} 1
                {"http.requests_total","http.route"="/",method="GET"} 2
                # TYPE "http.time_seconds" histogram
                {"http.time_seconds_bucket",le="1.0"} 1
                {"http.time_seconds_bucket",le="+Inf"} 1
                {"http.time_seconds_sum"} 0.5
                {"http.time_seconds_count"} 1
                # TYPE up gauge
                up 1

                """)
    }

    @Test("Quoted in OpenMetrics, for who allows UTF-8")
    func openMetrics() throws {
        #expect(
            text(try registry(), accept: "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8") == """
                # TYPE "http.requests" counter
                # HELP "http.requests" Requests.
                {"http.requests_total"} 1
                {"http.requests_total","http.route"="/",method="GET"} 2
                # TYPE "http.time_seconds" histogram
                # UNIT "http.time_seconds" seconds
                {"http.time_seconds_bucket",le="1.0"} 1
                {"http.time_seconds_bucket",le="+Inf"} 1
                {"http.time_seconds_sum"} 0.5
                {"http.time_seconds_count"} 1
                # TYPE up gauge
                up 1.0
                # EOF

                """)
    }

    @Test(
        "Escaped for all others",
        arguments: [
            ("text/plain", "http_requests_total", "http_route"),
            ("text/plain;escaping=dots", "http_dot_requests__total", "http_dot_route"),
            ("text/plain;escaping=values", "U__http_2e_requests__total", "U__http_2e_route"),
        ])
    func escaped(accept: String, metric: String, label: String) throws {
        let registry = try registry()
        // Twice, since the second scrape finds what the first has kept.
        for _ in 0..<2 {
            let text = text(registry, accept: accept)
            #expect(text.contains("# TYPE \(metric) counter\n\(metric) 1\n"))
            #expect(text.contains("\(label)=\"/\""))
            #expect(!text.contains("http."))
            #expect(text.contains("\nup 1\n"))
        }
        let all = text(registry, accept: accept.replacing("text/plain", with: "application/openmetrics-text"))
        #expect(ExpositionParser.parse(Array(all.utf8), as: .openMetrics).problems == [])
    }

    @Test("Names that need quotes for what is in them have it escaped")
    func hostileNames() throws {
        let registry = MetricsRegistry(configuration: .bare)
        let family = try registry.makeGaugeFamily(
            MetricDescriptor(
                name: MetricName(utf8: "a\"b\\c\nd"), kind: .gauge, help: "",
                labels: [LabelDescriptor(name: LabelName(utf8: "x\"\n\\"))]))
        family.with("v").set(1)
        #expect(
            text(registry, accept: "text/plain;version=1.0.0;escaping=allow-utf-8") == """
                # TYPE "a\\"b\\\\c\\nd" gauge
                {"a\\"b\\\\c\\nd","x\\"\\n\\\\"="v"} 1

                """)
    }

    @Test(
        "A unit that is no longer the suffix of the escaped name is left out", arguments: [NameEscaping.dots, .values])
    func units(escaping: NameEscaping) throws {
        let descriptor = try MetricDescriptor(
            name: MetricName(utf8: "a.b_seconds_total"), kind: .counter, help: "", unit: .seconds)
        let family = MetricFamily(descriptor, series: [MetricSeries(value: .number(.integer(1)))])
        let text = String(
            decoding: OpenMetricsFormat().bytes(of: Snapshot(families: [family]).escaped(escaping)), as: UTF8.self)
        #expect(!text.contains("# UNIT"))
        #expect(text.contains("seconds__total 1\n"))
    }

    @Test("A state set's label is escaped as its name is")
    func stateSet() throws {
        let registry = MetricsRegistry(configuration: .bare)
        let phase = try registry.makeStateSet(
            MetricDescriptor(name: MetricName(utf8: "deploy.phase"), kind: .stateSet, help: "", states: ["a"]))
        phase.select("a")
        #expect(text(registry, accept: "text/plain").contains("deploy_phase{deploy_phase=\"a\"} 1\n"))
        #expect(
            text(registry, accept: "text/plain;escaping=allow-utf-8").contains(
                "{\"deploy.phase\",\"deploy.phase\"=\"a\"} 1\n"))
    }

    // MARK: Collisions

    private static func series(_ labels: [(String, String)], _ value: UInt64) throws -> MetricSeries {
        MetricSeries(labels: try LabelSet(utf8: labels.map { (key: $0, value: $1) }), value: .number(.integer(value)))
    }

    private static func family(
        _ name: String, _ kind: MetricKind = .gauge, _ series: [MetricSeries]
    ) throws -> MetricFamily {
        MetricFamily(try MetricDescriptor(name: MetricName(utf8: name), kind: kind, help: ""), series: series)
    }

    @Test("Metrics of a kind that come to one name become one, with one TYPE")
    func merged() throws {
        let snapshot = Snapshot(families: [
            try Self.family("a.b", .gauge, [Self.series([("x", "1")], 1), Self.series([("x", "2")], 2)]),
            try Self.family("a_b", .gauge, [Self.series([("x", "2")], 3)]),
        ])
        let rejections = RejectionLog(diagnosticsMax: 9)
        let escaped = snapshot.escaped(.underscores, rejections: rejections)
        #expect(
            String(decoding: PlainTextFormat().bytes(of: escaped), as: UTF8.self) == """
                # TYPE a_b gauge
                a_b{x="1"} 1
                a_b{x="2"} 3

                """)
        #expect(rejections.count(of: .duplicateSeries) == 1)
        #expect(snapshot.escaped(.allowUTF8).families.count == 2)
        #expect(snapshot.escaped(.values).families.map(\.name) == ["U__a_2e_b", "a_b"])
    }

    @Test("Metrics of two kinds that come to one name: the one with the legal name stays")
    func quarantined() throws {
        let snapshot = Snapshot(families: [
            try Self.family("a.b", .gauge, [Self.series([], 1)]),
            try Self.family("a_b_total", .counter, [Self.series([], 3)]),
        ])
        let rejections = RejectionLog(diagnosticsMax: 9)
        let escaped = snapshot.escaped(.underscores, rejections: rejections)
        #expect(escaped.families.map(\.name) == ["a_b_total"])
        #expect(rejections.count(of: .nameConflict) == 1)
        #expect(rejections.diagnostics.first?.metric == "a.b")
    }

    @Test("Labels that come to one name have both values")
    func joinedLabels() throws {
        let labels = try LabelSet(utf8: [(key: "a.b", value: "1"), (key: "a_b", value: "2"), (key: "c", value: "3")])
        #expect(labels.escaped(.underscores).description == "{a_b=\"1;2\",c=\"3\"}")
        #expect(labels.escaped(.dots).description == "{a_b=\"2\",a_dot_b=\"1\",c=\"3\"}")
    }

    @Test("Series of instruments that come to the same labels are one, and the other is counted")
    func sameLabels() throws {
        let registry = MetricsRegistry(configuration: .bare)
        let family = try registry.makeGaugeFamily(
            .gauge(
                "level", help: "", labels: [LabelDescriptor(name: LabelName(utf8: "a.b")), LabelDescriptor("a_b")]))
        family.with("1", "").set(1)
        family.with("", "1").set(2)
        for scrape in 1...2 as ClosedRange<UInt64> {
            #expect(text(registry, accept: "text/plain") == "# TYPE level gauge\nlevel{a_b=\"1\"} 1\n")
            #expect(registry.rejectionCount(.duplicateSeries) == scrape)
        }
    }

    @Test("No label takes the place of the metric's name")
    func nameLabel() throws {
        let snapshot = Snapshot(families: [
            try Self.family("g", .gauge, [Self.series([("..name__", "x")], 1), Self.series([("ok", "x")], 2)])
        ])
        #expect(snapshot.escaped(.underscores).families.first?.series.map(\.labels.description) == ["{ok=\"x\"}"])
    }

    @Test("Labels of exemplars are escaped too")
    func exemplars() throws {
        let labels = try LabelSet(utf8: [(key: "trace.id", value: "1")])
        let series = MetricSeries(
            value: .number(.integer(1)), exemplar: try Exemplar(labels: labels, value: 1))
        let snapshot = Snapshot(families: [try Self.family("a_total", .counter, [series])])
        let text = String(decoding: OpenMetricsFormat().bytes(of: snapshot.escaped(.underscores)), as: UTF8.self)
        #expect(text == "# TYPE a counter\na_total 1 # {trace_id=\"1\"} 1.0\n# EOF\n")
    }
}
