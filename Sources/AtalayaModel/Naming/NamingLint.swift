/// The naming rules that are advice. One entry a rule: its id and a function from a metric to sentences.
enum NamingLint {
    struct Rule: Sendable {
        let id: String
        let check: @Sendable (NamingSubject) -> [String]
    }

    static let rules: [Rule] = [
        Rule(id: "metric-without-help") { $0.help.isEmpty ? ["no help text"] : [] },
        Rule(id: "metric-name-with-colon") {
            $0.name.contains(":") ? ["colons are for recording rules, not for metrics"] : []
        },
        Rule(id: "metric-name-not-snake-case") { isCamelCase($0.name) ? ["write the name in snake_case"] : [] },
        Rule(id: "metric-without-base-unit", check: nonBaseUnits),
        Rule(id: "metric-unit-abbreviated", check: abbreviatedUnits),
        Rule(id: "metric-name-with-type", check: typeInName),
        Rule(id: "metric-name-with-sample-suffix", check: sampleSuffix),
        Rule(id: "counter-without-total") {
            $0.kind == .counter && !$0.name.hasASCIISuffix("_total") ? ["a counter's name ends in \"_total\""] : []
        },
        Rule(id: "total-without-counter") {
            $0.kind != .counter && $0.kind != .unknown && $0.name.hasASCIISuffix("_total")
                ? ["\"_total\" says that it is a counter, and it is a \($0.kind.rawValue)"] : []
        },
        Rule(id: "timestamp-without-seconds") {
            $0.name.hasASCIISuffix("_timestamp") ? ["a timestamp is in seconds and ends in \"_timestamp_seconds\""] : []
        },
        Rule(id: "label-name-not-snake-case") { subject in
            subject.labels.map(\.name).filter(isCamelCase).map { "write the label \"\($0)\" in snake_case" }
        },
        Rule(id: "label-reserved-elsewhere") { subject in
            subject.labels.map(\.name).filter { $0 == "le" || $0 == "quantile" }
                .map { "the label \"\($0)\" belongs to histograms and summaries" }
        },
        Rule(id: "label-named-type") { subject in
            subject.labels.contains { $0.name == "type" }
                ? ["the label \"type\" says nothing; name what it is a type of"] : []
        },
        Rule(id: "label-of-target") { subject in
            subject.labels.map(\.name).filter(targetLabels.contains)
                .map { "the label \"\($0)\" is set by Prometheus for the whole target; leave it out" }
        },
        Rule(id: "label-value-total") { subject in
            subject.labels.filter { $0.values.contains("total") }
                .map { "the label \"\($0.name)\" has a value \"total\": sums over it would count twice" }
        },
    ]

    private static let targetLabels: Set<String> = ["instance", "job", "env", "environment", "cluster", "datacenter"]

    private static let baseUnits: Set<String> = [
        "seconds", "bytes", "celsius", "meters", "grams", "joules", "volts", "amperes", "moles", "hertz", "watts",
    ]

    private static let prefixes = [
        "pico", "nano", "micro", "milli", "centi", "deci", "deca", "hecto", "kilo", "kibi", "mega", "mebi", "giga",
        "gibi",
        "tera", "tebi", "peta", "pebi", "exa", "exbi",
    ]

    /// Units other than multiples of base units, with the base unit to use instead.
    private static let derivedUnits: [String: String] = [
        "minutes": "seconds", "hours": "seconds", "days": "seconds", "weeks": "seconds",
        "kelvins": "celsius", "kelvin": "celsius", "fahrenheit": "celsius", "rankine": "celsius",
        "inches": "meters", "yards": "meters", "miles": "meters", "metres": "meters",
        "bits": "bytes", "calories": "joules", "kilowatthours": "joules",
        "pounds": "grams", "ounces": "grams", "percent": "ratio",
    ]

    private static let abbreviations: Set<String> = [
        "s", "ms", "us", "ns", "sec", "b", "kb", "mb", "gb", "tb", "pb", "m", "h", "d",
    ]

    private static func words(_ name: String) -> [Substring] {
        name.lowercased().split(whereSeparator: { $0 == "_" || $0 == ":" })
    }

    private static func nonBaseUnits(_ subject: NamingSubject) -> [String] {
        words(subject.name).compactMap { word in
            base(of: String(word)).map { "use the base unit \"\($0)\" instead of \"\(word)\"" }
        }
    }

    /// The base unit to use instead of a unit, nil for base units and other words.
    private static func base(of word: String) -> String? {
        if let base = derivedUnits[word] { return base }
        for prefix in prefixes where word.hasPrefix(prefix) {
            let rest = String(word.dropFirst(prefix.count))
            if baseUnits.contains(rest) { return rest }
            if let base = derivedUnits[rest] { return base }
        }
        return nil
    }

    private static func abbreviatedUnits(_ subject: NamingSubject) -> [String] {
        let words = words(subject.name)
        return (words.last == "total" ? words.dropLast() : words[...]).dropFirst().suffix(1).filter {
            abbreviations.contains(String($0))
        }
        .map { "write units out: \"\($0)\" may be read as an abbreviated unit" }
    }

    private static func typeInName(_ subject: NamingSubject) -> [String] {
        let kinds = ["counter", "gauge", "histogram", "summary"]
        return words(subject.name).filter { kinds.contains(String($0)) }
            .map { "the name need not say \"\($0)\"; the type is exposed beside it" }
    }

    /// Only what ``NamingRules`` lets pass: a gauge may be called `…_count`, and readers will take it for a histogram's.
    private static func sampleSuffix(_ subject: NamingSubject) -> [String] {
        // Of an unknown metric nobody says that it is not one.
        guard subject.kind != .histogram, subject.kind != .summary, subject.kind != .unknown else { return [] }
        return ["_bucket", "_count", "_sum"].filter { subject.name.hasASCIISuffix($0) }
            .map { "\"\($0)\" suggests a histogram or a summary" }
    }

    private static func isCamelCase(_ name: String) -> Bool {
        zip(name.utf8, name.utf8.dropFirst()).contains { first, second in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first)
                && (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(second)
        }
    }
}
