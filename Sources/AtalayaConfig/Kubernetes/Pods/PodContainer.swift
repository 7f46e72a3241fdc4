/// Upstream `Container`: one program of a pod.
///
/// What is not said here is the careful choice: no capabilities, no new privileges, a root file system that cannot be
/// written to.
public struct PodContainer: Hashable, Sendable {
    /// Comment lines above the container.
    public var comments: [String]
    /// Lower case letters, digits and `-`; unique in the pod.
    public var name: String
    /// With a tag or a digest.
    public var image: String
    /// Built where the stack is built and brought to the nodes by hand, so that a node's own copy is good enough:
    /// `imagePullPolicy: IfNotPresent`. Upstream's default is `Always` for the tag `latest`.
    public var isImageLocal: Bool
    /// An init container that goes on running beside the others, starts before them and stops after them: `restartPolicy:
    /// Always`. Since Kubernetes 1.29.
    public var isSidecar: Bool
    /// Replaces the image's entry point; upstream `command`.
    public var entryPoint: [PodText]
    /// Upstream `args`.
    public var arguments: [PodText]
    public var environment: [PodVariable]
    public var ports: [PodPort]
    public var resources: PodResources
    /// Who the container is, where it is not the pod's ``PodTemplate/identity``.
    public var user: Int?
    public var group: Int?
    /// Whether root is refused for this container, where the pod's identity leaves it open.
    public var isNeverRoot: Bool
    /// Upstream `readOnlyRootFilesystem`, false by default there.
    public var isReadOnly: Bool
    public var mounts: [PodMount]
    public var probes: PodProbes
    /// A program that is run before the signal to end, inside the pod's grace period. Upstream `preStop`.
    public var preStop: [String]

    public init(
        name: String, image: String, comments: [String] = [], isImageLocal: Bool = false, isSidecar: Bool = false,
        entryPoint: [PodText] = [], arguments: [PodText] = [], environment: [PodVariable] = [], ports: [PodPort] = [],
        resources: PodResources, user: Int? = nil, group: Int? = nil, isNeverRoot: Bool = false,
        isReadOnly: Bool = true, mounts: [PodMount] = [], probes: PodProbes = PodProbes(), preStop: [String] = []
    ) {
        self.comments = comments
        self.name = name
        self.image = image
        self.isImageLocal = isImageLocal
        self.isSidecar = isSidecar
        self.entryPoint = entryPoint
        self.arguments = arguments
        self.environment = environment
        self.ports = ports
        self.resources = resources
        self.user = user
        self.group = group
        self.isNeverRoot = isNeverRoot
        self.isReadOnly = isReadOnly
        self.mounts = mounts
        self.probes = probes
        self.preStop = preStop
    }

    func document() -> Document {
        let document = Document.fields {
            $0.set("name", string: name)
            $0.set("image", string: image)
            $0.set("imagePullPolicy", string: isImageLocal ? "IfNotPresent" : nil)
            $0.set("restartPolicy", string: isSidecar ? "Always" : nil)
            $0.set("command", nonEmpty: entryPoint.map { $0.document() })
            $0.set("args", nonEmpty: arguments.map { $0.document() })
            $0.set("env", nonEmpty: environment.map { $0.document() })
            $0.set("ports", nonEmpty: ports.map { $0.document() })
            probes.set(in: &$0)
            if !preStop.isEmpty {
                $0.set("lifecycle", ["preStop": ["exec": ["command": .sequence(preStop.map(Document.string))]]])
            }
            $0.set("resources", resources.document())
            $0.set("securityContext", security)
            $0.set("volumeMounts", nonEmpty: mounts.map { $0.document() })
        }
        return comments.isEmpty ? document : .styled(.init(comments: comments), document)
    }

    private var security: Document {
        .fields {
            $0.set("runAsUser", int: user)
            $0.set("runAsGroup", int: group)
            $0.set("runAsNonRoot", bool: isNeverRoot ? true : nil)
            $0.set("allowPrivilegeEscalation", bool: false)
            $0.set("readOnlyRootFilesystem", bool: isReadOnly)
            $0.set("capabilities", ["drop": .flowStrings(["ALL"])])
        }
    }
}

/// Upstream `EnvVar`: a variable of a container's environment. Secrets do not belong here: mount them as files.
public struct PodVariable: Hashable, Sendable {
    public var name: String
    public var value: PodText

    public init(_ name: String, _ value: PodText) {
        self.name = name
        self.value = value
    }

    func document() -> Document { ["name": .string(name), "value": value.document()] }
}

/// Upstream `ContainerPort`: a port that others refer to by its name.
public struct PodPort: Hashable, Sendable {
    /// At most 15 lower case letters, digits and `-`.
    public var name: String
    public var number: UInt16

    public init(_ name: String, _ number: UInt16) {
        self.name = name
        self.number = number
    }

    func document() -> Document { ["name": .string(name), "containerPort": .int(Int64(number))] }
}

/// Upstream `ResourceRequirements`: what is kept free for a container, and what it may use at most.
///
/// There is no limit of the processor: it would slow the program down where nobody else needs the time.
public struct PodResources: Hashable, Sendable {
    /// Thousandths of a processor that are kept free (upstream `requests.cpu`).
    public var processorThousandths: Int
    /// Kept free (upstream `requests.memory`).
    public var memory: ByteSize
    /// The container is ended when it uses more (upstream `limits.memory`).
    public var memoryMax: ByteSize

    public init(processorThousandths: Int, memory: ByteSize, memoryMax: ByteSize) {
        self.processorThousandths = processorThousandths
        self.memory = memory
        self.memoryMax = memoryMax
    }

    func document() -> Document {
        [
            "requests": Document.mapping([
                .init("cpu", .string(KubernetesQuantity.processors(thousandths: processorThousandths))),
                .init("memory", .string(KubernetesQuantity.bytes(memory))),
            ]).flow(),
            "limits": Document.mapping([.init("memory", .string(KubernetesQuantity.bytes(memoryMax)))]).flow(),
        ]
    }
}
