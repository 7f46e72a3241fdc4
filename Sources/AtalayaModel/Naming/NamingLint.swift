/// The naming rules that are advice. One entry a rule: its id and a function from a descriptor to sentences.
enum NamingLint {
    struct Rule: Sendable {
        let id: String
        let check: @Sendable (MetricDescriptor) -> [String]
    }

    static let rules: [Rule] = [
        Rule(id: "metric-without-help") { $0.help.isEmpty ? ["no help text"] : [] },
        Rule(id: "metric-name-with-colon") {
            $0.name.rawValue.contains(":") ? ["colons are for recording rules, not for metrics"] : []
        },
        Rule(id: "metric-name-not-snake-case") {
            isCamelCase($0.name.rawValue) ? ["write the name in snake_case"] : []
        },
        Rule(id: "metric-without-base-unit", check: nonBaseUnits),
        Rule(id: "metric-unit-abbreviated", check: abbreviatedUnits),
        Rule(id: "metric-name-with-type", check: typeInName),
        Rule(id: "metric-name-with-sample-suffix", check: sampleSuffix),
        Rule(id: "label-name-not-snake-case") { descriptor in
            descriptor.labels.map(\.name.rawValue).filter(isCamelCase).map { "write the label \"\($0)\" in snake_case" }
        },
        Rule(id: "label-reserved-elsewhere") { descriptor in
            descriptor.labels.map(\.name.rawValue).filter { $0 == "le" || $0 == "quantile" }
                .map { "the label \"\($0)\" belongs to histograms and summaries" }
        },
        Rule(id: "label-named-type") { descriptor in
            descriptor.labels.contains { $0.name.rawValue == "type" }
                ? ["the label \"type\" says nothing; name what it is a type of"] : []
        },
        Rule(id: "label-of-target") { descriptor in
            descriptor.labels.map(\.name.rawValue).filter(targetLabels.contains)
                .map { "the label \"\($0)\" is set by Prometheus for the whole target; leave it out" }
        },
        Rule(id: "label-value-total") { descriptor in
            descriptor.labels.filter { $0.values?.contains("total") == true }
                .map { "the label \"\($0.name)\" has a value \"total\": sums over it would count twice" }
        },
    ]

    private static let targetLabels: Set<String> = ["instance", "job", "env", "environment", "cluster", "datacenter"]

    /// A unit that is not a base unit, with the base unit to use instead.
    private static let derivedUnits: [(unit: String, base: String)] = [
        ("milliseconds", "seconds"), ("microseconds", "seconds"), ("nanoseconds", "seconds"),
        ("minutes", "seconds"), ("hours", "seconds"), ("days", "seconds"), ("weeks", "seconds"),
        ("kelvins", "celsius"), ("kelvin", "celsius"), ("fahrenheit", "celsius"), ("rankine", "celsius"),
        ("inches", "meters"), ("yards", "meters"), ("miles", "meters"),
        ("kilometers", "meters"), ("centimeters", "meters"), ("millimeters", "meters"),
        ("bits", "bytes"), ("kilobytes", "bytes"), ("megabytes", "bytes"), ("gigabytes", "bytes"),
        ("terabytes", "bytes"),
        ("kibibytes", "bytes"), ("mebibytes", "bytes"), ("gibibytes", "bytes"), ("tebibytes", "bytes"),
        ("calories", "joules"), ("kilowatthours", "joules"), ("kilojoules", "joules"),
        ("pounds", "grams"), ("ounces", "grams"), ("kilograms", "grams"), ("milligrams", "grams"),
        ("millivolts", "volts"), ("kilovolts", "volts"), ("milliamperes", "amperes"), ("percent", "ratio"),
    ]

    private static let abbreviations: Set<String> = [
        "s", "ms", "us", "ns", "sec", "b", "kb", "mb", "gb", "tb", "pb", "m", "h", "d",
    ]

    private static func words(_ name: String) -> [Substring] {
        name.lowercased().split(whereSeparator: { $0 == "_" || $0 == ":" })
    }

    private static func nonBaseUnits(_ descriptor: MetricDescriptor) -> [String] {
        let words = words(descriptor.name.rawValue)
        return derivedUnits.filter { words.contains(Substring($0.unit)) }
            .map { "use the base unit \"\($0.base)\" instead of \"\($0.unit)\"" }
    }

    private static func abbreviatedUnits(_ descriptor: MetricDescriptor) -> [String] {
        words(descriptor.familyName).suffix(1).filter { abbreviations.contains(String($0)) }
            .map { "write units out: \"\($0)\" may be read as an abbreviated unit" }
    }

    private static func typeInName(_ descriptor: MetricDescriptor) -> [String] {
        let kinds = ["counter", "gauge", "histogram", "summary"]
        return words(descriptor.name.rawValue).filter { kinds.contains(String($0)) }
            .map { "the name need not say \"\($0)\"; the type is exposed beside it" }
    }

    /// Only what ``NamingRules`` lets pass: a gauge may be called `…_count`, and readers will take it for a histogram's.
    private static func sampleSuffix(_ descriptor: MetricDescriptor) -> [String] {
        guard descriptor.kind != .histogram, descriptor.kind != .summary else { return [] }
        return ["_bucket", "_count", "_sum"].filter { descriptor.name.rawValue.hasASCIISuffix($0) }
            .map { "\"\($0)\" suggests a histogram or a summary" }
    }

    private static func isCamelCase(_ name: String) -> Bool {
        zip(name.utf8, name.utf8.dropFirst()).contains { first, second in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first)
                && (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(second)
        }
    }
}
