import AtalayaModel

/// Every metric a service declares, whether or not anybody thought of a panel for it.
enum ServiceMetricsDashboard: StackDashboard {
    static func dashboards(for stack: Stack) -> [Dashboard] {
        stack.services.compactMap { service in
            let panels = ServiceSeries(service: service).all.flatMap(panels)
            guard !panels.isEmpty else { return nil }
            return DashboardFrame(stack: stack).dashboard(
                name: "\(service.name)-metrics", subject: service.title, title: "Metrics",
                description: "One panel for each declared metric; histograms have two.",
                sections: [DashboardSection(panels: panels)])
        }
    }

    /// What a metric of its kind is best looked at as.
    private static func panels(_ metric: ServiceMetric) -> [Panel] {
        switch metric.series.kind {
        case .counter: [rate(metric)]
        case .histogram: [heatmap(metric), quantiles(metric)]
        case .summary: [mean(metric)]
        case .gauge, .unknown, .info, .stateSet: [value(metric)]
        case .gaugeHistogram: []  // nothing exposes one yet, and Prometheus has no function for it
        }
    }

    private static func panel(
        _ metric: ServiceMetric, suffix: String = "", _ visualization: any PanelVisualization, _ fields: FieldOptions,
        _ targets: [PrometheusTarget]
    ) -> Panel {
        Panel(
            name: metric.series.name + suffix, title: DashboardText(metric.series.name), description: metric.help,
            visualization: visualization,
            fields: fields, targets: targets)
    }

    private static func rate(_ metric: ServiceMetric) -> Panel {
        let labels = metric.series.labels
        return panel(
            metric, TimeSeriesPanel(), FieldOptions(unit: metric.rateUnit, minimum: 0),
            [PrometheusTarget(metric.rate(by: labels), legend: .labels(labels, otherwise: "all"))])
    }

    private static func value(_ metric: ServiceMetric) -> Panel {
        let labels = metric.series.labels
        let isMoment = metric.series.name.hasSuffix("_timestamp_seconds")
        var query = PromQuery.value(metric.series, .max, by: labels, where: metric.selector)
        if isMoment { query = query.times(1_000) }  // Grafana counts dates in milliseconds
        return panel(
            metric, TimeSeriesPanel(), FieldOptions(unit: isMoment ? .dateAndTime : metric.displayUnit),
            [PrometheusTarget(query, legend: .labels(labels, otherwise: metric.series.name))])
    }

    private static func heatmap(_ metric: ServiceMetric) -> Panel {
        panel(
            metric, suffix: "-heatmap", HeatmapPanel(valueUnit: metric.displayUnit),
            FieldOptions(unit: .countsPerSecond),
            [PrometheusTarget(.heatmap(metric.series, where: metric.selector), legend: .label("le"), form: .heatmap)])
    }

    private static func quantiles(_ metric: ServiceMetric) -> Panel {
        panel(
            metric, suffix: "-quantiles", TimeSeriesPanel(), FieldOptions(unit: metric.displayUnit, minimum: 0),
            [0.5, 0.9, 0.99].map { PrometheusTarget(metric.quantile($0), legend: .literal("p\(Int($0 * 100))")) })
    }

    private static func mean(_ metric: ServiceMetric) -> Panel {
        let labels = metric.series.labels
        return panel(
            metric, TimeSeriesPanel(), FieldOptions(unit: metric.displayUnit),
            [
                PrometheusTarget(
                    .mean(metric.series, by: labels, where: metric.selector), legend: .labels(labels, otherwise: "mean")
                )
            ])
    }
}
