import AtalayaModel

/// Whether every log line arrives: what the sidecar read, what was acknowledged, what was given up, what nobody can
/// account for.
enum LogPipelineDashboard: StackDashboard {
    static func dashboards(for stack: Stack) -> [Dashboard] {
        let collector = stack.fluentd.isEnabled && stack.fluentd.metricsAddress != nil
        return [
            DashboardFrame(stack: stack).dashboard(
                name: "\(stack.name)-stack-log-pipeline", subject: stack.title, title: "Log pipeline",
                description: "Log lines from the files to the aggregator: read = acknowledged + in flight + dropped.",
                variables: [choice],
                sections: [
                    DashboardSection(panels: figures + [DashboardFrame(stack: stack).firingAlertsFigure()]),
                    DashboardSection(title: "Records", panels: [flow, dropped, parseErrors, unaccounted]),
                    DashboardSection(title: "Wire", panels: [bytes, compression, connections, sourceErrors]),
                    DashboardSection(title: "Fluentd", panels: collector ? [buffers, queue, collectorErrors] : []),
                ])
        ]
    }

    private static func series(_ descriptor: MetricDescriptor) -> DeclaredSeries { DeclaredSeries(descriptor) }

    /// Which of the sidecars: every query for their metrics takes this, because it would take those of all otherwise.
    private static let choice = DashboardVariable.labelValues(
        of: "instance", in: SidecarMetrics.connected.name.rawValue, name: "sidecar", title: "Sidecar")
    private static let chosen = [SeriesMatcher.variable("instance", choice.name)]

    // MARK: Figures

    private static var figures: [Panel] {
        [
            figure(
                "connected", "Aggregator", "Whether the sidecar has a connection to the aggregator.",
                .value(series(SidecarMetrics.connected), .min, where: chosen),
                FieldOptions(
                    unit: .none, color: .thresholds, thresholds: Thresholds(base: "red", steps: [.init(1, "green")]),
                    mappings: [.value("1", text: "Connected", color: "green"), .value("0", text: "Away", color: "red")])
            ),
            figure(
                "unaccounted", "Unaccounted",
                "Records read that are neither acknowledged, in flight nor dropped. Anything but 0 is a defect.",
                .value(series(SidecarMetrics.recordsUnaccounted), .sum, where: chosen),
                FieldOptions(
                    unit: .short, color: .thresholds,
                    thresholds: Thresholds(base: "red", steps: [.init(0, "green"), .init(1, "red")]))),
            figure(
                "in-flight", "In flight",
                "Chunks sent and not yet acknowledged. Growing means the aggregator is slow or away.",
                .value(series(SidecarMetrics.chunksInFlight), .sum, where: chosen),
                FieldOptions(unit: .short, minimum: 0, color: .fixed("blue"))),
            figure(
                "acknowledged-rate", "Acknowledged", "Records a second that the aggregator has taken over.",
                .rate(series(SidecarMetrics.recordsAcknowledged), where: chosen),
                FieldOptions(unit: .eventsPerSecond, minimum: 0, color: .fixed("blue"))),
            figure(
                "dropped-range", "Lost", "Records given up in the dashboard's time range, without those of filters.",
                .increase(
                    series(SidecarMetrics.recordsDropped),
                    where: chosen + [.matchesNot("reason", SidecarMetrics.purposefulReasons)]),
                FieldOptions(unit: .short, decimals: 0, color: .thresholds, thresholds: .zeroExpected)),
        ]
    }

    private static func figure(
        _ name: String, _ title: String, _ description: DashboardText, _ query: PromQuery, _ fields: FieldOptions
    ) -> Panel {
        Panel(
            name: name, title: DashboardText(title), description: description, size: .figure,
            visualization: StatPanel(),
            fields: fields,
            targets: [PrometheusTarget(query, legend: .literal(title))])
    }

    // MARK: Courses

    private static func course(
        _ name: String, _ title: DashboardText, _ description: DashboardText, _ unit: GrafanaUnit,
        _ targets: [PrometheusTarget],
        minimum: Double? = 0
    ) -> Panel {
        Panel(
            name: name, title: title, description: description, visualization: TimeSeriesPanel(),
            fields: FieldOptions(unit: unit, minimum: minimum), targets: targets)
    }

