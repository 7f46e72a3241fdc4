/// The stack as containers.
///
/// ```
///   app                      monitoring
///   service ── log volume ── sidecar ──► fluentd ──► loki ◄── grafana (published on the host)
///                               ▲                                ▼
///                           prometheus ──► alertmanager ◄────────┘
/// ```
/// The sidecar is on both networks; a service that exposes metrics itself is too.
struct StackComposition {
    let stack: Stack

    static let application = "app"
    static let monitoring = "monitoring"

    var project: ComposeProject {
        let services =
            applications + [sidecar] + [fluentd, loki].compactMap { $0 } + [alertmanager, prometheus]
            + [grafana].compactMap { $0 }
        let volumes = services.flatMap { $0.mounts.compactMap(\.volumeName) }
        let secrets = services.flatMap(\.secrets)
        return ComposeProject(
            services: services,
            networks: [
                ComposeNetwork(name: Self.application, comment: "The services and the sidecar that watches them."),
                ComposeNetwork(name: Self.monitoring, comment: "The monitoring programs among themselves."),
            ].filter { network in services.contains { $0.networks.contains(network.name) } },
            volumes: Self.unique(volumes),
            secrets: Self.unique(secrets).map { ComposeSecret(name: $0, file: "./secrets/\($0)") })
    }

    /// In the order of first use.
    private static func unique(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }

    // MARK: The services that are watched

    private var applications: [ComposeService] {
        stack.services.compactMap { service in service.container.map { application(service, $0) } }
    }

    private func application(_ service: Service, _ container: Container) -> ComposeService {
        var mounts = logMount(of: service, isReadOnly: false).map { [$0] } ?? []
        mounts += container.volumes.map(ComposeMount.verbatim)
        let networks = service.job == nil ? [Self.application] : [Self.application, Self.monitoring]
        return ComposeService(
            name: service.name, comments: [service.title],
            image: ComposeText(container.image ?? "\(service.name):local"),
            build: container.build.map { ComposeBuild(context: Self.pathFromHere($0)) },
            command: container.command.map(ComposeText.literal), user: container.user.map(ComposeText.literal),
            environment: container.environment.map { ComposeVariable($0.name, ComposeText($0.value)) },
            ports: container.published.map { [ComposePort(host: $0, container: service.address.port)] } ?? [],
            mounts: mounts,
            networks: networks, limits: ComposeLimits(memory: .mebibytes(512)), isReadOnly: container.isReadOnly,
            temporaryDirectories: ["/tmp"])
    }

    /// The volume that a service writes its log to and the sidecar reads it from.
    private func logMount(of service: Service, isReadOnly: Bool) -> ComposeMount? {
        guard service.container != nil, let logs = service.logs else { return nil }
        switch logs.input {
        case .standardInput: return nil
        case .files:
            return Self.directory(of: logs.path).map {
                .volume("\(service.name)-logs", at: $0, isReadOnly: isReadOnly)
            }
        // The sidecar makes the socket, so it has to write there too.
        case .socket(let path, _):
            return Self.directory(of: path).map { .volume("\(service.name)-socket", at: $0, isReadOnly: false) }
        }
    }

    /// The directory above the first part with a wildcard, or of the file; nil for a file at the root.
    static func directory(of pattern: String) -> String? {
        let head = pattern.prefix { !"*?[{".contains($0) }
        guard let slash = head.lastIndex(of: "/"), slash > head.startIndex else { return nil }
        return String(head[..<slash])
    }

    /// The compose file lies in `monitoring/`, one level below the directory that paths of the stack are relative to.
    static func pathFromHere(_ path: String) -> String {
        if path.hasPrefix("/") { return path }
        let parts = path.split(separator: "/").filter { $0 != "." }
        return ([".."] + parts.map(String.init)).joined(separator: "/")
    }

    // MARK: The programs that watch

    private var sidecar: ComposeService {
        let logs = stack.services.compactMap { logMount(of: $0, isReadOnly: true) }
        let spool: [ComposeMount] = stack.sidecar.spoolDirectory.map { [.volume("sidecar-spool", at: $0)] } ?? []
        let receivers = stack.sidecar.receivers(fluentd: stack.fluentd.address)
        let waitsForFluentd = stack.fluentd.isEnabled && receivers.contains { $0.address == stack.fluentd.address }
        return ComposeService(
            name: "sidecar", comments: ["Reads the logs, probes the services, exports metrics, ships records."],
            image: ComposeText(stack.sidecar.image),
            build: stack.sidecar.build.map { ComposeBuild(context: Self.pathFromHere($0)) },
            command: ["--config", "/etc/atalaya/sidecar.json"],
            mounts: [.file("./sidecar.json", at: "/etc/atalaya/sidecar.json")] + logs + [
                .volume("sidecar-data", at: stack.sidecar.checkpointDirectory)
            ] + spool,
            secrets: Self.unique(stack.sidecar.secretFiles.compactMap(\.composeName)),
            networks: [Self.application, Self.monitoring],
            dependencies: applications.map { ComposeDependency($0.name, .started) }
                + (waitsForFluentd ? [ComposeDependency("fluentd")] : []),
            healthCheck: ComposeHealthCheck(["/usr/bin/atalaya-sidecar", "--check-health"]),
            limits: ComposeLimits(memory: .mebibytes(128), processorPercent: 50),
            // On SIGTERM it delivers what it has read, inside its own time; the rest is for a slow machine.
            stopGracePeriod: PrometheusDuration(
                milliseconds: stack.sidecar.settings.limits.drainTimeout.milliseconds + 20_000))
    }

