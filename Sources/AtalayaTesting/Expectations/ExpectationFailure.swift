/// How what is emitted differs from what was expected: a line for each difference.
///
/// ```
/// the registry does not emit what was expected
///   differs     http_requests_total{method="GET"}: expected 3, is 2
///   missing     http_requests_total{method="POST"} 1
///   unexpected  http_requests_total{method="PUT"} 7
/// ```
public struct ExpectationFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was compared.
    public let summary: String
    /// In the order of the expected text, then what is there beyond it.
    public let differences: [String]

    init(_ summary: String, _ differences: [String]) {
        self.summary = summary
        self.differences = differences
    }

    /// Long lists are cut: after so many lines nobody reads on.
    private static let linesMax = 50

    public var description: String {
        let shown = self.differences.prefix(Self.linesMax).map { "  " + $0 }
        let rest = self.differences.count - shown.count
        return ([self.summary] + shown + (rest > 0 ? ["  and \(rest) more"] : [])).joined(separator: "\n")
    }
}
