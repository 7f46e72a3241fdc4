/// A service in Kubernetes: its pods with the sidecar in them, how they are replaced, and who may reach them.
struct ServicePod {
    let composition: KubernetesComposition
    let service: Service
    let container: Container

    private var deployment: ServiceDeployment { service.deployment }
    private var selector: [StackLabel] { composition.selector(service.name) }
    private var analysis: ServiceAnalysis { ServiceAnalysis(composition: composition, service: service) }

    /// The name of the ConfigMap with `sidecar.json`, before kustomize adds its hash.
    var sidecarConfigMap: String { "\(service.name)-sidecar" }
    private var previewService: String { "\(service.name)-preview" }

    /// The sidecar of these pods: it asks its own pod, not the Service, which leads to any.
    var sidecar: SidecarContainer {
        var service = service
        service.address.host = "127.0.0.1"
        return SidecarContainer(composition: composition, services: [service])
    }

    var objects: [any KubernetesManifest] {
        var objects: [any KubernetesManifest] = [networkService(service.name)]
        if deployment.rollout == .blueGreen { objects.append(networkService(previewService)) }
        objects.append(workload)
        if let template = analysis.template { objects.append(template) }
        if deployment.replicas > 1 {
            objects.append(
                KubernetesDisruptionBudget(metadata(service.name), pods: KubernetesSelector(selector)))
        }
        objects.append(policy)
        return objects
    }

    private func metadata(_ name: String, comments: [String] = []) -> KubernetesMetadata {
        composition.metadata(
            name, of: service.name, KubernetesComposition.serviceComponent, comments: comments)
    }

    // MARK: Reaching it

    private func networkService(_ name: String) -> KubernetesService {
        KubernetesService(
            metadata(name), selector: selector,
            ports: [KubernetesService.Port(KubernetesComposition.servicePort, service.address.port)])
    }

    private var policy: KubernetesNetworkPolicy {
        KubernetesNetworkPolicy(
            metadata(service.name), pods: KubernetesSelector(selector),
            allowances: [
                KubernetesNetworkPolicy.Allowance(
                    from: [], ports: [service.address.port], comments: ["The service itself."]),
                KubernetesNetworkPolicy.Allowance(
                    from: [composition.scrapers], ports: [composition.stack.sidecar.listen.port],
                    comments: ["The sidecar's metrics: for Prometheus only."]),
            ])
    }

    // MARK: Running it

    private var workload: any KubernetesManifest {
        let metadata = metadata(service.name, comments: [service.title])
        let selector = KubernetesSelector(selector)
        let strategy: ArgoRollout.Strategy
        switch deployment.rollout {
        case .rolling:
            return KubernetesWorkload(
                metadata, .deployment(replicas: deployment.replicas), selector: selector, template: template)
        case .canary:
            let judged = analysis.run.map { [ArgoRollout.Step.analysis($0)] } ?? [.pause(.minutes(5))]
            strategy = .canary(steps: [.weight(20)] + judged + [.weight(50)] + judged)
        case .blueGreen:
            strategy = .blueGreen(active: service.name, preview: previewService, analysis: analysis.run)
        }
        return ArgoRollout(
            metadata, replicas: deployment.replicas, selector: selector, template: template, strategy: strategy)
    }

    private var template: PodTemplate {
        let sidecar = sidecar
        let beside = sidecar.container(
            isBesideService: true,
            logs: logMount.map { [PodMount($0.volume, at: $0.path, isReadOnly: service.logs?.isOfFiles ?? true)] } ?? []
        )
        let logs = logMount.map { [PodVolume.scratch($0.volume, sizeMax: deployment.logSpace)] } ?? []
        let temporary = container.isReadOnly ? [PodVolume.scratch("tmp", sizeMax: .mebibytes(64))] : []
        let identity = KubernetesComposition.identity(container.user)
        return PodTemplate(
            labels: selector + [KubernetesComposition.serviceComponent],
            identity: PodIdentity(
                // The log belongs to a group that both containers are in.
                volumeGroup: identity?.group ?? SidecarContainer.user),
            gracePeriodSeconds: 30 + sidecar.gracePeriodSeconds,
            initContainers: beside.isSidecar ? [beside] : [],
            containers: [program] + (beside.isSidecar ? [] : [beside]),
            volumes: logs + temporary + sidecar.volumes(configMap: sidecarConfigMap))
    }

    private var program: PodContainer {
        let identity = KubernetesComposition.identity(container.user)
        let port = KubernetesComposition.servicePort
        var mounts = logMount.map { [PodMount($0.volume, at: $0.path)] } ?? []
        if container.isReadOnly { mounts.append(PodMount("tmp", at: "/tmp")) }
        let memory = deployment.memoryMax
        return PodContainer(
            name: service.name, image: container.image ?? "\(service.name):local", isImageLocal: container.build != nil,
            arguments: container.command.map(PodText.literal),
            environment: container.environment.map { PodVariable($0.name, PodText($0.value)) },
            ports: [PodPort(port, service.address.port)],
            resources: PodResources(
                processorThousandths: 100, memory: ByteSize(bytes: max(1, memory.bytes / 2)), memoryMax: memory),
            user: identity?.user, group: identity?.group,
            // Unknown otherwise: an image whose user is a name would not start.
            isNeverRoot: identity.map { $0.user != 0 } ?? false,
            isReadOnly: container.isReadOnly, mounts: mounts,
            probes: service.health.map { health in
                let question = PodProbe.Question.http(path: health.path, port: port)
                let timeout = Int((health.timeout.milliseconds + 999) / 1000)
                return PodProbes(
                    startup: PodProbe(question, periodSeconds: 2, timeoutSeconds: timeout, failuresMax: 60),
                    // Much later than readiness: a restart helps nobody who is only busy.
                    liveness: PodProbe(question, periodSeconds: 20, timeoutSeconds: max(5, timeout), failuresMax: 6),
                    readiness: PodProbe(
                        question, periodSeconds: Int((health.interval.milliseconds + 999) / 1000),
                        timeoutSeconds: timeout))
            } ?? PodProbes())
    }

    // MARK: Its log

    /// The directory that the service writes its log to, or that has the socket; nil where containers cannot share it.
    static func logDirectory(of service: Service) -> String? {
        switch service.logs?.input {
        case .files: service.logs.flatMap { StackComposition.directory(of: $0.path) }
        case .socket(let path, _): StackComposition.directory(of: path)
        case .standardInput, nil: nil
        }
    }

    private var logMount: (volume: String, path: String)? {
        Self.logDirectory(of: service).map { (volume: "logs", path: $0) }
    }
}
