/// Rates, and what they are taken of.
enum RateRules {
    static let all: [PromQLRule] = [
        PromQLRule(
            "rate-of-gauge", "Only what rises and starts again at zero has a rate; a gauge has a derivative.",
            bad: "rate(up[5m])", good: "deriv(process_resident_memory_bytes[5m])"
        ) { expression, _, checked in
            guard let (call, name) = overRange(expression, PromQLFunction.forCounters),
                checked.declarations.isCounter(name) == false
            else { return nil }
            return PromQLFinding(
                expression.place, "\(name) is a gauge: '\(call.name)' takes each fall for a restart; use delta or deriv"
            )
        },
        PromQLRule(
            "delta-of-counter", "The restart of a counter is a fall to a gauge's functions.",
            bad: "delta(http_requests_total[5m])", good: "increase(http_requests_total[5m])"
        ) { expression, _, checked in
            guard let (call, name) = overRange(expression, PromQLFunction.forGauges),
                checked.declarations.isCounter(name) == true
            else { return nil }
            return PromQLFinding(
                expression.place,
                "\(name) is a counter: '\(call.name)' takes each restart for a fall; use rate or increase")
        },
        PromQLRule(
            "rate-of-rate", "A recorded rate is a rate already; the rate of it means nothing.",
            bad: "rate(job:http_requests:rate5m[5m])", good: "avg_over_time(job:http_requests:rate5m[1h])"
        ) { expression, _, checked in
            guard let (call, name) = overRange(expression, PromQLFunction.forCounters),
                isRate(name, checked.declarations)
            else { return nil }
            return PromQLFinding(
                expression.place, "\(name) is recorded from a rate already; '\(call.name)' of it means nothing")
        },
        PromQLRule(
            "rate-of-sum", "A sum of counters falls whenever one of them restarts; the rate comes first, then the sum.",
            bad: "rate(sum(http_requests_total)[5m:])", good: "sum(rate(http_requests_total[5m]))"
        ) { expression, _, _ in
            guard case .call(let call) = expression.form, PromQLFunction.forCounters.contains(call.name),
                case .subquery(let subquery) = call.arguments.first?.unwrapped.form,
                case .aggregation(let aggregation) = subquery.expression.unwrapped.form,
                ["sum", "avg", "count"].contains(aggregation.name)
            else { return nil }
            return PromQLFinding(
                expression.place,
                "each restart looks like a fall of the \(aggregation.name); write \(aggregation.name)(\(call.name)(…[…]))"
            )
        },
        PromQLRule(
            "rate-of-expression", "The steps of a subquery are not the samples of a counter.", severity: .info,
            bad: "rate((x_total * 8)[5m:])", good: "rate(x_total[5m]) * 8"
        ) { expression, _, _ in
            guard case .call(let call) = expression.form, PromQLFunction.forCounters.contains(call.name),
                case .subquery(let subquery) = call.arguments.first?.unwrapped.form,
                case .binary = subquery.expression.unwrapped.form
            else { return nil }
            return PromQLFinding(expression.place, "'\(call.name)' sees only every step; take it first, then calculate")
        },
        PromQLRule(
            "irate-in-alert", "irate looks at the last two samples alone, so an alert on it flickers.",
            bad: .alert("irate(x_total[5m]) > 1"), good: .alert("rate(x_total[5m]) > 1")
        ) { expression, _, checked in
            guard checked.isAlert, case .call(let call) = expression.form, call.name == "irate" else { return nil }
            return PromQLFinding(call.namePlace, "an alert on 'irate' flickers; 'rate' looks at the whole range")
        },
        PromQLRule(
            "rate-interval", "A rate over '$__interval' misses samples; '$__rate_interval' does not.",
            bad: .panel("rate(x_total[$__interval])"), good: .panel("rate(x_total[$__rate_interval])")
        ) { expression, around, checked in
            guard checked.isPanel, case .range(_, .variable(let variable)) = expression.form,
                ["$__interval", "${__interval}", "[[__interval]]"].contains(variable),
                case .call(let call) = around.last?.form, ["rate", "irate", "increase"].contains(call.name)
            else { return nil }
            return PromQLFinding(expression.place, "write [$__rate_interval] instead of [$__interval]")
        },
    ]

    /// The name of the metric whose range one of the functions takes.
    private static func overRange(_ expression: PromQLExpression, _ functions: Set<String>) -> (
        call: PromQLCall, name: String
    )? {
        guard case .call(let call) = expression.form, functions.contains(call.name),
            case .range(let selector, _) = call.arguments.first?.unwrapped.form, let name = selector.metricName
        else { return nil }
        return (call, name)
    }

    /// By the rule that records it in the same file, or by the name that such rules are given: `level:metric:rate5m`.
    private static func isRate(_ name: String, _ declarations: PromQLDeclarations) -> Bool {
        if declarations.recordedRates.contains(name) { return true }
        let parts = name.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count > 1, let last = parts.last else { return false }
        return ["rate", "irate", "increase"].contains { last.hasPrefix($0) || last.hasSuffix("_\($0)") }
    }

    /// Whether what an expression yields is a rate, so that what it records is one.
    static func yieldsRate(_ expression: PromQLExpression) -> Bool {
        switch expression.unwrapped.form {
        case .call(let call): ["rate", "irate", "increase"].contains(call.name)
        case .aggregation(let aggregation): yieldsRate(aggregation.expression)
        case .binary(let binary): yieldsRate(binary.left)
        default: false
        }
    }
}
