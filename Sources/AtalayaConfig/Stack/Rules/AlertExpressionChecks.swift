import AtalayaModel

/// The expressions of a stack's own alerts.
enum AlertExpressionChecks {
    static let all: [StackRule] = [
        StackRule(
            "alert-expression",
            "The expression of an alert is PromQL that fits the metrics declared, and does not do what it seems not to."
        ) { stack in
            let declarations = declarations(of: stack)
            return stack.alerts.flatMap { alert in
                checked(alert, stack, declarations).findings.map { rule, finding in
                    StackProblem(
                        "alerts.\(alert.name).expr", "\(finding.message) (\(rule.id))", severity: rule.severity,
                        byte: finding.place.start)
                }
            }
        },
        StackRule("alert-metric", "The metrics of an alert are declared, unless jobs of your own provide others.") {
            stack in
            guard stack.prometheus.jobs.isEmpty else { return [] }
            let declarations = declarations(of: stack)
            let known = stack.services.flatMap(\.metrics).map(\.descriptor.name.rawValue)
            return stack.alerts.flatMap { alert in
                checked(alert, stack, declarations).selectors.compactMap { selector -> StackProblem? in
                    guard let name = selector.metricName, declarations.series(name) == nil, !isOfThePrograms(name)
                    else {
                        return nil
                    }
                    return StackProblem(
                        "alerts.\(alert.name).expr", Spelling.unknown("metric", name, known: known),
                        byte: selector.namePlace.start)
                }
            }
        },
    ]

    private static func checked(
        _ alert: AlertingRule, _ stack: Stack, _ declarations: PromQLDeclarations
    ) -> CheckedExpression {
        let texts = ([alert.summary, alert.description] + alert.labels.map(\.value)).map(\.text)
        let use = CheckedExpression.Use.alert(
            hasHold: alert.holdDuration > .zero, labels: texts.flatMap(TemplateLabels.names).uniqued())
        return CheckedExpression(
            alert.expression, use: use, version: stack.targets.prometheus, declarations: declarations)
    }

    /// A service's own targets carry `service` only if it says so; it is allowed either way.
    private static func declarations(of stack: Stack) -> PromQLDeclarations {
        let services = stack.services.flatMap(\.metrics).map {
            DeclaredSeries($0.descriptor, targetLabels: ["service"])
        }
        return PromQLDeclarations(services + SidecarMetrics.all.map { DeclaredSeries($0) })
    }

    /// Whether a program of the stack exposes it, or the runtime of one, or a rule records it.
    private static func isOfThePrograms(_ name: String) -> Bool {
        let names = ["up", "ALERTS", "ALERTS_FOR_STATE"]
        let prefixes = [
            "scrape_", "prometheus_", "alertmanager_", "grafana_", "loki_", "fluentd_", "process_", "go_",
            "net_conntrack_",
            "promhttp_", "python_", "jvm_", "nodejs_", "swift_",
        ]
        return names.contains(name) || name.contains(":") || prefixes.contains { name.hasPrefix($0) }
    }
}
