import AtalayaModel

/// What stands in braces, and how sides of an operator come together.
enum SelectorRules {
    static let all: [PromQLRule] = [
        PromQLRule(
            "regex-needless", "A regular expression without a choice is a comparison, and slower.", severity: .info,
            bad: "up{job=~\"a\"}", good: "up{job=\"a\"}"
        ) { checked in
            checked.conditions.compactMap { condition in
                guard condition.comparison.isRegex, condition.value.literal == nil, !condition.value.value.isEmpty,
                    let literal = (try? PatternSyntax(condition.value.value))?.literal
                else { return nil }
                let sign = condition.comparison == .matches ? "=" : "!="
                return PromQLFinding(
                    condition.place,
                    "only one text matches: write \(condition.label.name)\(sign)\(GoQuoting.quoted(literal))")
            }
        },
        PromQLRule(
            "regex-anchored", "Prometheus anchors regular expressions itself.", severity: .info,
            bad: "up{job=~\"^(a|b)$\"}", good: "up{job=~\"a|b\"}"
        ) { checked in
            checked.conditions.compactMap { condition in
                let text = condition.value.value
                guard condition.comparison.isRegex, condition.value.literal == nil,
                    (try? PatternSyntax(text))?.literal == nil,
                    text.hasPrefix("^") || (text.hasSuffix("$") && !text.hasSuffix("\\$"))
                else { return nil }
                return PromQLFinding(condition.place, "the whole value has to match anyway: leave ^ and $ out")
            }
        },
        PromQLRule(
            "matcher-contradiction", "Two values of one label at once choose nothing.", severity: .error,
            bad: "up{job=\"a\",job=\"b\"}", good: "up{job=~\"a|b\"}"
        ) { checked in
            checked.selectors.flatMap { selector -> [PromQLFinding] in
                var values: [String: String] = [:]
                return selector.conditions.compactMap { condition in
                    guard condition.comparison == .equal, condition.value.literal == nil else { return nil }
                    let value = values.updateValue(condition.value.value, forKey: condition.label.name)
                    guard let value, value != condition.value.value else { return nil }
                    return PromQLFinding(
                        condition.place,
                        "'\(condition.label.name)' cannot be '\(value)' and '\(condition.value.value)' at once")
                }
            }
        },
        PromQLRule(
            "comparison-in-sum", "A comparison without 'bool' leaves series out; it does not yield 0 and 1.",
            bad: "(a > 1) + (b > 1)", good: "(a > bool 1) + (b > bool 1)"
        ) { expression, _, _ in
            guard case .binary(let binary) = expression.form, [.add, .subtract].contains(binary.sign) else {
                return nil
            }
            let comparisons = [binary.left, binary.right].compactMap { side -> PromQLBinary? in
                guard case .binary(let inner) = side.unwrapped.form, inner.sign.isComparison, !inner.returnsBool else {
                    return nil
                }
                return inner
            }
            // One alone may be meant to leave series out.
            guard comparisons.count == 2 else { return nil }
            return PromQLFinding(
                comparisons[0].signPlace,
                "where one of both does not hold, the whole has no value; for 0 or 1 write '\(comparisons[0].sign.rawValue) bool'"
            )
        },
        PromQLRule(
            "fragile-matching",
            "Without 'on', both sides must keep just the same labels; a new one on either side ends it.",
            bad: "sum without (instance) (a) / sum without (instance) (b)",
            good: "sum by (job) (a) / sum by (job) (b)"
        ) { expression, _, _ in
            guard case .binary(let binary) = expression.form, !binary.sign.isSet, binary.matching == nil,
                isWithout(binary.left) || isWithout(binary.right)
            else { return nil }
            let names = [binary.left, binary.right].map { side in Set(side.selectors.compactMap(\.metricName))
            }
            // The same metric on both sides has the same labels.
            guard binary.left.type == .instantVector, binary.right.type == .instantVector, names[0] != names[1] else {
                return nil
            }
            return PromQLFinding(
                binary.signPlace, "'without' keeps whatever labels each side has; say 'on (…)', or aggregate both 'by'")
        },
        PromQLRule(
            "zero-beside-series", "vector(0) has no labels, so it stands beside series that have some.",
            bad: "sum by (job) (rate(x_total[5m])) or vector(0)", good: "sum(rate(x_total[5m])) or vector(0)"
        ) { expression, _, checked in
            guard case .binary(let binary) = expression.form, binary.sign == .or, binary.matching == nil,
                binary.right.unwrapped.isCall("vector"),
                case .aggregation(let aggregation) = binary.left.unwrapped.form,
                aggregation.grouping.map({ !$0.isWithout && !$0.labels.isEmpty }) == true
            else { return nil }
            return PromQLFinding(
                binary.signPlace,
                "the zero appears always, beside the series by '\(aggregation.grouping?.labels[0].name ?? "")'")
        },
    ]

    private static func isWithout(_ expression: PromQLExpression) -> Bool {
        guard case .aggregation(let aggregation) = expression.unwrapped.form else { return false }
        return aggregation.grouping?.isWithout == true
    }
}
