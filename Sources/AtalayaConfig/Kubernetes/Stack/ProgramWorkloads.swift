/// The stack's own programs: one pod each, with what it has to keep in volumes of its own.
struct ProgramWorkloads {
    let composition: KubernetesComposition

    private var stack: Stack { composition.stack }
    private var place: KubernetesPlace { composition.place }

    /// One program: what is its own.
    private struct Program {
        var name: String
        var purpose: String
        var ports: [PodPort]
        var user: Int
        var account: KubernetesServiceAccount?
        var container: PodContainer
        var volumes: [PodVolume]
        var claims: [(volume: String, size: ByteSize)]
        var gracePeriodSeconds = 30
    }

    /// The objects of each program that this place has, by name.
    var objects: [(name: String, objects: [any KubernetesManifest])] {
        let own = place.prometheusOperator == nil ? [prometheus, alertmanager] : []
        let programs = own + [grafana, loki, fluentd].compactMap { $0 }
        return programs.map { program in
            (program.name, (program.name == "prometheus" ? rights : []) + objects(of: program))
        }
    }

    /// The sidecar of the services that run elsewhere.
    var remoteSidecar: [any KubernetesManifest] {
        let sidecar = remoteSidecarContainer
        let metadata = metadata("sidecar", "Probes the services that run elsewhere, and exports their metrics.")
        let template = PodTemplate(
            labels: metadata.labels, identity: .user(SidecarContainer.user),
            gracePeriodSeconds: sidecar.gracePeriodSeconds,
            containers: [sidecar.container(isBesideService: false, logs: [])],
            volumes: sidecar.volumes(configMap: "sidecar"))
        return [
            KubernetesWorkload(
                metadata, .deployment(replicas: 1), selector: KubernetesSelector(composition.selector("sidecar")),
                template: template)
        ]
    }

    var remoteSidecarContainer: SidecarContainer {
        // Their logs are out of reach.
        let services = composition.remoteServices.map { service in
            var service = service
            service.logs = nil
            return service
        }
        return SidecarContainer(composition: composition, services: services)
    }

    /// The name of the port at which Prometheus scrapes a program.
    static func scrapedPort(of program: String) -> String { program == "fluentd" ? "metrics" : "http" }

    // MARK: What they have in common

    private func metadata(_ name: String, _ purpose: String? = nil) -> KubernetesMetadata {
        composition.metadata(
            name, KubernetesComposition.monitoringComponent, comments: purpose.map { [$0] } ?? [])
    }

    private func objects(of program: Program) -> [any KubernetesManifest] {
        let secrets = composition.secretMount(of: program.name)
        let selector = composition.selector(program.name)
        var container = program.container
        container.ports = program.ports
        container.mounts += secrets.mounts
        let claims = program.claims.map { claim in
            KubernetesVolumeClaim(
                KubernetesMetadata(claim.volume), size: claim.size, storageClass: place.storageClass)
        }
        let template = PodTemplate(
            labels: selector + [KubernetesComposition.monitoringComponent],
            serviceAccount: program.account?.metadata.name, identity: .user(program.user),
            gracePeriodSeconds: program.gracePeriodSeconds, containers: [container],
            volumes: program.volumes + secrets.volumes)
        return [
            KubernetesService(
                metadata(program.name), selector: selector,
                ports: program.ports.map { KubernetesService.Port($0.name, $0.number) }),
            KubernetesWorkload(
                metadata(program.name, program.purpose),
                .statefulSet(replicas: 1, service: program.name, claims: claims),
                selector: KubernetesSelector(selector), template: template),
        ]
    }

    /// Who reaches the programs: the stack itself, and who asks for the cluster's sake.
    var policy: KubernetesNetworkPolicy {
        var allowances = [
            KubernetesNetworkPolicy.Allowance(
                from: [KubernetesNetworkPolicy.Peer(pods: KubernetesSelector([composition.partOf]))],
                comments: ["The stack among itself."])
        ]
        if place.prometheusOperator != nil {
            allowances.append(
                KubernetesNetworkPolicy.Allowance(
                    from: [composition.scrapers], comments: ["The Prometheus of the cluster."]))
        } else if composition.hasRollouts {
            allowances.append(
                KubernetesNetworkPolicy.Allowance(
                    from: [KubernetesNetworkPolicy.Peer(namespace: "argo-rollouts")],
                    ports: [stack.prometheus.address.port], comments: ["Argo Rollouts asks how a new version does."]))
        }
        return KubernetesNetworkPolicy(
            KubernetesMetadata(
                "monitoring", namespace: composition.namespace,
                labels: [composition.partOf, KubernetesComposition.monitoringComponent]),
            pods: KubernetesSelector([composition.partOf, KubernetesComposition.monitoringComponent]),
            allowances: allowances)
    }

