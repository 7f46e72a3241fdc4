public import AtalayaMetrics

/// What is wrong with an exposition, and what is unwise: as strict as the strictest scraper, and `promtool`'s advice.
///
/// ```swift
/// #expect(ExpositionReport(registry).findings == [])
/// let report = try await ExpositionReport(fetching: "http://127.0.0.1:9464/metrics")
/// ```
public struct ExpositionReport: Sendable, CustomStringConvertible {
    /// What breaks the specification of the format.
    public let problems: [ExpositionProblem]
    /// What is legal but unwise.
    public let advice: [ExpositionAdvice]
    /// What it says, for further questions.
    public let families: [ParsedFamily]

    /// Reads an exposition by the `Content-Type` that came with it.
    public init(_ bytes: [UInt8], contentType: String) {
        let parsed = ExpositionParser.parse(bytes, as: ExpositionParser.Dialect(contentType: contentType))
        self.problems = parsed.problems
        self.advice = parsed.advice()
        self.families = parsed.families
    }

    /// Reads what a registry emits, in the format that an `Accept` header asks for.
    public init(_ registry: MetricsRegistry, accept: String? = nil) {
        let response = MetricsEndpoint(registry: registry).respond(accept: accept, acceptEncoding: nil)
        self.init(response.body, contentType: response.headers.first { $0.name == "Content-Type" }?.value ?? "")
    }

    /// Problems, then advice, as lines.
    public var findings: [String] {
        self.problems.map(\.description) + self.advice.map(\.description)
    }

    public var description: String { self.findings.joined(separator: "\n") }
}
