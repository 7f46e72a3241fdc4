import AtalayaModel

/// The scrape jobs that follow from the parts of a stack. Their names are the values of the label `job` in every rule
/// and panel.
public struct StackJob: Hashable, Sendable {
    public var name: String
    public var address: Endpoint
    public var path: String
    public var isTextAssumed: Bool
    /// Some of its histograms are native.
    public var hasNativeHistograms: Bool

    public init(
        name: String, address: Endpoint, path: String = "/metrics", isTextAssumed: Bool = false,
        hasNativeHistograms: Bool = false
    ) {
        self.name = name
        self.address = address
        self.path = path
        self.isTextAssumed = isTextAssumed
        self.hasNativeHistograms = hasNativeHistograms
    }

    /// Names that no service may have: jobs, and containers in compose.
    public static let reservedNames = ["prometheus", "alertmanager", "grafana", "loki", "fluentd", "sidecar"]

    /// First the services that expose metrics, then the sidecar, then the stack's own programs as far as they are
    /// enabled.
    public static func own(of stack: Stack) -> [StackJob] {
        var jobs = stack.services.compactMap { service in
            service.job.map {
                StackJob(
                    name: service.name, address: service.address, path: $0.path, isTextAssumed: $0.isTextAssumed,
                    hasNativeHistograms: service.metrics.contains { $0.fromLog == nil && $0.descriptor.native != nil })
            }
        }
        let served = stack.services.flatMap { service in service.metrics.filter(service.isServedBySidecar) }
        jobs.append(
            StackJob(
                name: "sidecar", address: stack.sidecar.address,
                hasNativeHistograms: served.contains { $0.descriptor.native != nil }))
        jobs.append(StackJob(name: "prometheus", address: stack.prometheus.address))
        jobs.append(StackJob(name: "alertmanager", address: stack.alertmanager.address))
        if stack.grafana.isEnabled { jobs.append(StackJob(name: "grafana", address: stack.grafana.address)) }
        if stack.loki.isEnabled { jobs.append(StackJob(name: "loki", address: stack.loki.address)) }
        if stack.fluentd.isEnabled, let address = stack.fluentd.metricsAddress {
            jobs.append(StackJob(name: "fluentd", address: address))
        }
        return jobs
    }
}
