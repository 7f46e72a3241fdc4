/// One rule that expressions are held to.
///
/// A new one is added to the list of its topic, which ``PromQLRules/all`` gathers. Its examples are its documentation, and
/// a test proves that the one breaks the rule and the other does not.
public struct PromQLRule: Sendable {
    /// Stable, in kebab case; the `rule` of its diagnostics.
    public let id: String
    /// What the rule asks for and why, in one sentence.
    public let explanation: String
    public let severity: Diagnostic.Severity
    public let bad: Example
    public let good: Example
    let find: Find

    enum Find: Sendable {
        case whole(@Sendable (CheckedExpression) -> [PromQLFinding])
        /// Asked for each expression inside of the one that is read, and given those around it, nearest last.
        case each(
            @Sendable (PromQLExpression, _ around: [PromQLExpression], CheckedExpression) -> PromQLFinding?)
    }

    public struct Example: Sendable, ExpressibleByStringLiteral {
        public let text: String
        public let use: CheckedExpression.Use

        init(_ text: String, _ use: CheckedExpression.Use) {
            self.text = text
            self.use = use
        }

        public init(stringLiteral text: String) {
            self.init(text, .recording(labels: []))
        }

        /// The condition of an alert whose texts name labels.
        static func alert(_ text: String, for hasHold: Bool = true, labels: [String] = []) -> Example {
            Example(text, .alert(hasHold: hasHold, labels: labels))
        }

        static func panel(_ text: String) -> Example { Example(text, .panel) }
    }

    init(
        _ id: String, _ explanation: String, severity: Diagnostic.Severity = .warning, bad: Example, good: Example,
        find: @escaping @Sendable (CheckedExpression) -> [PromQLFinding]
    ) {
        self.id = id
        self.explanation = explanation
        self.severity = severity
        self.bad = bad
        self.good = good
        self.find = .whole(find)
    }

    /// A rule that looks at each expression inside of one that is read.
    init(
        _ id: String, _ explanation: String, severity: Diagnostic.Severity = .warning, bad: Example, good: Example,
        each: @escaping @Sendable (PromQLExpression, _ around: [PromQLExpression], CheckedExpression) -> PromQLFinding?
    ) {
        self.id = id
        self.explanation = explanation
        self.severity = severity
        self.bad = bad
        self.good = good
        find = .each(each)
    }
}

/// Every rule of expressions, in the order of the documentation.
public enum PromQLRules {
    public static let all: [PromQLRule] =
        LanguageRules.all + RateRules.all + HistogramRules.all + SelectorRules.all + LabelRules.all
        + AlertExpressionRules.all

    private static let allPrepared = Prepared(all)

    /// Rules sorted by how they are asked, once for many expressions. The questions stand apart from the rules: copying
    /// a rule for each of them would take longer than most of the answers.
    struct Prepared: Sendable {
        private typealias Whole = @Sendable (CheckedExpression) -> [PromQLFinding]
        private typealias Each =
            @Sendable (PromQLExpression, [PromQLExpression], CheckedExpression) -> PromQLFinding?

        private var whole: [Whole] = []
        private var wholeRules: [PromQLRule] = []
        private var each: [Each] = []
        private var eachRules: [PromQLRule] = []

        init(_ rules: [PromQLRule]) {
            for rule in rules {
                switch rule.find {
                case .whole(let find):
                    whole.append(find)
                    wholeRules.append(rule)
                case .each(let find):
                    each.append(find)
                    eachRules.append(rule)
                }
            }
        }

        var isEmpty: Bool { whole.isEmpty && each.isEmpty }

        /// What the rules find in an expression, in the order of its text. The tree is walked once for all of them.
        func findings(in checked: CheckedExpression) -> [(rule: PromQLRule, finding: PromQLFinding)] {
            var found: [(rule: PromQLRule, finding: PromQLFinding)] = []
            for index in whole.indices {
                for finding in whole[index](checked) { found.append((wholeRules[index], finding)) }
            }
            if !each.isEmpty {
                checked.reading.expression?.visit { expression, around in
                    for index in each.indices {
                        if let finding = each[index](expression, around, checked) {
                            found.append((eachRules[index], finding))
                        }
                    }
                }
            }
            guard found.count > 1 else { return found }
            return found.enumerated().sorted {
                ($0.element.finding.place.start, $0.offset) < ($1.element.finding.place.start, $1.offset)
            }.map(\.element)
        }
    }

    /// What all rules find in an expression.
    static func findings(in checked: CheckedExpression) -> [(rule: PromQLRule, finding: PromQLFinding)] {
        allPrepared.findings(in: checked)
    }
}
