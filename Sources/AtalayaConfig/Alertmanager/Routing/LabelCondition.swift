import AtalayaModel

/// A matcher that can be asked. A label that an alert does not have is one with an empty value.
struct LabelCondition: Hashable, Sendable {
    let matcher: LabelMatcher
    /// Of a regular expression; matches whole values.
    let pattern: Pattern?

    /// - Parameter pattern: The value of a matcher with an expression, as that; see ``MatcherReadings``.
    init(_ matcher: LabelMatcher, _ pattern: Pattern?) {
        (self.matcher, self.pattern) = (matcher, pattern)
    }

    var label: String { matcher.label }

    func holds(_ value: String) -> Bool {
        switch matcher.comparison {
        case .equal: value == matcher.value
        case .notEqual: value != matcher.value
        case .matches: pattern?.matches(value) ?? false
        case .doesNotMatch: !(pattern?.matches(value) ?? true)
        }
    }

    /// Steps of ``AlertSolver`` to ask it about a value.
    func cost(_ value: String) -> Int { pattern == nil ? 1 : 4 + value.utf8.count / 4 }

    /// The condition that holds where this one does not.
    var inverted: LabelCondition {
        let comparison: LabelMatcher.Operator =
            switch matcher.comparison {
            case .equal: .notEqual
            case .notEqual: .equal
            case .matches: .doesNotMatch
            case .doesNotMatch: .matches
            }
        return LabelCondition(LabelMatcher(matcher.label, comparison, matcher.value), pattern)
    }
}

extension [LabelCondition] {
    func hold(_ labels: [String: String]) -> Bool {
        allSatisfy { $0.holds(labels[$0.label] ?? "") }
    }
}
