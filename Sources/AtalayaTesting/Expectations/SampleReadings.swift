public import AtalayaMetrics

/// Every sample of a registry, or of an exposition, at one moment: what tests compare.
///
/// ```swift
/// let before = SampleReadings(registry)
/// try await handle(request)
/// let changes = SampleReadings(registry).changes(since: before)
/// #expect(changes[#"http_requests_total{method="GET"}"#] == 1)
/// ```
/// A series is asked for as it is written in an exposition; the order of its labels does not matter.
public struct SampleReadings: Sendable, CustomStringConvertible {
    /// A series by name and labels.
    struct Key: Hashable, Sendable, Comparable, CustomStringConvertible {
        let name: String
        let labels: [ParsedSample.Label]

        init(_ sample: ParsedSample) {
            self.name = sample.name
            self.labels = sample.labels.filter { !$0.value.isEmpty }.sorted { $0.name < $1.name }
        }

        var description: String {
            guard !self.labels.isEmpty else { return self.name }
            let pairs = self.labels.map { label in
                let value = label.value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
                return "\(label.name)=\"\(value.replacing("\n", with: "\\n"))\""
            }
            return "\(self.name){\(pairs.joined(separator: ","))}"
        }

        static func < (left: Key, right: Key) -> Bool {
            // Buckets in the order of their bounds would be nicer to read than in that of their digits.
            left.name == right.name ? left.description < right.description : left.name < right.name
        }
    }

    let values: [Key: Double]

    init(values: [Key: Double]) {
        self.values = values
    }

    init(_ families: [ParsedFamily]) {
        var values: [Key: Double] = [:]
        for sample in families.flatMap(\.samples) { values[Key(sample)] = sample.value }
        self.values = values
    }

    /// What a registry holds now.
    public init(_ registry: MetricsRegistry) {
        self.init(registry.exposedFamilies())
    }

    /// The value of a series, `http_requests_total{method="GET"}`; nil when it is not there, or no series is written so.
    public subscript(series: String) -> Double? {
        Self.key(series).flatMap { self.values[$0] }
    }

    private static func key(_ series: String) -> Key? {
        let families = ExpositionParser.parse(Array("\(series) 0\n".utf8), as: .plainText).families
        return families.first?.samples.first.map(Key.init)
    }

    /// By how much each series differs from an earlier reading; those that do not are left out, and new ones count from
    /// zero. A series that is gone is left out too.
    public func changes(since before: SampleReadings) -> SampleReadings {
        var changes: [Key: Double] = [:]
        for (key, value) in self.values {
            let change = value - (before.values[key] ?? 0)
            // An infinity that stays is no change, though its difference is not a number.
            if change != 0, value != before.values[key], !(value.isNaN && before.values[key]?.isNaN == true) {
                changes[key] = change
            }
        }
        return SampleReadings(values: changes)
    }

    /// A line for each series.
    public var description: String {
        self.values.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.sampleText)" }.joined(separator: "\n")
    }
}

extension Double {
    /// As expositions write it, whole numbers without a point.
    var sampleText: String {
        if self.isNaN { return "NaN" }
        if self.isInfinite { return self > 0 ? "+Inf" : "-Inf" }
        return self == self.rounded() && abs(self) < 1e15 ? "\(Int64(self))" : "\(self)"
    }
}

extension MetricsRegistry {
    /// What a scraper that understands text 0.0.4 reads.
    func exposedFamilies() -> [ParsedFamily] {
        let body = MetricsEndpoint(registry: self).respond(accept: "text/plain;version=0.0.4", acceptEncoding: nil).body
        return ExpositionParser.parse(body, as: .plainText).families
    }
}
