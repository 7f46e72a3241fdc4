/// The stack in Kubernetes.
///
/// ```
///   pod of a service                      programs, one pod each
///   ┌─────────────────────────────┐
///   │ service ── logs ── sidecar ─┼──► fluentd ──► loki ◄── grafana
///   └──────────────────────▲──────┘                            ▼
///                          └──────────────── prometheus ──► alertmanager
/// ```
/// Every service has a sidecar in its own pods, which reads their logs and asks only them. Services that run elsewhere
/// have one sidecar together, for their probes and metrics. With prometheus-operator, Prometheus and Alertmanager are
/// the cluster's; monitors and rules are objects.
struct KubernetesComposition {
    /// As it is described.
    let original: Stack
    /// With the addresses that its programs have in Kubernetes.
    let stack: Stack
    let place: KubernetesPlace

    init(stack: Stack) {
        original = stack
        place = stack.kubernetes ?? KubernetesPlace()
        self.stack = Self.placed(stack, place)
    }

    /// Programs are reached by the names of their Services; ports stay.
    private static func placed(_ stack: Stack, _ place: KubernetesPlace) -> Stack {
        func inside(_ name: String, _ address: Endpoint) -> Endpoint { Endpoint(host: name, port: address.port) }
        var stack = stack
        stack.prometheus.address = inside("prometheus", stack.prometheus.address)
        stack.alertmanager.address = inside("alertmanager", stack.alertmanager.address)
        if let server = place.prometheusOperator {
            stack.prometheus.address =
                server.prometheus ?? Endpoint(host: "prometheus-operated.\(server.namespace)", port: 9090)
            stack.alertmanager.address =
                server.alertmanager ?? Endpoint(host: "alertmanager-operated.\(server.namespace)", port: 9093)
        }
        stack.grafana.address = inside("grafana", stack.grafana.address)
        stack.loki.address = inside("loki", stack.loki.address)
        if stack.fluentd.isEnabled { stack.fluentd.address = inside("fluentd", stack.fluentd.address) }
        stack.fluentd.listen = inside("0.0.0.0", stack.fluentd.address)
        stack.fluentd.metricsAddress = stack.fluentd.metricsAddress.map { inside("fluentd", $0) }
        stack.sidecar.listen = inside("0.0.0.0", stack.sidecar.listen)
        stack.sidecar.address = inside("sidecar", stack.sidecar.listen)
        return stack
    }

    // MARK: Names

    var namespace: String { place.namespace ?? stack.name }

    /// On everything of the stack; Prometheus finds pods by it.
    var partOf: StackLabel { StackLabel("app.kubernetes.io/part-of", stack.name) }

    static let monitoringComponent = StackLabel("app.kubernetes.io/component", "monitoring")
    static let serviceComponent = StackLabel("app.kubernetes.io/component", "service")

    /// The labels by which the pods of one part are known; never changed, because selectors cannot be.
    func selector(_ name: String) -> [StackLabel] { [StackLabel("app.kubernetes.io/name", name), partOf] }

    func metadata(_ name: String, of part: String? = nil, _ component: StackLabel, comments: [String] = [])
        -> KubernetesMetadata
    {
        KubernetesMetadata(
            name, namespace: namespace, labels: selector(part ?? name) + [component], comments: comments)
    }

    /// The name of the port at which a sidecar serves metrics.
    static let sidecarPort = "sidecar"
    /// The name of a service's own port.
    static let servicePort = "http"

    // MARK: Parts

    /// Services with pods, and those that run elsewhere.
    var pods: [ServicePod] {
        stack.services.compactMap { service in
            service.container.map { ServicePod(composition: self, service: service, container: $0) }
        }
    }

    var remoteServices: [Service] {
        stack.services.filter { $0.container == nil && ($0.health != nil || $0.exposition?.scraper == .sidecar) }
    }

    /// Who scrapes, from where.
    var scrapers: KubernetesNetworkPolicy.Peer {
        guard let server = place.prometheusOperator else {
            return KubernetesNetworkPolicy.Peer(pods: KubernetesSelector(selector("prometheus")))
        }
        return KubernetesNetworkPolicy.Peer(
            pods: KubernetesSelector([StackLabel("app.kubernetes.io/name", "prometheus")]), namespace: server.namespace)
    }

    var hasRollouts: Bool { stack.services.contains { $0.container != nil && $0.deployment.rollout != .rolling } }

    // MARK: Secrets

    /// The Secret of one program, with a key for each file.
    static func secretName(of program: String) -> String { "\(program)-secrets" }

    /// Each program with the secrets that it reads.
    var secrets: [(program: String, files: [SecretFile])] {
        var programs: [(String, [SecretFile])] = [("sidecar", stack.sidecar.secretFiles)]
        if place.prometheusOperator == nil { programs.append(("alertmanager", stack.alertmanager.secretFiles)) }
        if stack.grafana.isEnabled { programs.append(("grafana", stack.grafanaSecretFiles)) }
        return programs.filter { !$0.1.isEmpty }
    }

    var secretFiles: [SecretFile] { secrets.flatMap(\.files) }

    /// Where a program finds its secrets; nothing for a program without.
    func secretMount(of program: String) -> (volumes: [PodVolume], mounts: [PodMount]) {
        let files = secrets.first { $0.program == program }?.files ?? []
        guard files.contains(where: { $0.composeName != nil }) else { return ([], []) }
        // Without its last `/`.
        let directory = String(SecretFile.composeDirectory.dropLast())
        return (
            [.secret("secrets", from: Self.secretName(of: program))],
            [PodMount("secrets", at: directory, isReadOnly: true)]
        )
    }

    /// The user and group of `uid:gid`; nil where they are names, which only the image knows.
    static func identity(_ user: String?) -> (user: Int, group: Int?)? {
        let parts = (user ?? "").split(separator: ":", omittingEmptySubsequences: false)
        guard let first = parts.first, let user = UInt32(first), parts.count <= 2 else { return nil }
        let group = parts.count == 2 ? UInt32(parts[1]) : nil
        if parts.count == 2 && group == nil { return nil }
        return (Int(user), group.map(Int.init))
    }
}