    private static func http(_ path: String) -> PodProbe.Question { .http(path: path, port: "http") }

    // MARK: Prometheus and Alertmanager

    private var account: KubernetesServiceAccount { KubernetesServiceAccount(metadata("prometheus")) }

    /// Prometheus finds the pods of its own namespace, and no more.
    private var rights: [any KubernetesManifest] {
        let role = KubernetesRole.discovery(metadata("prometheus"))
        return [account, role, KubernetesRoleBinding(metadata("prometheus"), role: role, account: account)]
    }

    private var prometheus: Program {
        // A fifth more than is stored: what is being written and compacted comes on top.
        let kept = stack.prometheus.retentionSize.map { ByteSize(bytes: $0.bytes / 5 * 6).inWholeGibibytes }
        return Program(
            name: "prometheus", purpose: "Scrapes, records, evaluates rules.",
            ports: [PodPort("http", stack.prometheus.address.port)], user: 65534, account: account,
            container: PodContainer(
                name: "prometheus", image: stack.prometheus.image,
                arguments: ProgramArguments.prometheus(
                    stack, configuration: "/etc/prometheus/config/prometheus.yml"
                ).map(PodText.literal),
                resources: PodResources(
                    processorThousandths: 200, memory: .mebibytes(512), memoryMax: .gibibytes(2)),
                mounts: [
                    PodMount("config", at: "/etc/prometheus/config", isReadOnly: true),
                    PodMount("rules", at: "/etc/prometheus/rules", isReadOnly: true),
                    PodMount("data", at: "/prometheus"),
                ],
                probes: PodProbes(
                    // It reads what it has written before it answers: up to a quarter of an hour.
                    startup: PodProbe(Self.http("/-/ready"), periodSeconds: 15, timeoutSeconds: 5, failuresMax: 60),
                    liveness: PodProbe(Self.http("/-/healthy"), timeoutSeconds: 5, failuresMax: 6),
                    readiness: PodProbe(Self.http("/-/ready"), timeoutSeconds: 5))),
            volumes: [
                .configMap("config", from: "prometheus-config"),
                .configMap("rules", from: KubernetesFiles.rulesConfigMap),
            ],
            claims: [("data", place.prometheusStorage ?? kept ?? .gibibytes(20))], gracePeriodSeconds: 60)
    }

    private var alertmanager: Program {
        Program(
            name: "alertmanager", purpose: "Tells people about alerts.",
            ports: [PodPort("http", stack.alertmanager.address.port)], user: 65534,
            container: PodContainer(
                name: "alertmanager", image: stack.alertmanager.image,
                arguments: ProgramArguments.alertmanager(stack).map(PodText.literal),
                resources: PodResources(
                    processorThousandths: 20, memory: .mebibytes(64), memoryMax: .mebibytes(128)),
                mounts: [
                    PodMount("config", at: "/etc/alertmanager", isReadOnly: true),
                    PodMount("data", at: "/alertmanager"),
                ],
                probes: PodProbes(
                    liveness: PodProbe(Self.http("/-/healthy"), timeoutSeconds: 5, failuresMax: 6),
                    readiness: PodProbe(Self.http("/-/ready"), timeoutSeconds: 5))),
            volumes: [.configMap("config", from: "alertmanager-config")], claims: [("data", .gibibytes(1))])
    }

    // MARK: Grafana, Loki, Fluentd

