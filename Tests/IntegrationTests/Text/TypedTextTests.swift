import Testing

/// The compiler is asked itself what it thinks of text in the wrong place.
@Suite("Text in its context")
struct TypedTextTests {
    /// Lines that must not compile say so; all others must.
    private static let source = #"""
        import AtalayaConfig

        func texts(title: String) {
            let summary: AlertTemplate = "\(title) on \(.label("instance")): \(.value(.humanize))"
            let legend: LegendFormat = "p99 of \(.label("route"))"
            let shown: DashboardText = "Requests of \(.variable("service"))"
            let tag: ComposeText = "v\(ComposeText.variable("TAG", default: "1") ?? "1")"
            let path: FluentdTemplate = "/archive/\(.tag).\(.hour)"
            let record: FluentdRecordText = "\(.field("level")) of \(.hostname)"
            let region: ExternalLabelText? = .environment("REGION")
            let secret: ProvisioningText? = .file(SecretFile(path: "/run/secrets/x"))
            let ruby: FluentdRuby = "\(.hostname):24224"
            let address: PodText? = .variable("POD_IP")
            let query: AnalysisQuery = "up{hash=\"\(.argument("hash"))\"}"
            let receiver: NotificationTemplate = "\(.commonLabel("team"))@example.org"
            _ = (region, secret, ruby, address, query, receiver, record, path, tag, shown, legend)

            _ = AlertingRule("A", expression: "up == 0", severity: .page, summary: summary)
            _ = AlertingRule("A", expression: "up == 0", severity: .page, summary: legend)  // no: a legend is no template
            _ = AlertingRule("A", expression: "up == 0", severity: .page, summary: title)  // no: nobody says what it is
            _ = PrometheusTarget(.value(.up()), legend: summary)  // no: a template is no legend
            _ = SlackChannel(urlFile: SecretFile(path: "/x"), channel: summary)  // no: Alertmanager has no $labels
            _ = TextPanel(markdown: legend)  // no: Markdown has no labels
            _ = ComposeVariable("A", address ?? "")  // no: $(NAME) means nothing to compose
            _ = PodVariable("A", tag)  // no: ${NAME} means nothing to Kubernetes
            _ = GrafanaContactPoint.Setting("url", receiver)  // no: it is not yet what Grafana's file has to say
            _ = FluentdValue.ruby(path)  // no: a placeholder is no Ruby
            _ = FluentdValue.template(record)  // no: a chunk has no record
            _ = FluentdRuby(source: title)  // no: nobody from outside writes Ruby
            let a: AlertTemplate = "\(legend)"  // no: nor inside of another
            let b: LegendFormat = "\(summary)"  // no: nor inside of another
            let c: ComposeText = "\(.environment("X"))"  // no: that is Prometheus' way
            let d: ExternalLabelText = "\(secret ?? "")"  // no: Prometheus reads no files here
            let e = summary + legend  // no: nor one behind the other
            let f: String = summary  // no: what is escaped is no text any more
            let g: DashboardText = "\(.label("route"))"  // no: a title belongs to no series
        }

        """#

    @Test("does not compile in another, and does in its own", .needsCompiler)
    func compilation() async throws { try await TypeChecked.expect(Self.source) }
}
