/// Renders what Grafana reads: data sources, the dashboard provider, and the dashboards.
public struct GrafanaRenderer: StackRenderer {
    public init() {}

    public var name: String { "grafana" }

    public static let dataSourcesPath = "monitoring/grafana.yml"
    public static let providerPath = "monitoring/grafana/provisioning/dashboards/dashboards.yml"
    public static let dashboardsDirectory = "monitoring/grafana/dashboards"
    public static let alertingPath = "monitoring/grafana/provisioning/alerting/alerting.yml"
    /// Where the container sees the dashboards.
    static let dashboardsMount = "/etc/grafana/dashboards"

    public func render(_ stack: ValidatedStack) -> [RenderedFile] {
        guard stack.stack.grafana.isEnabled else { return [] }
        let description = stack.stack
        let provider = DashboardProvider(name: description.name, folder: description.title, path: Self.dashboardsMount)
        let schemaVersion = DashboardSchemaVersion.forGrafana(description.targets.grafana)
        return [
            RenderedFile(
                path: Self.dataSourcesPath,
                contents: YAMLWriter.write(
                    Self.dataSources(of: description).document(),
                    header: GeneratedHeader.lines("Grafana's data sources; mounted into provisioning/datasources."))),
            RenderedFile(
                path: Self.providerPath,
                contents: YAMLWriter.write(
                    provider.document(), header: GeneratedHeader.lines("Where Grafana finds the dashboards."))),
        ]
            + alerting(of: description)
            + StackDashboards.dashboards(for: stack).map { dashboard in
                RenderedFile(
                    path: "\(Self.dashboardsDirectory)/\(dashboard.name).json",
                    contents: JSONWriter.write(
                        Self.document(
                            of: ClassicDashboard(dashboard, schemaVersion: schemaVersion),
                            form: description.grafana.dashboardForm)))
            }
    }

    private func alerting(of stack: Stack) -> [RenderedFile] {
        guard stack.grafana.managesAlerts else { return [] }
        let header =
            GeneratedHeader.lines("Alerts that Grafana evaluates, and whom it tells.") + [
                "Grafana has no inhibition: who is told that a service is down is told the rest about it too."
            ]
        return [
            RenderedFile(
                path: Self.alertingPath,
                contents: YAMLWriter.write(StackGrafanaAlerting(stack: stack).alerting.document(), header: header))
        ]
    }

    /// A resource in a file is of `v2beta1`: every Grafana that reads resources from files knows this version of them.
    private static func document(of dashboard: ClassicDashboard, form: DashboardForm) -> Document {
        guard form == .resource, let resource = DashboardResource(dashboard, target: TargetVersion(12, 2)) else {
            return dashboard.document
        }
        return resource.document
    }

    static func dataSources(of stack: Stack) -> DataSourceProvisioning {
        var sources: [DataSource] = [
            .prometheus(url: "http://\(stack.prometheus.address)", scrapeInterval: stack.prometheus.scrapeInterval)
        ]
        if stack.loki.isEnabled { sources.append(.loki(url: "http://\(stack.loki.address)")) }
        sources.append(.alertmanager(url: "http://\(stack.alertmanager.address)"))
        return DataSourceProvisioning(dataSources: sources)
    }
}
