/// The rules of one objective: the recorded ratios and what follows from them, and the alerts on the burning of the
/// budget.
///
/// The names of the recorded series are those which dashboards for service level objectives already read
/// (`slo:sli_error:ratio_rate5m` …); the labels `service` and `slo` tell objectives apart.
struct ObjectiveRuleGroups {
    let service: Service
    let objective: Objective
    let runbook: (String) -> AlertTemplate?

    var groups: [RuleGroup] {
        let title = "\(service.title), \(objective.name): \(objective.percent) % over \(objective.window)."
        return [
            RuleGroup(
                "\(service.name)-\(objective.name)-ratios",
                comments: ["Objective of \(title)"],
                rules: (ratios + constants + budget).map(Rule.recording)),
            RuleGroup("\(service.name)-\(objective.name)-alerts", rules: alerts.map(Rule.alerting)),
        ]
    }

    // MARK: Recorded

    private var labels: [StackLabel] {
        [StackLabel("service", service.name), StackLabel("slo", objective.name)]
    }

    private var selector: String {
        labels.map { LabelMatcher($0.name, .equal, $0.value) }.selector
    }

    private func ratioName(_ window: PrometheusDuration) -> String {
        "slo:sli_error:ratio_rate\(window)"
    }

    private var ratios: [RecordingRule] {
        BurnRate.windows.map {
            RecordingRule(
                ratioName($0), expression: ServiceIndicator(service, objective).errorRatio(over: $0), labels: labels)
        } + [
            // The whole window from what is recorded already: a rate over 30 days would read every sample again and
            // again.
            RecordingRule(
                ratioName(objective.window),
                expression: "avg_over_time(\(ratioName(.minutes(5)))\(selector)[\(objective.window)])", labels: labels)
        ]
    }

    private var constants: [RecordingRule] {
        [
            RecordingRule("slo:objective:ratio", expression: "vector(\(objective.percent.hundredth))", labels: labels),
            RecordingRule("slo:error_budget:ratio", expression: "vector(\(objective.errorBudget))", labels: labels),
        ]
    }

    private var budget: [RecordingRule] {
        [
            RecordingRule(
                "slo:current_burn_rate:ratio",
                expression: "\(ratioName(.minutes(5)))\(selector) / \(objective.errorBudget)", labels: labels),
            RecordingRule(
                "slo:period_burn_rate:ratio",
                expression: "\(ratioName(objective.window))\(selector) / \(objective.errorBudget)",
                labels: labels),
            RecordingRule(
                "slo:period_error_budget_remaining:ratio", expression: "1 - slo:period_burn_rate:ratio\(selector)",
                labels: labels),
        ]
    }

    // MARK: Alerts

    private var alerts: [AlertingRule] {
        [AlertSeverity.page, .ticket].map { severity in
            let rates = BurnRate.all.filter { $0.severity == severity }
            let name = "\(AlertName.of(service.name))\(AlertName.of(objective.name))BudgetBurn"
            let longest = rates.map(\.long).max() ?? .zero
            return AlertingRule(
                name,
                expression: rates.map(condition).joined(separator: "\nor\n") + "\n",
                // The windows themselves make it steady.
                holdDuration: .zero,
                severity: severity,
                labels: labels.map { AlertLabel($0.name, AlertTemplate($0.value)) },
                summary:
                    "\(service.title): \(.value(.humanizePercentage)) of events miss the objective '\(objective.name)'",
                description:
                    "At this speed a large part of the error budget (\(objective.errorBudget.inPercent) % of events over \(objective.window)) is gone within \(longest).",
                runbookURL: runbook(name))
        }
    }

    private func condition(_ rate: BurnRate) -> String {
        let limit = "\(rate.factor(of: objective.window)) * \(objective.errorBudget)"
        var text = """
            (
              \(ratioName(rate.short))\(selector) > \(limit)
              and
              \(ratioName(rate.long))\(selector) > \(limit)
            """
        if objective.eventsMin > 0 {
            text +=
                "\n  and on ()\n  \(ServiceIndicator(service, objective).events(over: rate.long)) > \(objective.eventsMin)"
        }
        return text + "\n)"
    }
}

extension ExactDecimal {
    /// A ratio in per cent, exactly.
    var inPercent: ExactDecimal {
        scale >= 2
            ? ExactDecimal(coefficient: coefficient, scale: scale - 2)
            : ExactDecimal(coefficient: coefficient * 100, scale: scale)
    }
}

/// The words of an alert's name: `deploy-api` becomes `DeployApi`.
enum AlertName {
    static func of(_ slug: String) -> String {
        slug.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
}
