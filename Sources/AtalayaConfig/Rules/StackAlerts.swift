import AtalayaModel

/// The alerts that follow from the parts of a stack. Each says what is wrong, for how long, how urgent it is and
/// where to read on.
struct StackAlerts {
    let stack: Stack

    /// The address of an alert's runbook, if the stack has any.
    func runbook(_ alert: String) -> AlertTemplate? {
        stack.runbooks.map { AlertTemplate($0.hasSuffix("/") ? $0 + alert : $0 + "/" + alert) }
    }

    // MARK: Services

    /// Whether the service answers: by the sidecar's probe, and by Prometheus' own scrape.
    func availability(of service: Service) -> [AlertingRule] {
        let prefix = AlertName.of(service.name)
        let labels = [AlertLabel("service", AlertTemplate(service.name))]
        var rules: [AlertingRule] = []
        if let health = service.health {
            let probe = "\(SidecarMetrics.probeSuccess.name){service=\"\(service.name)\"}"
            rules.append(
                rule(
                    "\(prefix)Down", "\(probe) == 0", for: .minutes(2), .page, labels: labels,
                    "\(service.title) is down",
                    "\(health.path) at \(service.address) has not answered with success for 2 minutes."
                ))
            rules.append(
                rule(
                    "\(prefix)ProbeMissing", "absent(\(probe))", for: .minutes(5), .ticket, labels: labels,
                    "Nobody knows whether \(service.title) is up",
                    "The sidecar has not reported a health check for 5 minutes: it is down, or not configured for this service."
                ))
        }
        if let exposition = service.exposition {
            let name = service.health == nil ? "\(prefix)Down" : "\(prefix)MetricsDown"
            let isUp =
                exposition.scraper == .sidecar
                ? "\(SidecarMetrics.scrapeUp.name){service=\"\(service.name)\"}" : "up{job=\"\(service.name)\"}"
            rules.append(
                rule(
                    name, "\(isUp) == 0", for: .minutes(2), service.health == nil ? .page : .ticket,
                    labels: labels,
                    "The metrics of \(service.title) cannot be scraped",
                    "\(.label("instance")) has not answered a scrape for 2 minutes."))
        }
        return rules
    }

    // MARK: Log shipping

    var logShipping: [AlertingRule] {
        let read = SidecarMetrics.recordsRead.name
        let acknowledged = SidecarMetrics.recordsAcknowledged.name
        return [
            rule(
                "LogShippingStalled",
                "sum by (source) (rate(\(read)[5m])) > 0\nunless on (source)\nsum by (source) (rate(\(acknowledged)[5m])) > 0\n",
                for: .minutes(5), .ticket,
                "Log records of \(.label("source")) are read, but none arrive",
                "The aggregator has acknowledged nothing for 5 minutes. Nothing is lost as long as the files are there."
            ),
            rule(
                "LogAggregatorUnreachable", "\(SidecarMetrics.connected.name) == 0", for: .minutes(2), .ticket,
                "The sidecar has no connection to the log aggregator",
                "\(.label("instance")) has tried for 2 minutes. Records wait in the log files."),
            rule(
                "LogRecordsDropped",
                """
                sum by (source, reason) (increase(\(SidecarMetrics.recordsDropped.name)\
                {reason!~"\(SidecarMetrics.purposefulReasons)"}[5m])) > 0
                """,
                for: .zero, .ticket,
                "Log records of \(.label("source")) were dropped: \(.label("reason"))",
                "\(.value(.humanize)) records within 5 minutes are lost for good."),
            rule(
                "LogRecordsUnaccounted", "\(SidecarMetrics.recordsUnaccounted.name) != 0", for: .minutes(1), .ticket,
                "The ledger of \(.label("source")) does not balance",
                "\(.value(.humanize)) records are neither acknowledged nor in flight nor dropped. This is a defect of the sidecar."
            ),
            rule(
                "LogSourceUnreadable",
                "sum by (source, reason) (increase(\(SidecarMetrics.sourceErrors.name)[5m])) > 0",
                for: .minutes(5), .ticket,
                "The log of \(.label("source")) cannot be read: \(.label("reason"))",
                "The sidecar goes on trying."),
            rule(
                "LogLinesMalformed",
                "sum by (source) (rate(\(SidecarMetrics.parseErrors.name)[5m]))\n/\nsum by (source) (rate(\(read)[5m])) > 0.01\n",
                for: .minutes(10), .ticket,
                "\(.value(.humanizePercentage)) of the lines of \(.label("source")) are not of the expected format",
                "They are shipped as text; metrics derived from the log do not count them."),
        ]
    }

