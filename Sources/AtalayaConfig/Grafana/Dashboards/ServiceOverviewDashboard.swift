/// The first look at a service: is it well, is it used, does it fail, is it slow, is the objective kept, what fires.
enum ServiceOverviewDashboard: StackDashboard {
    static func dashboards(for stack: Stack) -> [Dashboard] {
        stack.services.map { dashboard(of: $0, in: stack) }
    }

    /// The name, for links from alerts: `panelID(named:)` of the dashboard gives the panels.
    static func name(of service: Service) -> String { "\(service.name)-overview" }

    private static func dashboard(of service: Service, in stack: Stack) -> Dashboard {
        let series = ServiceSeries(service: service)
        var panels = figures(of: service, series)
        panels.append(DashboardFrame(stack: stack).firingAlertsFigure())
        panels += traffic(series) + latency(series)
        panels += health(of: service) + objectives(of: service)
        panels.append(DashboardFrame(stack: stack).alertTable())
        panels += logs(of: service, in: stack)
        return DashboardFrame(stack: stack).dashboard(
            name: name(of: service), subject: service.title, title: "Overview",
            description:
                "Health, traffic, errors, latency, objectives and alerts of \(service.title) at one glance.",
            sections: [DashboardSection(panels: panels)])
    }

    // MARK: One figure each

    private static func figures(of service: Service, _ series: ServiceSeries) -> [Panel] {
        var panels: [Panel] = []
        if service.health != nil {
            panels.append(
                figure(
                    "health", "Health", "Whether the sidecar's last health check succeeded.",
                    .value(DeclaredSeries(SidecarMetrics.probeSuccess), .min, where: [.equal("service", service.name)]),
                    "healthy",
                    FieldOptions(
                        unit: .none, color: .thresholds,
                        thresholds: Thresholds(base: "red", steps: [.init(1, "green")]),
                        mappings: Self.healthMappings)))
        }
        if let traffic = series.traffic {
            panels.append(
                figure(
                    "traffic", "Traffic", "\(traffic.help) Per second, now.", traffic.rate(), "traffic",
                    FieldOptions(unit: traffic.rateUnit, minimum: 0, color: .fixed("blue"))))
            if !series.bad.isEmpty {
                panels.append(
                    figure(
                        "error-ratio", "Errors", "The share of events that the objective calls bad.",
                        errorRatio(series, traffic), "bad",
                        FieldOptions(
                            unit: .ratio, minimum: 0, noValue: "no traffic", color: .thresholds,
                            thresholds: .rising(warning: 0.01, critical: 0.05))))
            }
        }
        if let latency = series.latency {
            let limit = series.latencyThreshold
            panels.append(
                figure(
                    "latency-p99", "p99", "99 of 100 events take no longer than this.", latency.quantile(0.99), "p99",
                    FieldOptions(
                        unit: latency.displayUnit, minimum: 0, noValue: "no traffic", color: .thresholds,
                        thresholds: limit.map { .rising(warning: $0, critical: $0 * 2) } ?? .none)))
        }
        if !service.objectives.isEmpty {
            panels.append(
                figure(
                    "budget-remaining", "Error budget",
                    "What is left of the error budget, of the objective that is worst off.",
                    .value(ObjectiveSeries.budgetRemaining, .min, where: [.equal("service", service.name)]), "left",
                    FieldOptions(
                        unit: .ratio, decimals: 1, noValue: "no data yet", color: .thresholds,
                        thresholds: .falling(warning: 0, good: 0.25))))
        }
        return panels
    }

    private static let healthMappings: [ValueMapping] = [
        .value("1", text: "Up", color: "green"), .value("0", text: "Down", color: "red"),
        .missing(text: "Unknown", color: "orange"),
    ]

    private static func figure(
        _ name: String, _ title: DashboardText, _ description: DashboardText, _ query: PromQuery,
        _ legend: LegendFormat,
        _ fields: FieldOptions
    ) -> Panel {
        Panel(
            name: name, title: title, description: description, size: .figure, visualization: StatPanel(),
            fields: fields,
            targets: [PrometheusTarget(query, legend: legend)])
    }

