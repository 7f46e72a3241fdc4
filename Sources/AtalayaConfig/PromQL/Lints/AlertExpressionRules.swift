/// When alerts fire.
enum AlertExpressionRules {
    static let all: [PromQLRule] = [
        PromQLRule(
            "alert-always", "An alert without a condition fires for every series there is.",
            bad: .alert("rate(x_total[5m])"), good: .alert("rate(x_total[5m]) > 1")
        ) { checked in
            guard checked.isAlert, let expression = checked.reading.expression, !hasCondition(expression) else {
                return []
            }
            return [
                PromQLFinding(
                    expression.place,
                    "nothing is compared, so the alert fires as long as there is a series; an alert that always fires is vector(1)"
                )
            ]
        },
        PromQLRule(
            "alert-on-counter", "A counter only grows, so what it has reached says how old the program is.",
            bad: .alert("errors_total > 10"), good: .alert("increase(errors_total[5m]) > 10")
        ) { expression, around, checked in
            guard checked.isAlert, case .selector(let selector) = expression.form, let name = selector.metricName,
                checked.declarations.isCounter(name) == true, isCompared(around)
            else { return nil }
            return PromQLFinding(expression.place, "\(name) only grows; compare its rate or increase")
        },
        PromQLRule(
            "absent-of-many", "absent() is silent as long as one of the series is there.",
            bad: .alert("absent(up{job=~\"a|b\"})"), good: .alert("absent(up{job=\"a\"}) or absent(up{job=\"b\"})")
        ) { expression, _, checked in
            guard checked.isAlert, case .call(let call) = expression.form,
                ["absent", "absent_over_time"].contains(call.name),
                let argument = call.arguments.first?.unwrapped, argument.isSelector,
                let condition = argument.selectors.first?.conditions.first(where: {
                    $0.comparison == .matches && $0.value.value.contains("|")
                })
            else { return nil }
            return PromQLFinding(condition.place, "'\(call.name)' is silent while one of them is there; ask for each")
        },
        PromQLRule(
            "absent-at-once", "At a restart nothing is there yet; without 'for' such an alert fires at each of them.",
            bad: .alert("absent(up)", for: false), good: .alert("absent(up)")
        ) { checked in
            guard case .alert(false, _) = checked.use, let expression = checked.reading.expression,
                expression.unwrapped.isCall("absent")
            else { return [] }
            return [PromQLFinding(expression.place, "give it 'for', at least twice the scrape interval")]
        },
    ]

    /// Whether something decides which series are left.
    private static func hasCondition(_ expression: PromQLExpression) -> Bool {
        switch expression.form {
        case .binary(let binary):
            switch binary.sign {
            case .or: return hasCondition(binary.left) && hasCondition(binary.right)
            case .and: return hasCondition(binary.left) || hasCondition(binary.right)
            case .unless: return true
            case _ where binary.sign.isComparison && !binary.returnsBool: return true
            default: return hasCondition(binary.left) || hasCondition(binary.right)
            }
        case .call(let call):
            if ["absent", "absent_over_time"].contains(call.name) { return true }
            // vector(1) is meant to fire always.
            if call.name == "vector" { return call.arguments.first?.unwrapped.isNumber == true }
            return call.arguments.contains(where: hasCondition)
        case .parentheses(let inner), .unary(_, let inner): return hasCondition(inner)
        case .aggregation(let aggregation): return hasCondition(aggregation.expression)
        case .subquery(let subquery): return hasCondition(subquery.expression)
        // An alert on alerts: they are there only while they are active.
        case .selector(let selector), .range(let selector, _): return selector.metricName == "ALERTS"
        case .number, .string, .variable: return false
        }
    }

    private static let indifferent: Set<String> = [
        "count", "group", "absent", "absent_over_time", "timestamp", "count_values",
    ]

    /// Whether the value of a counter itself is compared with a number.
    private static func isCompared(_ around: [PromQLExpression]) -> Bool {
        for outer in around.reversed() {
            switch outer.form {
            case .binary(let binary):
                if binary.sign.isComparison, binary.left.unwrapped.isNumber || binary.right.unwrapped.isNumber {
                    // "> 0" and "== 0" ask whether there was one ever, which is a question.
                    return ![binary.left, binary.right].contains { $0.unwrapped.isZero }
                }
                // A difference or a ratio of counters is no counter.
                return false
            case .aggregation(let aggregation) where indifferent.contains(aggregation.name): return false
            case .call, .subquery, .unary: return false
            default: break
            }
        }
        return false
    }
}

extension PromQLExpression {
    fileprivate var isNumber: Bool {
        if case .number = form { true } else { false }
    }

    fileprivate var isZero: Bool {
        if case .number(let number) = form { number.value == 0 } else { false }
    }
}