    private var fluentd: ComposeService? {
        let server = stack.fluentd
        guard server.isEnabled else { return nil }
        return ComposeService(
            name: "fluentd", comments: ["Takes records from the sidecar to the archive and to Loki."],
            image: ComposeText(server.image),
            build: ComposeBuild(context: "../logging"),
            mounts: [
                .file("../logging/fluentd.yml", at: "/fluentd/etc/fluentd.yml"),
                .volume("fluentd-buffer", at: server.bufferDirectory),
            ] + (server.archiveDirectory.map { [.volume("fluentd-archive", at: $0)] } ?? []),
            networks: [Self.monitoring],
            // Not waiting for Loki: records are buffered until it comes.
            healthCheck: ComposeHealthCheck(FluentdImage.healthCheck.map(ComposeText.literal)),
            limits: ComposeLimits(memory: .mebibytes(512)), temporaryDirectories: ["/tmp"], stopGracePeriod: .minutes(1)
        )
    }

    private var loki: ComposeService? {
        guard stack.loki.isEnabled else { return nil }
        return ComposeService(
            name: "loki", comments: ["Keeps log lines and searches them."], image: ComposeText(stack.loki.image),
            command: ["-config.file=/etc/loki/loki.yml"],
            mounts: [
                .file("./loki.yml", at: "/etc/loki/loki.yml"), .volume("loki-data", at: stack.loki.dataDirectory),
            ],
            networks: [Self.monitoring],
            // The image has no shell and no client; the program itself can ask.
            healthCheck: ComposeHealthCheck([
                "/usr/bin/loki", "-health", "-health.url=http://127.0.0.1:\(stack.loki.address.port)/ready",
            ]),
            limits: ComposeLimits(memory: .gibibytes(1)), temporaryDirectories: ["/tmp"], stopGracePeriod: .seconds(30))
    }

    private var alertmanager: ComposeService {
        let server = stack.alertmanager
        let port = server.address.port
        return ComposeService(
            name: "alertmanager", comments: ["Tells people about alerts."], image: ComposeText(server.image),
            command: ProgramArguments.alertmanager(stack).map(ComposeText.literal),
            ports: server.published.map { [ComposePort(host: $0, container: port)] } ?? [],
            mounts: [
                .file("./alertmanager.yml", at: "/etc/alertmanager/alertmanager.yml"),
                .volume("alertmanager-data", at: "/alertmanager"),
            ],
            secrets: server.secretFiles.compactMap(\.composeName), networks: [Self.monitoring],
            healthCheck: Self.healthCheck(port: port, path: "/-/healthy"),
            limits: ComposeLimits(memory: .mebibytes(128), processorPercent: 50))
    }

    private var prometheus: ComposeService {
        let server = stack.prometheus
        let port = server.address.port
        return ComposeService(
            name: "prometheus", comments: ["Scrapes, records, evaluates rules."], image: ComposeText(server.image),
            command: ProgramArguments.prometheus(stack, configuration: "/etc/prometheus/prometheus.yml").map(
                ComposeText.literal),
            ports: server.published.map { [ComposePort(host: $0, container: port)] } ?? [],
            mounts: [
                .file("./prometheus.yml", at: "/etc/prometheus/prometheus.yml"),
                .file("./rules", at: "/etc/prometheus/rules"),
                .volume("prometheus-data", at: "/prometheus"),
            ],
            networks: [Self.monitoring],
            dependencies: [ComposeDependency("alertmanager"), ComposeDependency("sidecar")],
            healthCheck: Self.healthCheck(port: port, path: "/-/healthy"), limits: ComposeLimits(memory: .gibibytes(2)),
            stopGracePeriod: .minutes(1))
    }

    private var grafana: ComposeService? {
        let server = stack.grafana
        guard server.isEnabled else { return nil }
        let port = server.address.port
        return ComposeService(
            name: "grafana", comments: ["Shows it all. Log in as admin with the password in secrets/."],
            image: ComposeText(server.image),
            environment: ProgramArguments.grafanaEnvironment(stack).map {
                ComposeVariable($0.name, ComposeText($0.value))
            },
            ports: server.published.map { [ComposePort(host: $0, container: port)] } ?? [],
            mounts: [
                .file("./grafana.yml", at: "/etc/grafana/provisioning/datasources/datasources.yml"),
                .file("./grafana/provisioning/dashboards", at: "/etc/grafana/provisioning/dashboards"),
                .file("./grafana/dashboards", at: GrafanaRenderer.dashboardsMount),
                .volume("grafana-data", at: "/var/lib/grafana"),
            ]
                + (server.managesAlerts
                    ? [.file("./grafana/provisioning/alerting", at: "/etc/grafana/provisioning/alerting")] : []),
            secrets: Self.unique(stack.grafanaSecretFiles.compactMap(\.composeName)), networks: [Self.monitoring],
            dependencies: [ComposeDependency("prometheus")] + (stack.loki.isEnabled ? [ComposeDependency("loki")] : []),
            healthCheck: Self.healthCheck(port: port, path: "/api/health"),
            limits: ComposeLimits(memory: .mebibytes(512)),
            temporaryDirectories: ["/tmp"])
    }

    /// With the `wget` of busybox, which the images of Prometheus, Alertmanager and Grafana have.
    private static func healthCheck(port: UInt16, path: String) -> ComposeHealthCheck {
        ComposeHealthCheck(["wget", "-q", "--spider", "http://127.0.0.1:\(port)\(path)"])
    }
}