    private static var flow: Panel {
        course(
            "flow", "Read and acknowledged", "The two lines lie on each other while the aggregator keeps up.",
            .eventsPerSecond,
            [
                PrometheusTarget(
                    .rate(series(SidecarMetrics.recordsRead), by: ["source"], where: chosen),
                    legend: "read \(.label("source"))"),
                PrometheusTarget(
                    .rate(series(SidecarMetrics.recordsAcknowledged), by: ["source"], where: chosen),
                    legend: "acknowledged \(.label("source"))"),
            ])
    }

    private static var dropped: Panel {
        course(
            "dropped", "Dropped", "Records given up, by reason: by filters on purpose, or lost.",
            .eventsPerSecond,
            [
                PrometheusTarget(
                    .rate(series(SidecarMetrics.recordsDropped), by: ["source", "reason"], where: chosen),
                    legend: "\(.label("source")) \(.label("reason"))")
            ])
    }

    private static var parseErrors: Panel {
        course(
            "parse-errors", "Not parsed", "Lines that are not of the expected format. They are shipped as text.",
            .eventsPerSecond,
            [
                PrometheusTarget(
                    .rate(series(SidecarMetrics.parseErrors), by: ["source", "reason"], where: chosen),
                    legend: "\(.label("source")) \(.label("reason"))")
            ])
    }

    private static var unaccounted: Panel {
        course(
            "unaccounted-course", "Unaccounted", "Anything but 0 is a defect of the sidecar.", .short,
            [
                PrometheusTarget(
                    .value(series(SidecarMetrics.recordsUnaccounted), .sum, by: ["source"], where: chosen),
                    legend: .label("source"))
            ],
            minimum: nil)
    }

    private static var bytes: Panel {
        course(
            "bytes", "Raw against wire", "Lines as they are, and compressed as they are sent.", .bytesPerSecond,
            [
                PrometheusTarget(
                    .rate(series(SidecarMetrics.forwardedBytes), by: ["stage"], where: chosen), legend: .label("stage"))
            ])
    }

    private static var compression: Panel {
        let forwarded = series(SidecarMetrics.forwardedBytes)
        let share = PromQuery.rate(forwarded, where: chosen + [.equal("stage", "wire")]).divided(
            by: .rate(forwarded, where: chosen + [.equal("stage", "raw")]))
        return course(
            "compression", "Size on the wire", "Compressed size as a share of the raw size.", .ratio,
            [PrometheusTarget(share, legend: "wire / raw")])
    }

    private static var connections: Panel {
        course(
            "connections", "Connection attempts", "Failed ones in a row mean that the aggregator is away.",
            .countsPerSecond,
            [
                PrometheusTarget(
                    .rate(series(SidecarMetrics.connections), by: ["result"], where: chosen), legend: .label("result"))
            ])
    }

    private static var sourceErrors: Panel {
        course(
            "source-errors", "Unreadable files", "Log files or directories that could not be found or read.",
            .countsPerSecond,
            [
                PrometheusTarget(
                    .rate(series(SidecarMetrics.sourceErrors), by: ["source", "reason"], where: chosen),
                    legend: "\(.label("source")) \(.label("reason"))")
            ])
    }

    // MARK: The collector

    private static var buffers: Panel {
        course(
            "fluentd-buffers", "Buffers", "What waits in Fluentd for each output.", .bytes,
            [PrometheusTarget(.value(FluentdMetrics.bufferBytes, .max, by: ["plugin_id"]), legend: .label("plugin_id"))]
        )
    }

    private static var queue: Panel {
        course(
            "fluentd-queue", "Waiting chunks", "Growing means that an output does not keep up.", .short,
            [PrometheusTarget(.value(FluentdMetrics.queueLength, .max, by: ["plugin_id"]), legend: .label("plugin_id"))]
        )
    }

    private static var collectorErrors: Panel {
        course(
            "fluentd-errors", "Errors and retries", "Writes that failed, and attempts to write again.",
            .countsPerSecond,
            [
                PrometheusTarget(
                    .rate(FluentdMetrics.errors, by: ["plugin_id"]), legend: "errors \(.label("plugin_id"))"),
                PrometheusTarget(
                    .rate(FluentdMetrics.retries, by: ["plugin_id"]), legend: "retries \(.label("plugin_id"))"),
            ])
    }
}
