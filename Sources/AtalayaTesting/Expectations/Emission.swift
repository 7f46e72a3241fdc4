public import AtalayaMetrics

/// Expects that a registry emits what an exposition says.
///
/// ```swift
/// try expect(registry, emits: """
///     # TYPE http_requests_total counter
///     http_requests_total{method="GET"} 3
///     """)
/// ```
/// Compared by meaning: the order of lines and labels, the way a number is written, indentation and empty lines do not
/// matter, and comments that are no metadata say nothing. `# TYPE` and `# HELP` lines are compared where they are given.
/// Of every sample name that the text mentions, all series must be there; names it does not mention are not looked at,
/// unless `andNothingElse` is true: then there must be none but the registry's own (`atalaya_metrics_…`).
///
/// - Throws: ``ExpectationFailure`` with a line for each difference, which Swift Testing shows as it is.
public func expect(
    _ registry: MetricsRegistry, emits expected: String, andNothingElse: Bool = false
) throws(ExpectationFailure) {
    if let failure = emissionFailure(registry, expected, andNothingElse: andNothingElse) { throw failure }
}

/// Expects that an operation changes the counts of a registry by what an exposition says, and that it changes no other
/// series of the names in it.
///
/// ```swift
/// try await expect(registry, changesBy: "jobs_total 1") { try await runJob() }
/// ```
/// - Throws: ``ExpectationFailure``, or what the operation throws.
public func expect<Value>(
    _ registry: MetricsRegistry, changesBy expected: String, during operation: () async throws -> Value
) async throws -> Value {
    let before = SampleReadings(registry)
    let value = try await operation()
    let changes = SampleReadings(registry).changes(since: before)
    let wanted = try ExpectedExposition(expected)
    let differences = wanted.differences(from: changes)
    if !differences.isEmpty {
        throw ExpectationFailure("the registry does not change as was expected", differences)
    }
    return value
}

private func emissionFailure(
    _ registry: MetricsRegistry, _ expected: String, andNothingElse: Bool
) -> ExpectationFailure? {
    let wanted: ExpectedExposition
    do {
        wanted = try ExpectedExposition(expected)
    } catch {
        return error
    }
    let families = registry.exposedFamilies()
    var differences = wanted.metadataDifferences(from: families)
    differences += wanted.differences(from: SampleReadings(families))
    if andNothingElse {
        let known = wanted.sampleNames
        let others = families.filter { !$0.name.hasPrefix("atalaya_metrics_") }.flatMap(\.samples)
            .filter { !known.contains($0.name) }
        differences += others.map { "unexpected  \(SampleReadings.Key($0)) \($0.value.sampleText)" }
    }
    return differences.isEmpty
        ? nil : ExpectationFailure("the registry does not emit what was expected", differences)
}

/// The text of an expectation, read.
struct ExpectedExposition {
    private let families: [ParsedFamily]
    private let readings: SampleReadings
    private let order: [SampleReadings.Key]

    /// - Throws: ``ExpectationFailure`` when the text cannot be read.
    init(_ text: String) throws(ExpectationFailure) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            String(line.drop { $0 == " " || $0 == "\t" })
        }
        let parsed = ExpositionParser.parse(Array((lines.joined(separator: "\n") + "\n").utf8), as: .plainText)
        // A part of an exposition is enough: a histogram may be given by its count alone.
        let problems = parsed.problems.filter { $0.rule == "exposition-syntax" || $0.rule == "exposition-value" }
        guard problems.isEmpty else {
            throw ExpectationFailure("the expected exposition cannot be read", problems.map(\.description))
        }
        self.families = parsed.families
        self.readings = SampleReadings(parsed.families)
        self.order = parsed.families.flatMap(\.samples).map(SampleReadings.Key.init)
    }

    var sampleNames: Set<String> { Set(self.order.map(\.name)) }

    func differences(from actual: SampleReadings) -> [String] {
        var differences: [String] = []
        for key in self.order {
            let expected = self.readings.values[key] ?? 0
            guard let value = actual.values[key] else {
                differences.append("missing     \(key) \(expected.sampleText)")
                continue
            }
            if value != expected, !(value.isNaN && expected.isNaN) {
                differences.append("differs     \(key): expected \(expected.sampleText), is \(value.sampleText)")
            }
        }
        let names = self.sampleNames
        let surplus = actual.values.filter { names.contains($0.key.name) && self.readings.values[$0.key] == nil }
        return differences
            + surplus.sorted { $0.key < $1.key }.map { "unexpected  \($0.key) \($0.value.sampleText)" }
    }

    func metadataDifferences(from actual: [ParsedFamily]) -> [String] {
        self.families.flatMap { expected -> [String] in
            guard expected.kind != .unknown || expected.help != nil else { return [] }
            guard let family = actual.first(where: { $0.name == expected.name }) else {
                return expected.samples.isEmpty ? ["missing     \(expected.name)"] : []
            }
            var differences: [String] = []
            if expected.kind != .unknown, family.kind != expected.kind {
                differences.append(
                    "differs     type of \(expected.name): expected \(expected.kind.rawValue), is \(family.kind.rawValue)"
                )
            }
            if let help = expected.help, help != family.help ?? "" {
                differences.append(
                    "differs     help of \(expected.name): expected “\(help)”, is “\(family.help ?? "")”")
            }
            return differences
        }
    }
}
