/// One service of a compose file.
///
/// What is not said here is the careful choice: no capabilities, no new privileges, a log that rotates, a restart
/// unless somebody stopped it.
public struct ComposeService: Sendable, Hashable {
    public var name: String
    public var comments: [String]
    public var image: ComposeText?
    public var build: ComposeBuild?
    /// Behind the image's entry point.
    public var command: [ComposeText]
    public var user: ComposeText?
    public var environment: [ComposeVariable]
    public var ports: [ComposePort]
    public var mounts: [ComposeMount]
    public var secrets: [String]
    public var networks: [String]
    public var dependencies: [ComposeDependency]
    public var healthCheck: ComposeHealthCheck?
    public var limits: ComposeLimits
    /// Whether the container's own file system can be written to; volumes and ``temporaryDirectories`` always can.
    public var isReadOnly: Bool
    /// Kept in memory, gone when the container stops.
    public var temporaryDirectories: [String]
    /// How long the service may take to stop.
    public var stopGracePeriod: PrometheusDuration?

    public init(
        name: String, comments: [String] = [], image: ComposeText? = nil, build: ComposeBuild? = nil,
        command: [ComposeText] = [], user: ComposeText? = nil, environment: [ComposeVariable] = [],
        ports: [ComposePort] = [],
        mounts: [ComposeMount] = [], secrets: [String] = [], networks: [String] = [],
        dependencies: [ComposeDependency] = [],
        healthCheck: ComposeHealthCheck? = nil, limits: ComposeLimits, isReadOnly: Bool = true,
        temporaryDirectories: [String] = [],
        stopGracePeriod: PrometheusDuration? = nil
    ) {
        self.name = name
        self.comments = comments
        self.image = image
        self.build = build
        self.command = command
        self.user = user
        self.environment = environment
        self.ports = ports
        self.mounts = mounts
        self.secrets = secrets
        self.networks = networks
        self.dependencies = dependencies
        self.healthCheck = healthCheck
        self.limits = limits
        self.isReadOnly = isReadOnly
        self.temporaryDirectories = temporaryDirectories
        self.stopGracePeriod = stopGracePeriod
    }

    func document() -> Document {
        .fields {
            $0.set("image", image?.document())
            $0.set("build", build?.document())
            $0.set("command", nonEmpty: command.map { $0.document() })
            $0.set("user", user?.document())
            if !environment.isEmpty {
                $0.set("environment", .mapping(environment.map { .init($0.name, $0.value.document()) }))
            }
            $0.set("secrets", nonEmpty: secrets.map(Document.string))
            $0.set("ports", nonEmpty: ports.map { $0.document() })
            $0.set("volumes", nonEmpty: mounts.map { $0.document() })
            $0.set("tmpfs", nonEmpty: temporaryDirectories.map { ComposeText($0).document() })
            if !networks.isEmpty { $0.set("networks", Document.flowStrings(networks)) }
            if !dependencies.isEmpty {
                $0.set(
                    "depends_on",
                    .mapping(dependencies.map { .init($0.service, ["condition": .string($0.condition.rawValue)]) }))
            }
            $0.set("healthcheck", healthCheck?.document())
            $0.set("restart", "unless-stopped")
            $0.set("stop_grace_period", string: stopGracePeriod?.description)
            $0.set("read_only", bool: isReadOnly ? true : nil)
            $0.set("cap_drop", Document.flowStrings(["ALL"]))
            $0.set("security_opt", Document.flowStrings(["no-new-privileges:true"]))
            limits.set(in: &$0)
            $0.set(
                "logging",
                [
                    "driver": "json-file",
                    "options": Document.mapping([.init("max-size", "10m"), .init("max-file", "3")]).flow(),
                ])
        }
    }
}

/// A variable of a container's environment. Secrets do not belong here: everybody who may inspect the container reads
/// them.
public struct ComposeVariable: Sendable, Hashable {
    public var name: String
    public var value: ComposeText

