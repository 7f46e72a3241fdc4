/// A rule that looks at a kind's own reading of a document, made once for all rules: a dashboard of any form, a
/// configuration of Fluentd in either syntax.
struct ReadingRule<Reading>: Sendable {
    let rule: CheckRule
    let find: @Sendable (Reading, Targets) -> [CheckFinding]

    init(
        _ id: String, _ explanation: String, severity: Diagnostic.Severity = .error,
        find: @escaping @Sendable (Reading, Targets) -> [CheckFinding]
    ) {
        rule = CheckRule(id, explanation, severity: severity)
        self.find = find
    }

    func diagnostics(_ reading: Reading, file: String, targets: Targets) -> [Diagnostic] {
        var told = ToldFindings(file: file)
        told.add(find(reading, targets), of: rule)
        return told.diagnostics
    }
}
