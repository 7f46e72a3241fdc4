/// Where targets come from: stands among the keys of a scrape config and of an entry of `alertmanagers`. Several sources
/// add up.
public struct ServiceDiscovery: ConfigSection {
    public var source = SectionSource()
    public var fileSDConfigs: [FileSDConfig] = []
    public var httpSDConfigs: [HTTPSDConfig] = []
    public var dnsSDConfigs: [DNSSDConfig] = []
    public var kubernetesSDConfigs: [KubernetesSDConfig] = []
    public var dockerSDConfigs: [DockerSDConfig] = []
    public var dockerswarmSDConfigs: [DockerSwarmSDConfig] = []
    public var consulSDConfigs: [ConsulSDConfig] = []
    /// The other mechanisms, whose settings are kept as they stand.
    public var others: [OtherSDConfig] = []
    /// Targets that do not change.
    public var staticConfigs: [StaticConfig] = []

    public init(staticConfigs: [StaticConfig] = []) { self.staticConfigs = staticConfigs }

    public static let schema = SectionSchema<Self>("discovery", { ServiceDiscovery() }) {
        $0.list("file_sd_configs", \.fileSDConfigs, .list(.section))
        $0.list("http_sd_configs", \.httpSDConfigs, .list(.section))
        $0.list("dns_sd_configs", \.dnsSDConfigs, .list(.section))
        $0.list("kubernetes_sd_configs", \.kubernetesSDConfigs, .list(.section))
        $0.list("docker_sd_configs", \.dockerSDConfigs, .list(.section))
        $0.list("dockerswarm_sd_configs", \.dockerswarmSDConfigs, .list(.section))
        $0.list("consul_sd_configs", \.consulSDConfigs, .list(.section))
        for mechanism in DiscoveryKeys.others { $0.other(mechanism) }
        $0.otherProperty()
        $0.list("static_configs", \.staticConfigs, .list(.section))
    }
}

/// Targets that do not change, with labels of their own: an entry of `static_configs`, or of a file of targets.
public struct StaticConfig: ConfigSection {
    public var source = SectionSource()
    /// host:port, without scheme and path; anything that relabelling makes an address of.
    public var targets: [String]
    public var labels: [StackLabel]

    public init(targets: [String] = [], labels: [StackLabel] = []) {
        self.targets = targets
        self.labels = labels
    }

    public init(targets: [Endpoint], labels: [StackLabel] = []) {
        self.init(targets: targets.map(\.description), labels: labels)
    }

    public static let schema = SectionSchema<Self>("a static config", { StaticConfig() }) {
        $0.list("targets", \.targets, .list(.text, isFlow: true))
        $0.list("labels", \.labels, .labels)
    }
}

/// One entry of a mechanism that has no type of its own: its settings as they stand in the file. `atalaya check` knows
/// the keys of all of them.
public struct OtherSDConfig: Hashable, Sendable {
    /// The name before `_sd_configs`: `ec2`, `gce` …, one of ``mechanisms``.
    public let mechanism: String
    public var settings: DocumentObject

    /// - Throws: `ConfigError.Code.invalidChoice` for a mechanism that Prometheus has not, or that has a type of its own.
    public init(mechanism: String, settings: DocumentObject = DocumentObject()) throws(ConfigError) {
        guard Self.mechanisms.contains(mechanism) else {
            throw ConfigError(
                .invalidChoice, Spelling.unknown("discovery", mechanism, known: Self.mechanisms))
        }
        self.mechanism = mechanism
        self.settings = settings
    }

    fileprivate init(known mechanism: String, _ settings: DocumentObject) {
        self.mechanism = mechanism
        self.settings = settings
    }

    public static let mechanisms = DiscoveryKeys.others.map(\.name)

    /// By mechanism, as they are written, whatever the order of the file.
    fileprivate static func inOrder(_ configs: [OtherSDConfig]) -> [OtherSDConfig] {
        mechanisms.flatMap { name in configs.filter { $0.mechanism == name } }
    }
}

extension SettingList<ServiceDiscovery> {
    fileprivate mutating func other(_ mechanism: DiscoveryKeys.Mechanism) {
        let form = SettingForm<[OtherSDConfig]>(
            kind: .list(.table { mechanism.table }),
            read: { node in
                let objects = node.items?.compactMap { $0.entries == nil ? nil : DocumentObject(Document($0)) }
                guard let objects, objects.count == node.items?.count else { return nil }
                return objects.map { OtherSDConfig(known: mechanism.name, $0) }
            },
            write: { configs, _ in .sequence(configs.map(\.settings.document)) },
            swift: { _, _ in "" })
        keyOnly(
            .key("\(mechanism.name)_sd_configs", form.kind, since: mechanism.since.map { ($0.0, $0.1) }), form,
            read: { $1.others = OtherSDConfig.inOrder($1.others + $0) },
            value: { discovery in
                let own = discovery.others.filter { $0.mechanism == mechanism.name }
                return own.isEmpty ? nil : own
            })
    }

    fileprivate mutating func otherProperty() {
        // An initialiser that throws has no place in the source of a stack.
        property("others", \.firstOther) { _, printer in
            printer.isComplete = false
            return "[]"
        }
    }
}

extension ServiceDiscovery {
    fileprivate var firstOther: OtherSDConfig? { others.first }
}
