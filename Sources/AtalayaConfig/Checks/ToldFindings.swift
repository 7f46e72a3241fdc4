/// The problems of one file as they are told: of each rule so many and no more, for whoever has more does not read them
/// one by one. Those beyond are counted; in the place of the first of them stands how many they are.
struct ToldFindings {
    /// Findings of one rule that are told of one file.
    static let ofRuleMax = 1_000

    let file: String
    private var told: [Diagnostic] = []
    private var counts: [String: Int] = [:]
    /// By the rule, the first that is not told.
    private var cuts: [String: Diagnostic] = [:]

    init(file: String) { self.file = file }

    /// How many are told so far.
    var count: Int { told.count }

    /// Those that are told, and for each rule with more of them how many more.
    var diagnostics: [Diagnostic] {
        told
            + cuts.values.map { cut in
                var cut = cut
                cut.message = "\((counts[cut.rule] ?? 0) - Self.ofRuleMax) more of these, from here on, are not listed"
                return cut
            }
    }

    mutating func add(
        _ rule: String, _ severity: Diagnostic.Severity, line: Int, column: Int, _ message: String
    ) {
        let before = counts[rule] ?? 0
        counts[rule] = before + 1
        guard before <= Self.ofRuleMax else { return }
        let diagnostic = Diagnostic(
            file: file, line: line, column: column, rule: rule, severity: severity, message: message)
        if before < Self.ofRuleMax { told.append(diagnostic) } else { cuts[rule] = diagnostic }
    }

    /// The place is looked for only if it is told.
    mutating func add(_ finding: PromQLFinding, of rule: PromQLRule, in expression: PlacedExpression) {
        guard counts[rule.id] ?? 0 <= Self.ofRuleMax else {
            counts[rule.id, default: 0] += 1
            return
        }
        let place = CheckFinding(expression, finding)
        add(rule.id, rule.severity, line: place.line, column: place.column, finding.message)
    }

    mutating func add(_ findings: [CheckFinding], of rule: CheckRule) {
        for finding in findings {
            add(rule.id, rule.severity, line: finding.line, column: finding.column, finding.message)
        }
    }
}
