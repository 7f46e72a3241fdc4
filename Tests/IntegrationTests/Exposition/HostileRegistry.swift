import AtalayaMetrics
import AtalayaModel

/// A registry with everything in it that has ever broken an exposition.
enum HostileRegistry {
    /// Label values that want escaping, and some that only look so.
    static let labelValues = [
        #"a "quoted" word"#, #"back\slash"#, #"ends in \"#, "two\nlines", #"not a line break: \n"#, "emoji 🚀👩‍👩‍👧",
        "tab\there",
        "{le=\"1\"}", "a,b=c", "#", " spaces ", "é ñ 漢字", "\u{0}\u{1}\u{7f}", "\u{feff}mark", "carriage\rreturn",
    ]

    /// Values that want spelling.
    static let values: [(name: String, value: Double)] = [
        ("nan", .nan), ("plus_infinity", .infinity), ("minus_infinity", -.infinity), ("zero", 0), ("minus_zero", -0.0),
        ("smallest", .leastNonzeroMagnitude), ("largest", .greatestFiniteMagnitude), ("third", 1 / 3),
        ("million", 1_000_000),
        ("beyond_integers", 9_007_199_254_740_992), ("negative", -273.15), ("tiny", 1e-7),
    ]

    static func make() throws -> MetricsRegistry {
        let registry = MetricsRegistry()
        let things = try registry.makeCounterFamily(
            .counter(
                "hostile_things_total", help: "Things with \"quotes\", a back\\slash and\na second line.",
                labels: [LabelDescriptor("value")]))
        for (index, value) in labelValues.enumerated() { things.with(value).increment(by: Int64(index + 1)) }

        let numbers = try registry.makeGaugeFamily(
            .gauge("hostile_number", help: "Numbers that want spelling.", labels: [LabelDescriptor("kind")]))
        for (name, value) in values { numbers.with(name).set(value) }

        let durations = try registry.makeHistogramFamily(
            .histogram(
                "hostile_duration_seconds", help: "A histogram.", unit: .seconds, labels: [LabelDescriptor("value")],
                buckets: HistogramBuckets([1e-9, 0.1, 1, 2.5, 1e9])))
        for value in labelValues {
            for observation in [0, 0.05, 0.1, 2, 1e12] { durations.with(value).observe(observation) }
        }
        try registry.makeCounter(.counter("hostile_fraction_total", help: "")).increment(by: 0.1)
        let phase = try registry.makeStateSet(
            .stateSet("hostile_phase", help: "A state set.", states: ["idle", "says \"go\""]))
        phase.set("says \"go\"", isOn: true)
        for value in labelValues {
            try registry.makeInfo(
                .info("hostile_build_info", help: "An info.", labels: [LabelDescriptor("value")]),
                labels: ["value": value])
        }
        try registry.addCollector(HostileCollector())
        _ = try registry.makeHistogram(.histogram("hostile_empty_bytes", help: "Nothing yet.", unit: .bytes))
        return registry
    }

    /// The samples that any reader must find, as `ReadSample`s.
    static var expected: [ReadSample] {
        let things = labelValues.enumerated().map { index, value in
            ReadSample(name: "hostile_things_total", labels: ["value": value], value: Double(index + 1))
        }
        let numbers = values.map { ReadSample(name: "hostile_number", labels: ["kind": $0.name], value: $0.value) }
        let counts = labelValues.map { value in
            ReadSample(name: "hostile_duration_seconds_count", labels: ["value": value], value: 5)
        }
        let cumulative: [(bound: Double, count: Double)] = [
            (1e-9, 1), (0.1, 3), (1, 3), (2.5, 4), (1e9, 4), (.infinity, 5),
        ]
        let buckets: [ReadSample] = labelValues.flatMap { value in
            cumulative.map { bucket in
                ReadSample(
                    name: "hostile_duration_seconds_bucket", labels: ["value": value], bound: bucket.bound,
                    value: bucket.count)
            }
        }
        let infos = labelValues.map { ReadSample(name: "hostile_build_info", labels: ["value": $0], value: 1) }
        let states = [
            ReadSample(name: "hostile_phase", labels: ["hostile_phase": "idle"], value: 0),
            ReadSample(name: "hostile_phase", labels: ["hostile_phase": "says \"go\""], value: 1),
        ]
        let fraction = ReadSample(name: "hostile_fraction_total", labels: [:], value: 0.1)
        return things + numbers + counts + buckets + infos + states + HostileCollector.expected + [fraction]
    }
}
