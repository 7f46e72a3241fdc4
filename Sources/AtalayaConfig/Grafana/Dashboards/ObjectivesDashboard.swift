import AtalayaModel

/// Whether the objectives are kept: what is left of each error budget, and how fast it goes.
enum ObjectivesDashboard: StackDashboard {
    static func dashboards(for stack: Stack) -> [Dashboard] {
        let sections = stack.services.flatMap { service in service.objectives.map { section(of: $0, of: service) } }
        guard !sections.isEmpty else { return [] }
        return [
            DashboardFrame(stack: stack).dashboard(
                name: "\(stack.name)-stack-objectives", subject: stack.title, title: "Objectives",
                description: "Every service level objective: its error budget and how fast it burns.",
                sections: sections)
        ]
    }

    private static func section(of objective: Objective, of service: Service) -> DashboardSection {
        let place = ObjectivePlace(service: service, objective: objective)
        return DashboardSection(
            name: place.prefix,
            title:
                "\(service.title): \(objective.name), \(objective.percent) % over \(objective.window)",
            panels: [place.target, place.remaining, place.burnRate, place.errorRatios, place.burnCourse, place.trend])
    }
}

private struct ObjectivePlace {
    let service: Service
    let objective: Objective

    var prefix: String { "\(service.name)-\(objective.name)" }
    private var selector: [SeriesMatcher] { [.equal("service", service.name), .equal("slo", objective.name)] }

    private func query(_ series: DeclaredSeries) -> PromQuery { .value(series, .max, where: selector) }

    var target: Panel {
        Panel(
            name: "\(prefix)-target", title: "Objective", description: "The share of events that have to be good.",
            size: .figure,
            visualization: StatPanel(showsCourse: false), fields: FieldOptions(unit: .ratio, color: .fixed("blue")),
            targets: [PrometheusTarget(query(ObjectiveSeries.objective), legend: "objective", form: .instant)])
    }

    var remaining: Panel {
        Panel(
            name: "\(prefix)-remaining", title: "Budget left",
            description: "Of the error budget over \(objective.window); below 0 the objective is missed.",
            size: GridSize(width: 4, height: 4),
            visualization: GaugePanel(),
            fields: FieldOptions(
                unit: .ratio, decimals: 1, minimum: 0, maximum: 1, noValue: "no data yet", color: .thresholds,
                thresholds: .falling(warning: 0.01, good: 0.25)),
            targets: [PrometheusTarget(query(ObjectiveSeries.budgetRemaining), legend: "left", form: .instant)])
    }

    var burnRate: Panel {
        Panel(
            name: "\(prefix)-burn-rate", title: "Burn rate",
            description:
                "How many times faster than the budget allows. 1 uses it up exactly; from 14.4 somebody is woken.",
            size: .figure,
            visualization: StatPanel(),
            fields: FieldOptions(
                unit: GrafanaUnit("suffix:×"), decimals: 1, minimum: 0, noValue: "no traffic", color: .thresholds,
                thresholds: .rising(warning: 1, critical: 6)),
            targets: [PrometheusTarget(query(ObjectiveSeries.burnRate), legend: "burn rate")])
    }

    /// The windows of the alerts against the budget.
    var errorRatios: Panel {
        let windows: [PrometheusDuration] = [.minutes(5), .hours(1), .hours(6), .days(3)]
        let ratios = windows.map {
            PrometheusTarget(query(ObjectiveSeries.errorRatio(over: $0)), legend: .literal($0.description))
        }
        return Panel(
            name: "\(prefix)-error-ratios", title: "Bad events by window",
            description: "An alert fires when a long and a short window are both far above the budget.",
            visualization: TimeSeriesPanel(),
            fields: FieldOptions(unit: .ratio, minimum: 0, overrides: [.color("budget", "red")]),
            targets: ratios + [PrometheusTarget(query(ObjectiveSeries.errorBudget), legend: "budget")])
    }

    var burnCourse: Panel {
        Panel(
            name: "\(prefix)-burn-course", title: "Burn rate over time",
            description: "Above 1 the budget will not last for \(objective.window).",
            visualization: TimeSeriesPanel(showsThresholds: true),
            fields: FieldOptions(
                unit: GrafanaUnit("suffix:×"), minimum: 0, thresholds: .rising(warning: 1, critical: 14.4)),
            targets: [PrometheusTarget(query(ObjectiveSeries.burnRate), legend: "burn rate")])
    }

    var trend: Panel {
        Panel(
            name: "\(prefix)-trend", title: "Budget left over time",
            description: "Set the time range to \(objective.window) to see what used it up.",
            visualization: TimeSeriesPanel(showsThresholds: true),
            fields: FieldOptions(unit: .ratio, thresholds: .falling(warning: 0, good: 0.25)),
            targets: [PrometheusTarget(query(ObjectiveSeries.budgetRemaining), legend: "left")])
    }
}
