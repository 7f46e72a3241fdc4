public import AtalayaModel

/// The rules of ``MultilinePreset``, ready to be asked.
public struct MultilineRules: Sendable {
    private struct Rule: Sendable {
        var from: Int
        var pattern: Pattern
        var isNegated: Bool
        var to: Int
    }

    private let rules: [Rule]

    /// Every line that matches begins an event, every other one continues it.
    public init(startingWith pattern: Pattern) {
        rules = [
            Rule(from: 0, pattern: pattern, isNegated: false, to: 1),
            Rule(from: 1, pattern: pattern, isNegated: true, to: 1),
        ]
    }

    /// - Throws: `PatternError` for a pattern of the preset that is none.
    public init(_ preset: MultilinePreset) throws(PatternError) {
        var rules: [Rule] = []
        for rule in preset.rules {
            rules.append(
                Rule(from: rule.from, pattern: try Pattern(rule.pattern), isNegated: rule.isNegated, to: rule.to))
        }
        self.rules = rules
    }

    /// The state of an event after a line, or `nil` for a line that does not belong to it. From state 0, whether a line
    /// begins one.
    func state(after line: String, from state: Int) -> Int? { self.state(after: line.utf8.span, from: state) }

    func state(after line: Span<UInt8>, from state: Int) -> Int? {
        for index in rules.indices where rules[index].from == state {
            if rules[index].pattern.matches(line) != rules[index].isNegated { return rules[index].to }
        }
        return nil
    }
}