    static func errorRatio(_ series: ServiceSeries, _ traffic: ServiceMetric, by labels: [String] = []) -> PromQuery {
        traffic.rate(by: labels, where: series.bad).divided(by: traffic.rate(by: labels))
    }

    // MARK: Courses

    private static func traffic(_ series: ServiceSeries) -> [Panel] {
        guard let traffic = series.traffic else { return [] }
        // What an error is recognised by is what traffic is worth being told apart by.
        let label = series.bad.first?.label ?? traffic.series.labels.first
        var panels = [
            Panel(
                name: "traffic-course", title: "Traffic",
                description: "\(traffic.help) Per second, by \(label ?? "nothing").",
                visualization: TimeSeriesPanel(isStacked: true, fillPercent: 30),
                fields: FieldOptions(unit: traffic.rateUnit, minimum: 0),
                targets: [
                    PrometheusTarget(
                        traffic.rate(by: label.map { [$0] } ?? []),
                        legend: .labels(label.map { [$0] } ?? [], otherwise: "all"))
                ])
        ]
        if !series.bad.isEmpty {
            panels.append(
                Panel(
                    name: "error-course", title: "Errors",
                    description: "The share of events that the objective calls bad.",
                    visualization: TimeSeriesPanel(),
                    fields: FieldOptions(unit: .ratio, minimum: 0, color: .fixed("red")),
                    targets: [PrometheusTarget(errorRatio(series, traffic), legend: "bad")]))
        }
        return panels
    }

    private static func latency(_ series: ServiceSeries) -> [Panel] {
        guard let latency = series.latency else { return [] }
        return [
            Panel(
                name: "latency-course", title: "Latency",
                description:
                    "\(latency.help) Half of the events take no longer than p50, 99 of 100 no longer than p99.",
                visualization: TimeSeriesPanel(showsThresholds: series.latencyThreshold != nil),
                fields: FieldOptions(
                    unit: latency.displayUnit, minimum: 0,
                    thresholds: Thresholds(
                        base: "green", steps: series.latencyThreshold.map { [.init($0, "red")] } ?? [])),
                targets: [0.5, 0.9, 0.99].map { quantile in
                    PrometheusTarget(latency.quantile(quantile), legend: .literal("p\(Int(quantile * 100))"))
                })
        ]
    }

    private static func health(of service: Service) -> [Panel] {
        guard service.health != nil else { return [] }
        return [
            Panel(
                name: "health-course", title: "Health over time",
                description: "When the sidecar's health checks succeeded.",
                visualization: StateTimelinePanel(),
                fields: FieldOptions(
                    unit: .none, color: .thresholds, thresholds: Thresholds(base: "red", steps: [.init(1, "green")]),
                    mappings: healthMappings),
                targets: [
                    PrometheusTarget(
                        .value(
                            DeclaredSeries(SidecarMetrics.probeSuccess), .min, where: [.equal("service", service.name)]),
                        legend: .literal(service.title))
                ])
        ]
    }

    private static func objectives(of service: Service) -> [Panel] {
        guard !service.objectives.isEmpty else { return [] }
        return [
            Panel(
                name: "budget-course", title: "Error budget left",
                description: "1 is all of it; below 0 the objective is missed over its window.",
                visualization: TimeSeriesPanel(showsThresholds: true),
                fields: FieldOptions(unit: .ratio, thresholds: .falling(warning: 0, good: 0.25)),
                targets: [
                    PrometheusTarget(
                        .value(
                            ObjectiveSeries.budgetRemaining, .min, by: ["slo"], where: [.equal("service", service.name)]
                        ),
                        legend: .label("slo"))
                ])
        ]
    }

    private static func logs(of service: Service, in stack: Stack) -> [Panel] {
        guard stack.loki.isEnabled, service.logs != nil else { return [] }
        return [LogsDashboard.volume(of: service)]
    }
}
