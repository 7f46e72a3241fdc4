/// The description of a service and its monitoring: what `atalaya.yml` says, as Swift values.
///
/// Everything else is derived from it: the files of Prometheus, Alertmanager, Grafana, Loki, Fluentd and compose, and
/// the settings of the sidecar. It is made from a file (`Stack.decode`) or as a literal; both are checked by the same
/// rules (`validate()`), and only a `ValidatedStack` is rendered.
///
/// ```swift
/// let stack = Stack(
///     name: "orchestrator",
///     services: [Service(name: "orchestrator", address: Endpoint(host: "orchestrator", port: 8000))]
/// )
/// ```
///
/// Addresses and paths are those of the place where the stack runs: service names and container paths in a compose
/// network, loopback ports and plain paths on one machine. A profile in `atalaya.yml` overrides them for another
/// place.
public struct Stack: Hashable, Sendable {
    /// Lower case letters, digits and `-`, beginning with a letter: used in file names, ids and tags.
    public var name: String
    /// For people; the name unless given.
    public var title: String
    /// Where it runs: "production", "demo". An external label of every series and alert.
    public var environment: String
    /// More external labels, in order.
    public var labels: [StackLabel]
    /// Where runbooks are found; the name of the alert is appended: `https://runbooks.example.org/orchestrator/` .
    public var runbooks: String?
    public var targets: Targets
    public var services: [Service]
    public var sidecar: Sidecar
    public var prometheus: PrometheusServer
    /// Alerts of your own, besides those which follow from services and objectives.
    public var alerts: [AlertingRule]
    public var alertmanager: AlertmanagerServer
    public var grafana: GrafanaServer
    public var loki: LokiServer
    public var fluentd: FluentdServer
    /// That it runs in Kubernetes too; `nil`: nothing is rendered for that.
    public var kubernetes: KubernetesPlace?
    /// Files that are rendered as they are, beside or in place of those that follow from the rest.
    public var imported: [ImportedFile]

    public init(
        name: String,
        title: String? = nil,
        environment: String = "production",
        labels: [StackLabel] = [],
        runbooks: String? = nil,
        targets: Targets = Targets(),
        services: [Service],
        sidecar: Sidecar = Sidecar(),
        prometheus: PrometheusServer = PrometheusServer(),
        alerts: [AlertingRule] = [],
        alertmanager: AlertmanagerServer = AlertmanagerServer(),
        grafana: GrafanaServer = GrafanaServer(),
        loki: LokiServer = LokiServer(),
        fluentd: FluentdServer = FluentdServer(),
        kubernetes: KubernetesPlace? = nil,
        imported: [ImportedFile] = []
    ) {
        self.name = name
        self.title = title ?? name
        self.environment = environment
        self.labels = labels
        self.runbooks = runbooks
        self.targets = targets
        self.services = services
        self.sidecar = sidecar
        self.prometheus = prometheus
        self.alerts = alerts
        self.alertmanager = alertmanager
        self.grafana = grafana
        self.loki = loki
        self.fluentd = fluentd
        self.kubernetes = kubernetes
        self.imported = imported
    }

    /// The labels that Prometheus puts on everything it sends out: the environment first, then `labels`.
    public var externalLabels: [StackLabel] {
        [StackLabel("environment", environment)] + labels
    }
}

/// A label with its value, in a list that keeps its order. Whether the name is legal is checked with the stack.
public struct StackLabel: Hashable, Sendable {
    public var name: String
    public var value: String

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// The versions for which files are rendered.
public struct Targets: Hashable, Sendable {
    public var prometheus: TargetVersion
    public var alertmanager: TargetVersion
    public var grafana: TargetVersion
    public var fluentd: TargetVersion
    public var kubernetes: TargetVersion

    public init(
        prometheus: TargetVersion = TargetVersion(3, 13),
        alertmanager: TargetVersion = TargetVersion(0, 34),
        grafana: TargetVersion = TargetVersion(13, 2),
        fluentd: TargetVersion = TargetVersion(1, 19),
        kubernetes: TargetVersion = TargetVersion(1, 34)
    ) {
        self.prometheus = prometheus
        self.alertmanager = alertmanager
        self.grafana = grafana
        self.fluentd = fluentd
        self.kubernetes = kubernetes
    }
}
