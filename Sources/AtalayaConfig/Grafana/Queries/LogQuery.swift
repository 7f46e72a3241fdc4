/// A LogQL query: a stream selector, what is done to the lines, and perhaps a count of them.
///
/// Only a few labels select streams (each combination of values is a stream, and streams cost); everything else is in
/// the line and read from it by `json`.
public struct LogQuery: Hashable, Sendable {
    /// The labels that select streams; the log collector's output sets exactly these.
    public static let streamLabels = ["service", "environment", "level"]

    public let expression: String
    public let findings: [Finding]

    /// The lines of the selected streams.
    public static func lines(where matchers: [SeriesMatcher]) -> LogQuery {
        LogQuery(expression: SeriesMatcher.selector(matchers), findings: check(matchers))
    }

    /// These lines, those with the text only; whatever is in it.
    public func containing(_ text: String) -> LogQuery {
        LogQuery(expression: "\(expression) |= \"\(SeriesMatcher.escaped(text))\"", findings: findings)
    }

    /// These lines, those with the text in a dashboard variable only; all while it is empty.
    public func containing(variable: String) -> LogQuery {
        LogQuery(expression: "\(expression) |= ${\(variable):doublequote}", findings: findings)
    }

    /// Lines a second, by the stream labels given.
    public func rate(by labels: [String] = []) -> LogQuery { counted("rate", labels) }

    /// Lines in each step.
    public func count(by labels: [String] = []) -> LogQuery { counted("count_over_time", labels) }

    /// Bytes a second.
    public func bytesRate(by labels: [String] = []) -> LogQuery { counted("bytes_rate", labels) }

    private func counted(_ function: String, _ labels: [String]) -> LogQuery {
        let grouping = labels.isEmpty ? "" : " by (\(labels.joined(separator: ", ")))"
        let problems = labels.filter { !Self.streamLabels.contains($0) }.map(Self.undeclared)
        return LogQuery(
            expression: "sum\(grouping) (\(function)(\(expression) [$__auto]))", findings: findings + problems)
    }

    private static func check(_ matchers: [SeriesMatcher]) -> [Finding] {
        var findings = matchers.map(\.label).filter { !streamLabels.contains($0) }.map(undeclared)
        if !matchers.contains(where: { $0.relation == .equal || $0.relation == .matches }) {
            findings.append(
                Finding(
                    path: "logs", rule: "query-selector-empty",
                    message: "a log query must select streams by at least one label"))
        }
        return findings
    }

    private static func undeclared(_ label: String) -> Finding {
        Finding(path: "logs", rule: "query-label-undeclared", message: "log streams have no label '\(label)'")
    }
}
