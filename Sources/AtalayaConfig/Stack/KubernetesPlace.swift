/// That the stack runs in Kubernetes too, and how: what the folder `kubernetes/` is rendered from.
public struct KubernetesPlace: Hashable, Sendable {
    /// Where everything goes; the stack's name unless given.
    public var namespace: String?
    /// Of the volumes that outlive pods (upstream `storageClassName`); `nil`: the cluster's default.
    public var storageClass: String?
    /// What Prometheus may store; `nil`: its `retentionSize` and a fifth more, or 20 GB.
    public var prometheusStorage: ByteSize?
    public var lokiStorage: ByteSize
    /// What Fluentd's archive may store; its buffers have what `FluentdServer.bufferSizeMax` says.
    public var archiveStorage: ByteSize
    /// The cluster's prometheus-operator brings Prometheus and Alertmanager; `nil`: the stack brings its own.
    public var prometheusOperator: PrometheusOperator?

    public init(
        namespace: String? = nil, storageClass: String? = nil, prometheusStorage: ByteSize? = nil,
        lokiStorage: ByteSize = .gibibytes(20), archiveStorage: ByteSize = .gibibytes(20),
        prometheusOperator: PrometheusOperator? = nil
    ) {
        self.namespace = namespace
        self.storageClass = storageClass
        self.prometheusStorage = prometheusStorage
        self.lokiStorage = lokiStorage
        self.archiveStorage = archiveStorage
        self.prometheusOperator = prometheusOperator
    }

    /// Where the Prometheus of the operator is, and what it looks for.
    public struct PrometheusOperator: Hashable, Sendable {
        /// Where Prometheus runs; its pods may reach metrics.
        public var namespace: String
        /// Where Grafana and Argo reach Prometheus; `nil`: `prometheus-operated` in ``namespace``.
        public var prometheus: Endpoint?
        /// Where Grafana reaches Alertmanager; `nil`: `alertmanager-operated` in ``namespace``.
        public var alertmanager: Endpoint?
        /// The labels of monitors and rules that Prometheus selects.
        public var labels: [StackLabel]

        public init(
            namespace: String = "monitoring", prometheus: Endpoint? = nil, alertmanager: Endpoint? = nil,
            labels: [StackLabel] = []
        ) {
            self.namespace = namespace
            self.prometheus = prometheus
            self.alertmanager = alertmanager
            self.labels = labels
        }
    }
}

/// How Kubernetes runs a service, besides what its `Container` says.
public struct ServiceDeployment: Hashable, Sendable {
    /// How many pods at the same time.
    public var replicas: Int
    /// A container with more is ended.
    public var memoryMax: ByteSize
    /// What log files may take in the pod; with more, the pod is evicted.
    public var logSpace: ByteSize
    /// How a new version takes over.
    public var rollout: Rollout
    /// The objectives that a new version has to meet; `nil`: all of the service.
    public var analysis: [String]?

    public enum Rollout: String, CaseIterable, Hashable, Sendable {
        /// Kubernetes' own: pod by pod.
        case rolling
        /// Argo Rollouts: a part of the pods first, and further as long as objectives are met.
        case canary
        /// Argo Rollouts: all of the new version beside the old, and over when objectives are met.
        case blueGreen = "blue-green"
    }

    public init(
        replicas: Int = 1, memoryMax: ByteSize = .mebibytes(512), logSpace: ByteSize = .gibibytes(1),
        rollout: Rollout = .rolling, analysis: [String]? = nil
    ) {
        self.replicas = replicas
        self.memoryMax = memoryMax
        self.logSpace = logSpace
        self.rollout = rollout
        self.analysis = analysis
    }
}

extension Service {
    /// The objectives that a new version has to meet; none where Kubernetes replaces pods by itself.
    var analysedObjectives: [Objective] {
        guard deployment.rollout != .rolling else { return [] }
        return objectives.filter { deployment.analysis?.contains($0.name) ?? true }
    }
}
