/// One value for each of several series, that have some of these labels.
public struct InstantVector<Label: SeriesLabel>: Hashable, Sendable {
    public let expression: PromQLExpression

    init(_ expression: PromQLExpression) {
        self.expression = expression
    }

    /// The query in one line, matchers in the order in which they were given.
    public var text: String { PromQLPrinter(matcherOrder: .asWritten).text(expression) }

    // MARK: Aggregation

    public func sum(by labels: Label..., target: [TargetLabel] = []) -> InstantVector {
        aggregated("sum", labels, target)
    }
    public func average(by labels: Label..., target: [TargetLabel] = []) -> InstantVector {
        aggregated("avg", labels, target)
    }
    public func maximum(by labels: Label..., target: [TargetLabel] = []) -> InstantVector {
        aggregated("max", labels, target)
    }
    public func minimum(by labels: Label..., target: [TargetLabel] = []) -> InstantVector {
        aggregated("min", labels, target)
    }
    /// How many series there are.
    public func count(by labels: Label..., target: [TargetLabel] = []) -> InstantVector {
        aggregated("count", labels, target)
    }

    /// The series with the largest values.
    public func top(_ count: Int) -> InstantVector {
        let number = PromQLExpression(.number(PromQLNumber(Double(max(count, 1)))))
        return InstantVector(
            PromQLExpression(.aggregation(PromQLAggregation("topk", parameter: number, expression))))
    }

    private func aggregated(_ name: String, _ labels: [Label], _ target: [TargetLabel]) -> InstantVector {
        aggregated(name, labels.map(\.rawValue) + target.map(\.rawValue))
    }

    func aggregated(_ name: String, _ labels: [String]) -> InstantVector {
        let grouping = labels.isEmpty ? nil : PromQLGrouping(labels.map { PromQLLabel($0) })
        return InstantVector(PromQLExpression(.aggregation(PromQLAggregation(name, grouping, expression))))
    }

    // MARK: Calculation

    public static func + (left: Self, right: Self) -> Self { left.combined(.add, right.expression) }
    public static func - (left: Self, right: Self) -> Self { left.combined(.subtract, right.expression) }
    public static func * (left: Self, right: Self) -> Self { left.combined(.multiply, right.expression) }
    /// Series by series; no value where the divisor has none.
    public static func / (left: Self, right: Self) -> Self { left.combined(.divide, right.expression) }

    public static func + (left: Self, right: ScalarValue) -> Self { left.combined(.add, right.expression) }
    public static func - (left: Self, right: ScalarValue) -> Self { left.combined(.subtract, right.expression) }
    public static func * (left: Self, right: ScalarValue) -> Self { left.combined(.multiply, right.expression) }
    public static func / (left: Self, right: ScalarValue) -> Self { left.combined(.divide, right.expression) }

    // MARK: Choice

    /// The series whose value is so; the others are left out.
    public static func > (left: Self, right: ScalarValue) -> Self { left.combined(.greater, right.expression) }
    public static func >= (left: Self, right: ScalarValue) -> Self { left.combined(.greaterOrEqual, right.expression) }
    public static func < (left: Self, right: ScalarValue) -> Self { left.combined(.less, right.expression) }
    public static func <= (left: Self, right: ScalarValue) -> Self { left.combined(.lessOrEqual, right.expression) }
    public func equal(to value: ScalarValue) -> InstantVector { combined(.equal, value.expression) }
    public func different(from value: ScalarValue) -> InstantVector { combined(.notEqual, value.expression) }

    /// The series to which the other side has one with the same values of these labels.
    public func and<Other>(_ other: InstantVector<Other>, on labels: Label..., target: [TargetLabel] = [])
        -> InstantVector
    {
        combined(.and, other.expression, on: labels.map(\.rawValue) + target.map(\.rawValue))
    }

    /// The series to which the other side has none with the same values of these labels.
    public func unless<Other>(_ other: InstantVector<Other>, on labels: Label..., target: [TargetLabel] = [])
        -> InstantVector
    {
        combined(.unless, other.expression, on: labels.map(\.rawValue) + target.map(\.rawValue))
    }

    private func combined(_ sign: PromQLOperator, _ other: PromQLExpression, on labels: [String]? = nil)
        -> InstantVector
    {
        let matching = labels.map { PromQLMatching(isOn: true, labels: $0.map { PromQLLabel($0) }) }
        return InstantVector(
            PromQLExpression(.binary(PromQLBinary(expression.asOperand, sign, other.asOperand, matching: matching))))
    }
}

/// A number in a query: a literal, or a vector with one series.
public struct ScalarValue: Hashable, Sendable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
    public let expression: PromQLExpression

    public init(_ value: Double) {
        expression = PromQLExpression(.number(PromQLNumber(value)))
    }

    public init(floatLiteral value: Double) { self.init(value) }
    public init(integerLiteral value: Int) { self.init(Double(value)) }

    /// The value of the only series; not a number if there are none or several.
    public init<Label>(_ vector: InstantVector<Label>) {
        expression = PromQLExpression(.call(PromQLCall("scalar", [vector.expression])))
    }
}

extension PromQLExpression {
    /// In parentheses if an operator beside it could take a part of it.
    fileprivate var asOperand: PromQLExpression {
        switch form {
        case .binary, .unary: PromQLExpression(.parentheses(self))
        case .number(let number) where number.value < 0: PromQLExpression(.parentheses(self))
        default: self
        }
    }
}

extension PromQuery {
    /// A query whose metric and labels the compiler has checked.
    public static func typed<Label>(_ vector: InstantVector<Label>) -> PromQuery {
        PromQuery(
            expression: vector.text, seriesNames: Set(vector.expression.selectors.compactMap(\.metricName)),
            findings: [])
    }
}