    private var grafana: Program? {
        guard stack.grafana.isEnabled else { return nil }
        let alerts = stack.grafana.managesAlerts
        return Program(
            name: "grafana", purpose: "Shows it all.",
            ports: [PodPort("http", stack.grafana.address.port)], user: 472,
            container: PodContainer(
                name: "grafana", image: stack.grafana.image,
                environment: ProgramArguments.grafanaEnvironment(stack).map { PodVariable($0.name, PodText($0.value)) },
                resources: PodResources(
                    processorThousandths: 50, memory: .mebibytes(128), memoryMax: .mebibytes(512)),
                mounts: [
                    PodMount("datasources", at: "/etc/grafana/provisioning/datasources", isReadOnly: true),
                    PodMount("providers", at: "/etc/grafana/provisioning/dashboards", isReadOnly: true),
                    PodMount("dashboards", at: GrafanaRenderer.dashboardsMount, isReadOnly: true),
                    PodMount("data", at: "/var/lib/grafana"), PodMount("tmp", at: "/tmp"),
                ]
                    + (alerts
                        ? [PodMount("alerting", at: "/etc/grafana/provisioning/alerting", isReadOnly: true)] : []),
                probes: PodProbes(
                    startup: PodProbe(Self.http("/api/health"), periodSeconds: 5, timeoutSeconds: 5, failuresMax: 60),
                    liveness: PodProbe(Self.http("/api/health"), timeoutSeconds: 10, failuresMax: 6),
                    readiness: PodProbe(Self.http("/api/health"), timeoutSeconds: 5))),
            volumes: [
                .configMap("datasources", from: "grafana-datasources"),
                .configMap("providers", from: "grafana-providers"),
                .configMaps("dashboards", from: KubernetesFiles(composition: composition).dashboardConfigMaps),
                .scratch("tmp", sizeMax: .mebibytes(256)),
            ] + (alerts ? [.configMap("alerting", from: "grafana-alerting")] : []),
            claims: [("data", .gibibytes(1))])
    }

    private var loki: Program? {
        guard stack.loki.isEnabled else { return nil }
        return Program(
            name: "loki", purpose: "Keeps log lines and searches them.",
            ports: [PodPort("http", stack.loki.address.port)], user: 10001,
            container: PodContainer(
                name: "loki", image: stack.loki.image, arguments: ["-config.file=/etc/loki/loki.yml"],
                resources: PodResources(
                    processorThousandths: 100, memory: .mebibytes(256), memoryMax: .gibibytes(1)),
                mounts: [
                    PodMount("config", at: "/etc/loki", isReadOnly: true),
                    PodMount("data", at: stack.loki.dataDirectory), PodMount("tmp", at: "/tmp"),
                ],
                // It says what it is ready for, and nothing about its life.
                probes: PodProbes(
                    startup: PodProbe(Self.http("/ready"), periodSeconds: 5, timeoutSeconds: 5, failuresMax: 60),
                    readiness: PodProbe(Self.http("/ready"), timeoutSeconds: 5))),
            volumes: [.configMap("config", from: "loki-config"), .scratch("tmp", sizeMax: .mebibytes(256))],
            claims: [("data", place.lokiStorage)], gracePeriodSeconds: 60)
    }

    private var fluentd: Program? {
        let server = stack.fluentd
        guard server.isEnabled else { return nil }
        let metrics = server.metricsAddress.map { [PodPort("metrics", $0.port)] } ?? []
        let question: PodProbe.Question =
            metrics.isEmpty ? .program(FluentdImage.healthCheck) : .http(path: "/metrics", port: "metrics")
        // Each output may fill its own; what is being written comes on top.
        let buffers = ByteSize(bytes: server.bufferSizeMax.bytes / 4 * 10).inWholeGibibytes
        let archive = server.archiveDirectory.map { [(volume: "archive", path: $0, size: place.archiveStorage)] } ?? []
        let kept = [(volume: "buffer", path: server.bufferDirectory, size: buffers)] + archive
        return Program(
            name: "fluentd", purpose: "Takes records from the sidecars to the archive and to Loki.",
            ports: [PodPort("forward", server.listen.port)] + metrics, user: 999,
            container: PodContainer(
                name: "fluentd", image: server.image, isImageLocal: true,
                resources: PodResources(
                    processorThousandths: 100, memory: .mebibytes(128), memoryMax: .mebibytes(512)),
                mounts: [PodMount("config", at: "/fluentd/etc", isReadOnly: true)]
                    + kept.map { PodMount($0.volume, at: $0.path) } + [PodMount("tmp", at: "/tmp")],
                probes: PodProbes(
                    startup: PodProbe(question, periodSeconds: 5, timeoutSeconds: 10, failuresMax: 60),
                    liveness: PodProbe(question, periodSeconds: 30, timeoutSeconds: 10, failuresMax: 6),
                    readiness: PodProbe(question, timeoutSeconds: 10))),
            volumes: [.configMap("config", from: "fluentd-config"), .scratch("tmp", sizeMax: .mebibytes(256))],
            claims: kept.map { ($0.volume, $0.size) }, gracePeriodSeconds: 60)
    }
}

extension ByteSize {
    /// Rounded up.
    var inWholeGibibytes: ByteSize { ByteSize(bytes: ((bytes - 1) >> 30 + 1) << 30) }
}
