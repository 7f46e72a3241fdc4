/// How metrics are found in Kubernetes: the jobs of the stack's own Prometheus, or monitors and rules for that of an
/// operator. Jobs have the same names in every place, so that rules and dashboards are the same.
struct ClusterScraping {
    let composition: KubernetesComposition

    private var stack: Stack { composition.stack }

    /// A job whose targets are pods.
    private struct PodJob {
        var job: StackJob
        /// The port of the pods.
        var port: String
        /// The pods' labels, besides the stack's.
        var part: String?
    }

    /// The service's own jobs and the sidecars' are found pod by pod; the others have one pod, and an address.
    private func podJob(_ job: StackJob) -> PodJob? {
        if job.name == "sidecar" { return PodJob(job: job, port: KubernetesComposition.sidecarPort) }
        guard stack.services.contains(where: { $0.name == job.name && $0.container != nil }) else { return nil }
        return PodJob(job: job, port: KubernetesComposition.servicePort, part: job.name)
    }

    // MARK: Our own Prometheus

    var configuration: PrometheusConfiguration {
        var configuration = PrometheusRenderer.configuration(of: stack)
        configuration.ruleFiles = ["/etc/prometheus/rules/*.yml"]
        let jobs = StackJob.own(of: stack).compactMap(podJob)
        configuration.scrapeConfigs = configuration.scrapeConfigs.map { config in
            guard let found = jobs.first(where: { $0.job.name == config.jobName }) else { return config }
            var config = config
            config.discovery = ServiceDiscovery()
            config.discovery.kubernetesSDConfigs = [podDiscovery]
            config.relabelConfigs = relabelling(found)
            return config
        }
        return configuration
    }

    /// The pods of Prometheus' own namespace that belong to the stack; each port of each container is a target.
    private var podDiscovery: KubernetesSDConfig {
        KubernetesSDConfig(
            role: .pod, namespaces: KubernetesSDConfig.Namespaces(ownNamespace: true),
            selectors: [.init(role: .pod, label: "\(composition.partOf.name)=\(composition.partOf.value)")])
    }

    private func relabelling(_ found: PodJob) -> [RelabelConfig] {
        var steps: [RelabelConfig] = [
            .keep(["__meta_kubernetes_pod_container_port_name"], matching: found.port),
            .drop(["__meta_kubernetes_pod_phase"], matching: "Failed|Succeeded"),
        ]
        if let part = found.part {
            steps.insert(.keep(["__meta_kubernetes_pod_label_app_kubernetes_io_name"], matching: part), at: 0)
        }
        steps.append(.replace(from: ["__meta_kubernetes_pod_name"], to: "pod"))
        return steps + hashStep
    }

    /// Tells the versions of a service apart while one takes over from the other.
    private var hashStep: [RelabelConfig] {
        guard composition.hasRollouts else { return [] }
        return [
            .replace(
                from: ["__meta_kubernetes_pod_label_rollouts_pod_template_hash"], to: ServiceAnalysis.hashLabel)
        ]
    }

    // MARK: An operator's

    /// Of pods also where there is a Service: a target found by its Service gets a label `service`, which the series of
    /// the sidecar have themselves.
    func monitors(labels: [StackLabel]) -> [ScrapeMonitor] {
        StackJob.own(of: stack).compactMap { job in
            if ["prometheus", "alertmanager"].contains(job.name) { return nil }
            let found = podJob(job)
            let selector = found?.part ?? (found == nil ? job.name : nil)
            var metadata = composition.metadata(job.name, KubernetesComposition.monitoringComponent)
            metadata.labels += labels
            return ScrapeMonitor(
                metadata, source: .pods,
                selector: KubernetesSelector(selector.map(composition.selector) ?? [composition.partOf]),
                endpoints: [
                    ScrapeMonitor.Endpoint(
                        port: found?.port ?? ProgramWorkloads.scrapedPort(of: job.name), path: job.path,
                        interval: stack.prometheus.scrapeInterval, timeout: stack.prometheus.scrapeTimeout,
                        relabelings: [.replace(to: "job", replacement: job.name)] + hashStep)
                ],
                fallbackScrapeProtocol: job.isTextAssumed ? "PrometheusText0.0.4" : nil,
                scrapesNativeHistograms: job.hasNativeHistograms ? true : nil)
        }
    }

    /// The rule files as objects. What is about Prometheus and Alertmanager is not ours to say.
    func rules(labels: [StackLabel]) -> [PrometheusRuleObject] {
        StackRuleFiles(stack: stack).rendered.compactMap { named in
            var file = named.file
            if named.name == "monitoring" {
                file.groups = file.groups.map { group in
                    var group = group
                    group.rules = group.rules.filter { rule in
                        guard case .alerting(let alert) = rule else { return true }
                        return alert.name == "SidecarDown"
                    }
                    return group
                }
            }
            var metadata = composition.metadata(
                "\(stack.name)-\(named.name)", of: stack.name, KubernetesComposition.monitoringComponent,
                comments: [named.purpose])
            metadata.labels += labels
            return PrometheusRuleObject(metadata, file: file)
        }
    }
}