    /// Fluentd's own view, by its plugin for Prometheus.
    var fluentd: [AlertingRule] {
        [
            rule(
                "FluentdBufferFillingUp",
                "min by (plugin_id) (fluentd_output_status_buffer_available_space_ratio) < 30",
                for: .minutes(5), .ticket,
                "Fluentd's buffer for \(.label("plugin_id")) is filling up",
                "\(.value(.humanize)) % are free. When it is full, the sidecar has to wait."),
            rule(
                "FluentdOutputFails", "sum by (plugin_id) (increase(fluentd_output_status_num_errors[5m])) > 0",
                for: .minutes(5), .ticket,
                "Fluentd cannot write to \(.label("plugin_id"))",
                "\(.value(.humanize)) errors within 5 minutes. Records wait in the buffer."),
        ]
    }

    // MARK: The monitoring itself

    var monitoring: [AlertingRule] {
        let told = ["sidecar"] + stack.services.filter { $0.job != nil }.map(\.name)
        let others = LabelMatcher("job", told.count == 1 ? .notEqual : .doesNotMatch, told.joined(separator: "|"))
        return [
            rule(
                "Watchdog", "vector(1)", for: .zero, .info,
                "Alerting works",
                "This alert always fires. Whoever gets it should raise an alarm when it stops."),
            rule(
                "SidecarDown", "up{job=\"sidecar\"} == 0", for: .minutes(2), .page,
                "The sidecar is down",
                "\(.label("instance")) has not answered a scrape for 2 minutes: no metrics, no health checks, no logs."
            ),
            rule(
                "TargetDown", "up\([others].selector) == 0", for: .minutes(5), .ticket,
                "\(.label("job")) is down",
                "\(.label("instance")) has not answered a scrape for 5 minutes."),
            rule(
                "PrometheusConfigurationRefused", "prometheus_config_last_reload_successful == 0", for: .minutes(5),
                .ticket,
                "Prometheus refused its configuration",
                "It goes on with the former one."),
            rule(
                "PrometheusRulesFail",
                "sum by (rule_group) (increase(prometheus_rule_evaluation_failures_total[5m])) > 0",
                for: .minutes(5), .ticket,
                "Prometheus cannot evaluate rules",
                "\(.value(.humanize)) failures within 5 minutes in \(.label("rule_group")): alerts of this group may be missing."
            ),
            rule(
                "PrometheusNotificationsDropped", "increase(prometheus_notifications_dropped_total[5m]) > 0",
                for: .minutes(5), .page,
                "Alerts do not reach Alertmanager",
                "Prometheus has dropped \(.value(.humanize)) notifications within 5 minutes."),
            rule(
                "AlertmanagerNotificationsFail",
                "sum by (integration) (increase(alertmanager_notifications_failed_total[5m])) > 0", for: .minutes(5),
                .page,
                "Alertmanager cannot notify by \(.label("integration"))",
                "\(.value(.humanize)) notifications failed within 5 minutes."),
        ]
    }

    // MARK: Your own

    var custom: [AlertingRule] {
        stack.alerts.map { alert in
            var alert = alert
            alert.runbookURL = alert.runbookURL ?? runbook(alert.name)
            return alert
        }
    }

    private func rule(
        _ name: String,
        _ expression: String,
        for holdDuration: PrometheusDuration,
        _ severity: AlertSeverity,
        labels: [AlertLabel] = [],
        _ summary: AlertTemplate,
        _ description: AlertTemplate
    ) -> AlertingRule {
        AlertingRule(
            name, expression: expression, holdDuration: holdDuration, severity: severity, labels: labels,
            summary: summary,
            description: description, runbookURL: runbook(name))
    }
}
