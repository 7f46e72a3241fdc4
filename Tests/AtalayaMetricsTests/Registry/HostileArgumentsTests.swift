import AtalayaMetrics
import Testing

/// Every argument of the public API at its worst. Reaching the end is the expectation: a trap would end the test run;
/// and what comes out must still be a legal exposition.
struct HostileArgumentsTests {
    private static let strings = [
        "", " ", "a", "é", "e\u{301}", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "\"", "\\", "\n", "\r\n", "\u{0}", "\u{FEFF}", "__name__", "le", "quantile",
        "a b", "a-b", "9", "_total", "total",
        "a_total", "a_bucket", "a_info", "{}", "# EOF", "otel_metric_overflow", String(repeating: "x", count: 3_000),
        String(repeating: "🚀", count: 500),
    ]
    private static let doubles: [Double] = [
        0, -0.0, 1, -1, 0.1, .nan, -.nan, .signalingNaN, .infinity, -.infinity, .greatestFiniteMagnitude,
        -.greatestFiniteMagnitude,
        .leastNonzeroMagnitude, -.leastNonzeroMagnitude, 9.223372036854775807e18, 1.8446744073709552e19, 4294967296,
        1e300,
    ]
    private static let integers: [Int64] = [0, 1, -1, .min, .max, .min + 1, 1 << 32, 1 << 53]
    private static let durations: [Duration] = [
        .zero, .seconds(-1), .seconds(Int64.max), .seconds(Int64.min), .nanoseconds(1), .nanoseconds(Int64.min),
        Duration(secondsComponent: .max, attosecondsComponent: 999_999_999_999_999_999),
    ]

    private func expectLegal(_ registry: MetricsRegistry) {
        for format in ExpositionFormats.all {
            let bytes = format.bytes(of: registry.snapshot())
            let problems = ExpositionParser.parse(bytes, as: .init(contentType: format.contentType)).problems
            #expect(problems.isEmpty, "\(format.contentType)")
        }
    }

    @Test("Names, help texts, units and labels", arguments: MetricKind.allCases)
    func definitions(kind: MetricKind) {
        let registry = MetricsRegistry()
        for name in Self.strings {
            for label in Self.strings {
                let labels = (try? LabelDescriptor(label, values: [label, ""], help: name)).map { [$0, $0] } ?? []
                for labels in [labels, Array(labels.prefix(1)), []] {
                    let unit = (try? MetricUnit(label)) ?? .none
                    guard
                        let descriptor = try? MetricDescriptor(
                            name, kind: kind, help: label, unit: unit, labels: labels)
                    else { continue }
                    _ = descriptor.lint()
                    (try? registry.makeCounter(descriptor, labels: [label: name]))?.increment()
                    (try? registry.makeGauge(descriptor, labels: [name: label]))?.increment()
                    (try? registry.makeHistogram(descriptor))?.observe(1)
                    (try? registry.makeCounterFamily(descriptor))?.with(name, label, name).increment()
                    _ = try? registry.addCallback(descriptor, labels: [label: label]) { .nan }
                    registry.unregister(descriptor.name)
                }
            }
        }
        expectLegal(registry)
    }

    @Test("Label values, by name and by position")
    func labelValues() throws {
        let registry = MetricsRegistry()
        let descriptor = try MetricDescriptor.gauge(
            "g", help: "", labels: [LabelDescriptor("b"), LabelDescriptor("a")])
        let family = try registry.makeGaugeFamily(descriptor)
        for first in Self.strings {
            for second in Self.strings {
                family.with(first, second).increment()
                family.with(values: []).increment()
                family.with(first).increment()
                family.with(first, second, first).increment()
                (try? family.with(labels: ["a": second, "b": first]))?.increment()
                (try? family.with(labels: [first: second]))?.increment()
                family.with(first, second, first, second).increment()
                family.remove(labels: [second: first])
                family.removeAll(matching: [second: first])
                family.removeAll(matching: ["b": second, first: second])
                registry.removeSeries(matching: [first: second, "b": first])
            }
        }
        expectLegal(registry)
    }

    @Test("Values of instruments")
    func values() throws {
        let registry = MetricsRegistry()
        let counter = try registry.makeCounter(.counter("c_total", help: ""))
        let gauge = try registry.makeGauge(.gauge("g", help: ""))
        let histogram = try registry.makeHistogram(.histogram("h", help: ""))
        let native = try registry.makeHistogram(.histogram("n", help: "", native: .default, buckets: .default))
        for value in Self.doubles {
            counter.increment(by: value)
            histogram.observe(value)
            native.observe(value)
            gauge.increment(by: value)
            gauge.decrement(by: value)
            gauge.set(value)
            expectLegal(registry)
        }
        for value in Self.integers {
            counter.increment(by: value)
            counter.increment(by: Int(value))
        }
        for value in Self.durations {
            histogram.observe(value)
            native.observe(value)
            gauge.set(value)
        }
        expectLegal(registry)
    }

    @Test("Limits of a registry", arguments: [Int.min, -1, 0, 1, .max])
    func limits(limit: Int) throws {
        var configuration = RegistryConfiguration()
        configuration.familiesMax = limit
        configuration.seriesPerFamilyMax = limit
        configuration.seriesMax = limit
        configuration.labelValueBytesMax = limit
        configuration.labelsMax = limit
        configuration.diagnosticsMax = limit
        let registry = MetricsRegistry(configuration: configuration)
        let labels = [try LabelDescriptor("x")]
        for name in ["a", "b"] {
            (try? registry.makeGauge(.gauge(name, help: "", labels: labels), labels: ["x": "value"]))?.set(1)
            (try? registry.makeGaugeFamily(.gauge(name, help: "", labels: labels)))?.with("other").set(1)
        }
        _ = try? registry.addCallback(.gauge("c", help: "")) { 1 }
        expectLegal(registry)
    }

    @Test("Headers of a scrape")
    func headers() {
        let endpoint = MetricsEndpoint(registry: MetricsRegistry())
        for header in Self.strings + [
            ";", ",", "=", ";q", ";q=", "a;q=1;q=0", "*/*;q=1e9", "text/", "/", "/*", "\"", "q=0.5",
        ] {
            #expect(endpoint.respond(accept: header, acceptEncoding: header, names: [header]).status == 200)
        }
    }

    @Test("Texts for the parser that are cut and changed at random places end in problems, not in traps")
    func parserInput() throws {
        var generator = SeededGenerator(seed: 3)
        for seed in 0..<15 as Range<UInt64> {
            var registry = RandomRegistry(seed: seed)
            let snapshot = try registry.make().snapshot()
            for format in ExpositionFormats.all {
                var bytes = format.bytes(of: snapshot)
                for _ in 0..<12 where !bytes.isEmpty {
                    let index = Int.random(in: bytes.indices, using: &generator)
                    switch Int.random(in: 0..<3, using: &generator) {
                    case 0: bytes[index] = UInt8(truncatingIfNeeded: generator.next())
                    case 1: bytes.remove(at: index)
                    default: bytes.removeSubrange(index..<min(bytes.count, index + 10))
                    }
                    _ = ExpositionParser.parse(bytes, as: .plainText)
                    _ = ExpositionParser.parse(bytes, as: .openMetrics)
                }
            }
        }
    }
}