    public init(_ name: String, _ value: ComposeText) {
        self.name = name
        self.value = value
    }
}

/// How an image is built.
public struct ComposeBuild: Sendable, Hashable {
    /// The directory with the Dockerfile, relative to the compose file.
    public var context: String

    public init(context: String) { self.context = context }

    func document() -> Document { ["context": ComposeText(context).document()] }
}

/// A port of a container, reachable on the host at an address of its own.
public struct ComposePort: Sendable, Hashable {
    /// Always with an address: without one Docker publishes to the world, past the host's firewall.
    public var host: Endpoint
    public var container: UInt16

    public init(host: Endpoint, container: UInt16) {
        self.host = host
        self.container = container
    }

    func document() -> Document { ComposeText("\(host):\(container)").document() }
}

/// A directory or file that a container sees.
public struct ComposeMount: Sendable, Hashable {
    let text: String

    /// A file or directory beside the compose file; it begins with `.`.
    public static func file(_ source: String, at target: String) -> ComposeMount {
        ComposeMount(text: "\(source):\(target):ro")
    }

    /// A named volume.
    public static func volume(_ name: String, at target: String, isReadOnly: Bool = false) -> ComposeMount {
        ComposeMount(text: "\(name):\(target)" + (isReadOnly ? ":ro" : ""))
    }

    /// As a person wrote it: `source:target[:options]`.
    public static func verbatim(_ text: String) -> ComposeMount { ComposeMount(text: text) }

    func document() -> Document { ComposeText(text).document() }

    /// The named volume it is from; nil for paths.
    var volumeName: String? {
        guard let source = text.split(separator: ":").first, let first = source.first else { return nil }
        return first == "." || first == "/" || first == "~" ? nil : String(source)
    }
}

/// What has to be there before a service starts.
public struct ComposeDependency: Sendable, Hashable {
    public enum Condition: String, Sendable, CaseIterable {
        case started = "service_started"
        case healthy = "service_healthy"
    }

    public var service: String
    public var condition: Condition

    public init(_ service: String, _ condition: Condition = .healthy) {
        self.service = service
        self.condition = condition
    }
}

/// How Docker asks a container whether it is well.
public struct ComposeHealthCheck: Sendable, Hashable {
    /// A program and its arguments, run without a shell: most of the images have none.
    public var command: [ComposeText]
    public var interval: PrometheusDuration
    public var timeout: PrometheusDuration
    public var retries: Int
    /// Failures do not count while the service starts.
    public var startPeriod: PrometheusDuration

    public init(
        _ command: [ComposeText], interval: PrometheusDuration = .seconds(10),
        timeout: PrometheusDuration = .seconds(5),
        retries: Int = 6,
        startPeriod: PrometheusDuration = .seconds(20)
    ) {
        self.command = command
        self.interval = interval
        self.timeout = timeout
        self.retries = retries
        self.startPeriod = startPeriod
    }

    func document() -> Document {
        [
            "test": Document.sequence((["CMD"] + command).map { $0.document() }).flow(),
            "interval": .string(interval.description), "timeout": .string(timeout.description),
            "retries": .int(Int64(retries)),
            "start_period": .string(startPeriod.description),
        ]
    }
}

/// What a container may use of the machine.
public struct ComposeLimits: Sendable, Hashable {
    public var memory: ByteSize
    /// In hundredths of a processor.
    public var processorPercent: Int
    public var processesMax: Int

    public init(memory: ByteSize, processorPercent: Int = 100, processesMax: Int = 256) {
        self.memory = memory
        self.processorPercent = processorPercent
        self.processesMax = processesMax
    }

    func set(in fields: inout Document.Fields) {
        fields.set("mem_limit", .string("\(memory.bytes >> 20)m"))
        fields.set("cpus", .double(Double(processorPercent) / 100))
        fields.set("pids_limit", int: processesMax)
    }
}
