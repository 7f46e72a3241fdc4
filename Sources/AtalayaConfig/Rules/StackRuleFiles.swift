/// The rule files of a stack: one for each service, one for the way of the logs, one for the monitoring itself, one
/// for your own.
struct StackRuleFiles {
    let stack: Stack

    struct NamedFile {
        /// Without a directory and `.yml`.
        var name: String
        var purpose: String
        var file: RuleFile
    }

    /// Names of files that no service may have.
    static let reservedNames = ["logging", "monitoring", "custom"]

    var files: [NamedFile] {
        let alerts = StackAlerts(stack: stack)
        var files = stack.services.map { service in
            NamedFile(
                name: service.name, purpose: "Rules of \(service.title): availability and objectives.",
                file: RuleFile(groups: groups(of: service, alerts: alerts)))
        }
        let logging =
            group(
                "log-shipping", "From the log file to the aggregator, as the sidecar counts it.",
                shipsLogs ? alerts.logShipping : [])
            + group("fluentd", "From the aggregator to its outputs.", scrapesFluentd ? alerts.fluentd : [])
        files.append(
            NamedFile(name: "logging", purpose: "Rules on the way of the logs.", file: RuleFile(groups: logging)))
        let monitoring = group("monitoring", "Whether the monitoring itself works.", alerts.monitoring)
        files.append(
            NamedFile(
                name: "monitoring", purpose: "Rules on the monitoring itself.", file: RuleFile(groups: monitoring)))
        let custom = group("custom", "From the section 'alerts' of atalaya.yml.", alerts.custom)
        files.append(NamedFile(name: "custom", purpose: "Alerts of your own.", file: RuleFile(groups: custom)))
        return files.filter { !$0.file.groups.isEmpty }
    }

    /// What Prometheus is given: without alerts where Grafana evaluates those.
    var rendered: [NamedFile] {
        guard stack.grafana.isEnabled, stack.grafana.managesAlerts else { return files }
        return files.compactMap { named in
            var named = named
            named.file.groups = named.file.groups.compactMap { group in
                var group = group
                group.rules.removeAll { if case .alerting = $0 { true } else { false } }
                return group.rules.isEmpty ? nil : group
            }
            return named.file.groups.isEmpty ? nil : named
        }
    }

    /// The name of every alert that the stack makes, those under `alerts` not included.
    var ownAlertNames: Set<String> {
        var stack = stack
        stack.alerts = []
        let rules = StackRuleFiles(stack: stack).files.flatMap(\.file.groups).flatMap(\.rules)
        return Set(
            rules.compactMap { rule in
                guard case .alerting(let alert) = rule else { return nil }
                return alert.name
            })
    }

    private var shipsLogs: Bool { stack.services.contains { $0.logs != nil } }
    private var scrapesFluentd: Bool { stack.fluentd.isEnabled && stack.fluentd.metricsAddress != nil }

    private func groups(of service: Service, alerts: StackAlerts) -> [RuleGroup] {
        group("\(service.name)-availability", "Whether \(service.title) answers.", alerts.availability(of: service))
            + service.objectives.flatMap {
                ObjectiveRuleGroups(service: service, objective: $0, runbook: alerts.runbook).groups
            }
    }

    private func group(_ name: String, _ comment: String, _ rules: [AlertingRule]) -> [RuleGroup] {
        rules.isEmpty ? [] : [RuleGroup(name, comments: [comment], rules: rules.map(Rule.alerting))]
    }
}
