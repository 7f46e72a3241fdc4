/// Quantiles and the buckets they are taken of.
enum HistogramRules {
    static let all: [PromQLRule] = [
        PromQLRule(
            "quantile-without-le",
            "The buckets of a histogram are told apart by 'le'; without it there is no quantile.",
            severity: .error, bad: "histogram_quantile(0.9, sum by (job) (rate(x_bucket[5m])))",
            good: "histogram_quantile(0.9, sum by (job, le) (rate(x_bucket[5m])))"
        ) { expression, _, checked in
            guard case .call(let call) = expression.form, call.name == "histogram_quantile", call.arguments.count == 2
            else {
                return nil
            }
            let argument = call.arguments[1]
            let isClassic = argument.selectors.contains { $0.metricName?.hasSuffix("_bucket") == true }
            // VictoriaMetrics keeps its own buckets apart by 'vmrange'.
            let labels = PromQLLabels(of: argument, checked.declarations)
            guard isClassic, !labels.mayHave("le"), !labels.mayHave("vmrange") else { return nil }
            return PromQLFinding(argument.place, "the buckets have lost their label 'le'; keep it: by (le, …)")
        },
        PromQLRule(
            "quantile-range", "A quantile is a number from 0 to 1, not per cent.", severity: .error,
            bad: "histogram_quantile(95, rate(x_bucket[5m]))", good: "histogram_quantile(0.95, rate(x_bucket[5m]))"
        ) { expression, _, _ in
            let parameter: PromQLExpression?
            switch expression.form {
            case .call(let call) where ["histogram_quantile", "quantile_over_time"].contains(call.name):
                parameter = call.arguments.first
            case .aggregation(let aggregation) where aggregation.name == "quantile": parameter = aggregation.parameter
            default: parameter = nil
            }
            guard let parameter, case .number(let number) = parameter.unwrapped.form, !(0...1).contains(number.value),
                !number.value.isNaN
            else { return nil }
            let hint = (0...100).contains(number.value) ? "; per cent? write \(DecimalText.of(number.value / 100))" : ""
            return PromQLFinding(parameter.place, "\(DecimalText.of(number.value)) is not from 0 to 1\(hint)")
        },
        PromQLRule(
            "quantile-of-counter", "Buckets count since the start; a quantile of now is one of their rate.",
            bad: "histogram_quantile(0.9, sum by (le) (x_bucket))",
            good: "histogram_quantile(0.9, sum by (le) (rate(x_bucket[5m])))"
        ) { expression, around, checked in
            guard case .selector(let selector) = expression.form, selector.metricName?.hasSuffix("_bucket") == true,
                around.contains(where: { $0.isCall("histogram_quantile") }),
                // A subquery, or a recorded rate, may well be what is wanted.
                !around.contains(where: { if case .subquery = $0.form { true } else { false } }),
                selector.metricName?.contains(":") != true
            else { return nil }
            return PromQLFinding(
                expression.place, "this is the quantile of everything since the start; take the rate of the buckets")
        },
        PromQLRule(
            "whole-number-bound", "Prometheus 3 writes bounds as 1.0, so le=\"1\" finds nothing there.",
            bad: "rate(x_bucket{le=\"1\"}[5m])", good: "rate(x_bucket{le=~\"1([.]0)?\"}[5m])"
        ) { checked in
            checked.conditions.compactMap { condition in
                guard ["le", "quantile"].contains(condition.label.name), condition.comparison == .equal,
                    condition.value.literal == nil, let bound = Int64(condition.value.value)
                else { return nil }
                let text = "\(condition.label.name)=\"\(condition.value.value)\""
                return PromQLFinding(
                    condition.place,
                    "\(text) finds nothing in Prometheus 3; write \(condition.label.name)=~\"\(bound)([.]0)?\"")
            }
        },
    ]
}

extension PromQLExpression {
    func isCall(_ name: String) -> Bool {
        if case .call(let call) = form { call.name == name } else { false }
    }
}
