import AtalayaModel

/// Rate, errors and duration of a service's requests, by each label its metrics have.
enum ServiceRequestsDashboard: StackDashboard {
    static func dashboards(for stack: Stack) -> [Dashboard] {
        stack.services.compactMap { service in
            let series = ServiceSeries(service: service)
            guard series.traffic != nil || series.latency != nil else { return nil }
            return dashboard(of: service, series, in: stack)
        }
    }

    private static func dashboard(of service: Service, _ series: ServiceSeries, in stack: Stack) -> Dashboard {
        let filter = RequestFilter(series)
        var sections: [DashboardSection] = []
        if let traffic = series.traffic {
            sections.append(DashboardSection(title: "Rate", panels: rates(traffic, series, filter)))
            sections.append(DashboardSection(title: "Errors", panels: errors(traffic, series, filter)))
        }
        if let latency = series.latency {
            sections.append(DashboardSection(title: "Duration", panels: durations(latency, filter)))
        }
        return DashboardFrame(stack: stack).dashboard(
            name: "\(service.name)-requests", subject: service.title, title: "Requests",
            description: "Rate, errors and duration, by route, status and whatever else the metrics tell apart.",
            variables: filter.variables, sections: sections)
    }

    private static func rates(_ traffic: ServiceMetric, _ series: ServiceSeries, _ filter: RequestFilter) -> [Panel] {
        ([[]] + traffic.series.labels.map { [$0] }).map { labels in
            Panel(
                name: "rate" + labels.map { "-by-\($0)" }.joined(), title: labels.first.map { "By \($0)" } ?? "All",
                description: "\(traffic.help) Per second.", size: .third,
                visualization: TimeSeriesPanel(isStacked: !labels.isEmpty, fillPercent: labels.isEmpty ? 10 : 30),
                fields: FieldOptions(unit: traffic.rateUnit, minimum: 0),
                targets: [
                    PrometheusTarget(
                        traffic.rate(by: labels, where: filter.matchers(for: traffic)),
                        legend: .labels(labels, otherwise: "all"))
                ])
        }
    }

    /// By each label but those that tell good from bad: by status, the share of bad requests is 0 or 1.
    private static func errors(_ traffic: ServiceMetric, _ series: ServiceSeries, _ filter: RequestFilter) -> [Panel] {
        guard !series.bad.isEmpty else { return [] }
        let labels = traffic.series.labels.filter { label in !series.bad.contains { $0.label == label } }
        return ([[]] + labels.map { [$0] }).map { labels in
            let matchers = filter.matchers(for: traffic)
            return Panel(
                name: "errors" + labels.map { "-by-\($0)" }.joined(), title: labels.first.map { "By \($0)" } ?? "All",
                description: "The share of events that the objective calls bad.", size: .third,
                visualization: TimeSeriesPanel(),
                fields: FieldOptions(unit: .ratio, minimum: 0),
                targets: [
                    PrometheusTarget(
                        traffic.rate(by: labels, where: matchers + series.bad).divided(
                            by: traffic.rate(by: labels, where: matchers)),
                        legend: .labels(labels, otherwise: "bad"))
                ])
        }
    }

    private static func durations(_ latency: ServiceMetric, _ filter: RequestFilter) -> [Panel] {
        let matchers = filter.matchers(for: latency)
        let quantiles = Panel(
            name: "duration-quantiles", title: "Quantiles", description: "\(latency.help) Over all events.",
            visualization: TimeSeriesPanel(), fields: FieldOptions(unit: latency.displayUnit, minimum: 0),
            targets: [0.5, 0.9, 0.99].map {
                PrometheusTarget(latency.quantile($0, where: matchers), legend: .literal("p\(Int($0 * 100))"))
            })
        let heatmap = Panel(
            name: "duration-heatmap", title: "Distribution",
            description: "\(latency.help) The darker, the more events.",
            visualization: HeatmapPanel(valueUnit: latency.displayUnit), fields: FieldOptions(unit: .countsPerSecond),
            targets: [
                PrometheusTarget(
                    .heatmap(latency.series, where: latency.selector + matchers), legend: .label("le"), form: .heatmap)
            ])
        let byLabel = latency.series.labels.flatMap { label in
            [
                Panel(
                    name: "duration-p99-by-\(label)", title: "p99 by \(label)",
                    description: "99 of 100 events take no longer than this.",
                    visualization: TimeSeriesPanel(), fields: FieldOptions(unit: latency.displayUnit, minimum: 0),
                    targets: [
                        PrometheusTarget(latency.quantile(0.99, by: [label], where: matchers), legend: .label(label))
                    ]),
                Panel(
                    name: "duration-mean-by-\(label)", title: "Mean by \(label)",
                    description: "Where most of the time goes.",
                    visualization: BarGaugePanel(),
                    fields: FieldOptions(unit: latency.displayUnit, minimum: 0, color: .fixed("blue")),
                    targets: [
                        PrometheusTarget(
                            .mean(latency.series, by: [label], where: latency.selector + matchers),
                            legend: .label(label), form: .instant)
                    ]),
            ]
        }
        return [quantiles, heatmap] + byLabel
    }
}

/// The choices at the top: a variable for each label that both metrics have, so that one choice holds for every panel.
private struct RequestFilter {
    private let labels: [String]
    let variables: [DashboardVariable]

    init(_ series: ServiceSeries) {
        let metrics = [series.traffic, series.latency].compactMap { $0 }
        let common =
            metrics.first?.series.labels.filter { label in metrics.allSatisfy { $0.series.labels.contains(label) } }
            ?? []
        // A variable must not have the name of another one of the dashboard.
        labels = common.filter {
            ![DashboardVariable.prometheusDataSourceName, DashboardVariable.lokiDataSourceName].contains($0)
        }
        variables = labels.map { label in
            let metric = metrics[0]
            let name = metric.series.kind == .histogram ? metric.series.name + "_count" : metric.series.name
            return .labelValues(
                of: label, in: name + SeriesMatcher.selector(metric.selector), name: label, title: label.capitalizedWord
            )
        }
    }

    func matchers(for metric: ServiceMetric) -> [SeriesMatcher] {
        labels.filter { metric.series.labels.contains($0) }.map { .variable($0, $0) }
    }
}

extension String {
    /// `route` as a title: `Route`.
    fileprivate var capitalizedWord: String { prefix(1).uppercased() + dropFirst() }
}
