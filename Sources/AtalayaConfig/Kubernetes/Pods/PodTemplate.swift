/// Upstream `PodTemplateSpec`: the pods that a workload makes.
///
/// What is not said here is the careful choice: no token of the API server, no services of the namespace in the
/// environment, the seccomp profile of the runtime.
public struct PodTemplate: Hashable, Sendable {
    public var labels: [StackLabel]
    public var annotations: [StackLabel]
    /// Whose rights the pod has at the API server (upstream `serviceAccountName`); `nil`: those of `default`, and its
    /// token is not mounted.
    public var serviceAccount: String?
    public var identity: PodIdentity
    /// How long the pod has between the signal to end and its end, all containers together, in seconds. Upstream
    /// `terminationGracePeriodSeconds`, 30 by default.
    public var gracePeriodSeconds: Int
    /// Run before the others, in order; those with ``PodContainer/isSidecar`` go on beside them.
    public var initContainers: [PodContainer]
    public var containers: [PodContainer]
    public var volumes: [PodVolume]

    public init(
        labels: [StackLabel], annotations: [StackLabel] = [], serviceAccount: String? = nil,
        identity: PodIdentity = PodIdentity(), gracePeriodSeconds: Int = 30, initContainers: [PodContainer] = [],
        containers: [PodContainer], volumes: [PodVolume] = []
    ) {
        self.labels = labels
        self.annotations = annotations
        self.serviceAccount = serviceAccount
        self.identity = identity
        self.gracePeriodSeconds = gracePeriodSeconds
        self.initContainers = initContainers
        self.containers = containers
        self.volumes = volumes
    }

    func document() -> Document {
        .fields {
            $0.set(
                "metadata",
                .fields {
                    $0.set("labels", labels.asMapping)
                    $0.set("annotations", annotations.asMapping)
                })
            $0.set("spec", spec)
        }
    }

    private var spec: Document {
        .fields {
            $0.set("serviceAccountName", string: serviceAccount)
            $0.set("automountServiceAccountToken", bool: serviceAccount != nil)
            $0.set("enableServiceLinks", bool: false)
            $0.set("terminationGracePeriodSeconds", int: gracePeriodSeconds)
            $0.set("securityContext", identity.document())
            $0.set("initContainers", nonEmpty: initContainers.map { $0.document() })
            $0.set("containers", nonEmpty: containers.map { $0.document() })
            $0.set("volumes", nonEmpty: volumes.map { $0.document() })
        }
    }
}

/// Upstream `PodSecurityContext`: who the processes are, and to which group their volumes belong.
public struct PodIdentity: Hashable, Sendable {
    /// Upstream `runAsUser`; `nil`: each container's own, or its image's.
    public var user: Int?
    /// Upstream `runAsGroup`.
    public var group: Int?
    /// The group of the files in volumes, which every container is in besides its own: how containers of different
    /// users share a directory. Upstream `fsGroup`.
    public var volumeGroup: Int?
    /// Whether a container that would run as root does not start. Upstream `runAsNonRoot`, false by default; it needs an
    /// image with a user by number, or ``user``.
    public var isNeverRoot: Bool

    public init(user: Int? = nil, group: Int? = nil, volumeGroup: Int? = nil, isNeverRoot: Bool = false) {
        self.user = user
        self.group = group
        self.volumeGroup = volumeGroup
        self.isNeverRoot = isNeverRoot
    }

    /// One user for all of the pod, its volumes included.
    public static func user(_ user: Int, group: Int? = nil) -> PodIdentity {
        PodIdentity(user: user, group: group ?? user, volumeGroup: group ?? user, isNeverRoot: true)
    }

    func document() -> Document {
        .fields {
            $0.set("runAsUser", int: user)
            $0.set("runAsGroup", int: group)
            $0.set("runAsNonRoot", bool: isNeverRoot ? true : nil)
            $0.set("fsGroup", int: volumeGroup)
            // Large volumes are not gone through at every start.
            $0.set("fsGroupChangePolicy", string: volumeGroup == nil ? nil : "OnRootMismatch")
            $0.set("seccompProfile", ["type": "RuntimeDefault"])
        }
    }
}
