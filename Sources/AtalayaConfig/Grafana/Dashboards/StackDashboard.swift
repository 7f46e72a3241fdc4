import AtalayaModel

/// A dashboard that follows from a stack, or one for each of its services.
///
/// To add one: a file here with a type that conforms, and a line in ``StackDashboards/all``. Its panels are built from
/// the stack's declarations by ``PromQuery``, so that they cannot ask for what nobody emits.
protocol StackDashboard: Sendable {
    static func dashboards(for stack: Stack) -> [Dashboard]
}

/// The dashboards of a stack.
public enum StackDashboards {
    static let all: [any StackDashboard.Type] = [
        ServiceOverviewDashboard.self, ServiceRequestsDashboard.self, ServiceMetricsDashboard.self,
        ObjectivesDashboard.self,
        LogPipelineDashboard.self, LogsDashboard.self,
    ]

    /// In the order of the list, services in the order of the stack. Their names are unique: what is not about one
    /// service begins with the stack's name and a word that no service has.
    public static func dashboards(for stack: ValidatedStack) -> [Dashboard] {
        all.flatMap { $0.dashboards(for: stack.stack) }
    }
}

/// What all dashboards of a stack share.
struct DashboardFrame {
    let stack: Stack

    /// - Parameters:
    ///   - name: part of the file's name; never changes, or links break.
    ///   - subject: a service's or the stack's title.
    func dashboard(
        name: String, subject: String, title: String, description: String, variables: [DashboardVariable] = [],
        sections: [DashboardSection]
    ) -> Dashboard {
        var dashboard = Dashboard(
            name: name, title: "\(LegendFormat.escaped(subject)) / \(title)", description: description,
            tags: [stack.name],
            variables: [.prometheusDataSource], annotations: [firingAlerts],
            links: [.dashboards(title: "\(LegendFormat.escaped(stack.title)) dashboards", tag: stack.name)],
            sections: sections.filter { !$0.panels.isEmpty })
        let usesLoki = dashboard.panels.contains { $0.targets.contains { $0.dataSource == .loki } }
        if usesLoki { dashboard.variables.append(.lokiDataSource) }
        dashboard.variables += variables
        return dashboard
    }

    /// Firing alerts as marks in every panel. The watchdog always fires, so it says nothing.
    private var firingAlerts: DashboardAnnotation {
        DashboardAnnotation(
            name: "Firing alerts", query: Self.firing(by: ["alertname", "severity"]), color: "red",
            title: .label("alertname"),
            tagLabels: ["severity"])
    }

    static func firing(by labels: [String] = []) -> PromQuery {
        .value(
            .alerts(), .count, by: labels, where: [.equal("alertstate", "firing"), .notEqual("alertname", "Watchdog")])
    }

    /// The alerts that fire now, newest value of each.
    static func alertTable(size: GridSize = .half) -> Panel {
        Panel(
            name: "firing-alerts-table", title: "Firing alerts",
            description: "Every alert that fires now. The alert's runbook says what to do.", size: size,
            visualization: TablePanel(), fields: FieldOptions(unit: .short, noValue: "none"),
            targets: [PrometheusTarget(firing(by: ["alertname", "severity"]), form: .table)],
            transformations: [
                .organize(
                    hidden: ["Time"],
                    renamed: [("alertname", "Alert"), ("severity", "Severity"), ("Value", "Series")])
            ])
    }

    static func firingAlertsFigure() -> Panel {
        Panel(
            name: "firing-alerts", title: "Firing alerts", description: "How many alerts fire now, in the whole stack.",
            size: .figure, visualization: StatPanel(),
            fields: FieldOptions(unit: .short, color: .thresholds, thresholds: .zeroExpected),
            targets: [PrometheusTarget(firing().orZero(), legend: "firing")])
    }
}

/// What may be asked about one service.
struct ServiceSeries {
    let service: Service

    /// Every declared metric that panels can show.
    var all: [ServiceMetric] { service.metrics.map { ServiceMetric($0, service: service) } }

    func metric(named name: String) -> ServiceMetric? { all.first { $0.series.name == name } }

    /// What counts requests: the counter of the first objective on errors, or else the first counter.
    var traffic: ServiceMetric? {
        let named = service.objectives.first { !$0.indicator.bad.isEmpty }.flatMap {
            metric(named: $0.indicator.metric)
        }
        return named ?? all.first { $0.series.kind == .counter }
    }

    /// Which of the requests are bad, when an objective says so.
    var bad: [SeriesMatcher] {
        let objective = service.objectives.first {
            !$0.indicator.bad.isEmpty && $0.indicator.metric == traffic?.series.name
        }
        return objective?.indicator.bad.map(SeriesMatcher.init) ?? []
    }

    /// What measures how long requests take: the histogram of the first objective on latency, or else the first in
    /// seconds.
    var latency: ServiceMetric? {
        let named = service.objectives.first { $0.indicator.threshold != nil }.flatMap {
            metric(named: $0.indicator.metric)
        }
        return named ?? all.first { $0.series.kind == .histogram && $0.series.unit == .seconds }
    }

    /// From which value on a request is slow, when an objective says so.
    var latencyThreshold: Double? {
        service.objectives.first { $0.indicator.threshold != nil && $0.indicator.metric == latency?.series.name }?
            .indicator.threshold
    }
}

/// A declared metric of a service, and the condition that selects this service's series of it.
struct ServiceMetric {
    let series: DeclaredSeries
    let selector: [SeriesMatcher]

    init(_ declaration: MetricDeclaration, service: Service) {
        // The sidecar puts `service` on what it reads from a log; what a service exposes itself is known by its job.
        series = DeclaredSeries(declaration.descriptor, targetLabels: declaration.fromLog == nil ? [] : ["service"])
        selector = [SeriesMatcher(SeriesOrigin.matcher(of: declaration.descriptor.name.rawValue, in: service))]
    }

    var displayUnit: GrafanaUnit { GrafanaUnit(series.unit) }
    var rateUnit: GrafanaUnit { GrafanaUnit(rateOf: series.unit) }
    /// The metric's help, safe to show.
    var help: String { series.help.isEmpty ? series.name : LegendFormat.escaped(series.help) }

    func rate(by labels: [String] = [], where more: [SeriesMatcher] = []) -> PromQuery {
        .rate(series, by: labels, where: selector + more)
    }

    func quantile(_ quantile: Double, by labels: [String] = [], where more: [SeriesMatcher] = []) -> PromQuery {
        .quantile(quantile, series, by: labels, where: selector + more)
    }
}
