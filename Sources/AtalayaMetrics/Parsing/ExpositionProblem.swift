/// Something in an exposition that its specification forbids, and where.
public struct ExpositionProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// From 1.
    public let line: Int
    /// From 1, in Unicode scalars.
    public let column: Int
    /// A stable id: `exposition-syntax`.
    public let rule: String
    /// A sentence for people.
    public let message: String

    init(line: Int, column: Int = 1, _ rule: Rule, _ message: String) {
        self.line = line
        self.column = column
        self.rule = rule.rawValue
        self.message = message
    }

    public var description: String { "\(line):\(column): error[\(rule)]: \(message)" }

    /// The ids, in one place; reports and documentation list them.
    enum Rule: String, CaseIterable {
        case syntax = "exposition-syntax"
        case encoding = "exposition-encoding"
        case end = "exposition-end"
        case metadata = "exposition-metadata"
        case order = "exposition-family-order"
        case duplicate = "exposition-duplicate-series"
        case name = "exposition-sample-name"
        case value = "exposition-value"
        case histogram = "exposition-histogram"
        case exemplar = "exposition-exemplar"
    }
}
