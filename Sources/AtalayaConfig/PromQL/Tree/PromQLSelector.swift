/// What chooses series: `up{job="a"} offset 5m`.
public struct PromQLSelector: Sendable {
    /// The name before the braces; nil where the matchers alone say it.
    public var name: String?
    /// Inside the braces, in the order of the text.
    public var matchers: [PromQLMatcher]
    public var modifiers: PromQLModifiers
    public var namePlace: PromQLPlace

    public init(
        _ name: String?, _ matchers: [PromQLMatcher] = [], modifiers: PromQLModifiers = PromQLModifiers(),
        namePlace: PromQLPlace = PromQLPlace()
    ) {
        self.name = name
        self.matchers = matchers
        self.modifiers = modifiers
        self.namePlace = namePlace
    }

    /// The one metric that is asked for, wherever the name stands; nil if any other condition could choose several.
    public var metricName: String? {
        if let name { return name }
        for case .condition(let condition) in matchers
        where condition.label.name == "__name__" && condition.comparison == .equal {
            return condition.value.value
        }
        return nil
    }

    /// The conditions on labels, variables of Grafana left out.
    public var conditions: [PromQLCondition] {
        matchers.compactMap { if case .condition(let condition) = $0 { condition } else { nil } }
    }
}

/// The order of matchers means nothing.
extension PromQLSelector: Hashable {
    public static func == (left: PromQLSelector, right: PromQLSelector) -> Bool {
        guard left.name == right.name, left.modifiers == right.modifiers, left.matchers.count == right.matchers.count
        else { return false }
        return left.matchers == right.matchers
            || left.matchers.map(PromQLPrinter.text).sorted() == right.matchers.map(PromQLPrinter.text).sorted()
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(matchers.count)
    }
}

public enum PromQLMatcher: Hashable, Sendable {
    case condition(PromQLCondition)
    /// A variable of Grafana that stands for one matcher or several.
    case variable(String)
}

/// `job="a"`.
public struct PromQLCondition: Hashable, Sendable {
    public var label: PromQLLabel
    public var comparison: LabelMatcher.Operator
    public var value: PromQLString
    public var place: PromQLPlace

    public init(
        _ label: PromQLLabel, _ comparison: LabelMatcher.Operator, _ value: PromQLString,
        place: PromQLPlace = PromQLPlace()
    ) {
        self.label = label
        self.comparison = comparison
        self.value = value
        self.place = place
    }
}

/// When a selector or subquery looks, if not now.
public struct PromQLModifiers: Hashable, Sendable {
    public var at: At?
    /// Nil for an offset of nothing.
    public var offset: PromQLDuration?
    /// How a range meets its edges; since Prometheus 3.7 and experimental.
    public var edges: Edges?

    public enum At: Hashable, Sendable {
        /// Since 1970, to the millisecond as Prometheus keeps it.
        case milliseconds(Int64)
        case start, end
        case variable(String)
    }

    public enum Edges: String, Hashable, Sendable { case anchored, smoothed }

    public init(at: At? = nil, offset: PromQLDuration? = nil, edges: Edges? = nil) {
        self.at = at
        self.offset = offset
        self.edges = edges
    }
}

/// `(…)[1h:5m]`: an expression evaluated again and again over a range.
public struct PromQLSubquery: Hashable, Sendable {
    public var expression: PromQLExpression
    public var range: PromQLDuration
    /// Nil for the global evaluation interval.
    public var step: PromQLDuration?
    public var modifiers: PromQLModifiers

    public init(
        _ expression: PromQLExpression, over range: PromQLDuration, step: PromQLDuration? = nil,
        modifiers: PromQLModifiers = PromQLModifiers()
    ) {
        self.expression = expression
        self.range = range
        self.step = step
        self.modifiers = modifiers
    }
}
