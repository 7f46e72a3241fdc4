/// What Prometheus itself refuses, and what depends on its version and its flags.
enum LanguageRules {
    static let all: [PromQLRule] =
        [
            refusal(.syntax, "An expression follows the grammar of PromQL.", bad: "sum(up", good: "sum(up)"),
            refusal(
                .type, "Functions and operators get values of the types they take.", bad: "rate(x_total)",
                good: "rate(x_total[5m])"),
            refusal(
                .function, "Functions exist and get as many arguments as they take.", bad: "raet(x_total[5m])",
                good: "rate(x_total[5m])"),
            refusal(
                .regex, "Regular expressions are such as RE2 reads.", bad: "up{job=~\"(a\"}", good: "up{job=~\"(a|b)\"}"
            ),
            refusal(
                .version, "Everything exists in the version it is written for.", bad: "holt_winters(x[5m], 0.5, 0.5)",
                good: "deriv(x[5m])"),
            refusal(.limit, "An expression is not larger than what is read.", bad: nesting(400), good: nesting(10)),
        ] + [experimental, result]

    private static func refusal(
        _ code: PromQLError.Code, _ explanation: String, bad: PromQLRule.Example, good: PromQLRule.Example
    ) -> PromQLRule {
        PromQLRule(code.description, explanation, severity: .error, bad: bad, good: good) { checked in
            // An empty expression is told by the kind of file.
            guard !checked.text.allSatisfy(\.isWhitespace) else { return [] }
            return checked.reading.problems.filter { $0.code == code }.map { PromQLFinding($0.place, $0.message) }
        }
    }

    private static func nesting(_ depth: Int) -> PromQLRule.Example {
        PromQLRule.Example(
            String(repeating: "(", count: depth) + "up" + String(repeating: ")", count: depth), .recording(labels: []))
    }

    private static let experimental = PromQLRule(
        "promql-experimental", "What Prometheus still tries out works only with its feature flag, and may change.",
        severity: .info, bad: "limitk(5, up)", good: "topk(5, up)"
    ) { expression, _, checked in
        switch expression.form {
        case .call(let call):
            guard call.function?.availability.isExperimental(in: checked.version) == true else { return nil }
            return needs("'\(call.name)'", "promql-experimental-functions", call.namePlace)
        case .aggregation(let aggregation):
            guard aggregation.aggregator?.availability.isExperimental(in: checked.version) == true else { return nil }
            return needs("'\(aggregation.name)'", "promql-experimental-functions", aggregation.namePlace)
        case .binary(let binary):
            guard binary.matching?.fillLeft != nil || binary.matching?.fillRight != nil else { return nil }
            return needs("'fill'", "promql-binop-fill-modifiers", binary.signPlace)
        case .selector(let selector), .range(let selector, _):
            if let edges = selector.modifiers.edges {
                return needs("'\(edges.rawValue)'", "promql-extended-range-selectors", expression.place)
            }
            return isComputed(expression) ? needs("a computed duration", "promql-duration-expr", expression.place) : nil
        case .subquery:
            return isComputed(expression) ? needs("a computed duration", "promql-duration-expr", expression.place) : nil
        default: return nil
        }
    }

    private static func needs(_ what: String, _ flag: String, _ place: PromQLPlace) -> PromQLFinding {
        PromQLFinding(place, "\(what) is experimental: Prometheus needs --enable-feature=\(flag)")
    }

    private static func isComputed(_ expression: PromQLExpression) -> Bool {
        let durations: [PromQLDuration?] =
            switch expression.form {
            case .selector(let selector): [selector.modifiers.offset]
            case .range(let selector, let range): [selector.modifiers.offset, range]
            case .subquery(let subquery): [subquery.modifiers.offset, subquery.range, subquery.step]
            default: []
            }
        return durations.contains { duration in
            switch duration {
            case nil, .literal, .variable, .negative(.variable): false
            default: true
            }
        }
    }

    private static let result = PromQLRule(
        "rule-result",
        "A rule yields an instant vector or a number; Prometheus reads others and fails at each evaluation.",
        severity: .error, bad: "up[5m]", good: "max_over_time(up[5m])"
    ) { checked in
        guard !checked.isPanel, let expression = checked.reading.expression else { return [] }
        let type = expression.type
        guard type == .rangeVector || type == .string else { return [] }
        return [PromQLFinding(expression.place, "a rule cannot yield \(type.article)")]
    }
}
