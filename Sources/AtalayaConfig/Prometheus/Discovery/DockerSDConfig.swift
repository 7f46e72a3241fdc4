/// Upstream `docker_sd_configs`: the containers of a Docker daemon.
public struct DockerSDConfig: ConfigSection {
    public var source = SectionSource()
    /// `unix:///var/run/docker.sock`, `tcp://host:2375`, or a URL.
    public var host: String
    /// Of containers that publish none. Default 80.
    public var port: Int?
    /// Which containers the daemon tells of.
    public var filters: [DiscoveryFilter] = []
    /// The address of containers in the network of the host. Default `localhost`.
    public var hostNetworkingHost: String?
    /// Of several networks of a container only the first. Default true. Since 2.54.
    public var matchFirstNetwork: Bool?
    /// Default 1m.
    public var refreshInterval: PrometheusDuration?
    public var authentication: HTTPAuthentication?
    public var http = HTTPConnection()

    public init(host: String) { self.host = host }

    public static let schema = SectionSchema<Self>("docker_sd_config", { DockerSDConfig(host: "") }) {
        $0.required("host", \.host, .text)
        $0.key("port", \.port, .int)
        $0.list("filters", \.filters, .list(.section))
        $0.key("host_networking_host", \.hostNetworkingHost, .text)
        $0.key("match_first_network", \.matchFirstNetwork, .bool, since: (2, 54))
        $0.key("refresh_interval", \.refreshInterval, .duration)
        $0.authentication(\.authentication)
        $0.inline("http", \.http)
    }
}

/// Upstream `dockerswarm_sd_configs`: services, tasks or nodes of a swarm.
public struct DockerSwarmSDConfig: ConfigSection {
    public var source = SectionSource()
    public var host: String
    /// Nil only where a file lacks it.
    public internal(set) var role: Role?
    /// Of services and tasks that publish none. Default 80.
    public var port: Int?
    public var filters: [DiscoveryFilter] = []
    /// Default 1m.
    public var refreshInterval: PrometheusDuration?
    public var authentication: HTTPAuthentication?
    public var http = HTTPConnection()

    public init(host: String, role: Role) {
        self.host = host
        self.role = role
    }

    private init() { host = "" }

    public enum Role: String, Hashable, Sendable, CaseIterable {
        case services, tasks, nodes
    }

    public static let schema = SectionSchema<Self>("dockerswarm_sd_config", { DockerSwarmSDConfig() }) {
        $0.required("host", \.host, .text)
        $0.demanded("role", \.role, .choice)
        $0.key("port", \.port, .int)
        $0.list("filters", \.filters, .list(.section))
        $0.key("refresh_interval", \.refreshInterval, .duration)
        $0.authentication(\.authentication)
        $0.inline("http", \.http)
    }
}

/// A filter that the server applies: any of the values of a name.
public struct DiscoveryFilter: ConfigSection {
    public var source = SectionSource()
    public var name: String?
    public var values: [String]

    public init(name: String? = nil, values: [String]) {
        self.name = name
        self.values = values
    }

    public static let schema = SectionSchema<Self>("a filter", { DiscoveryFilter(values: []) }) {
        $0.key("name", \.name, .text)
        $0.required("values", \.values, .list(.text, isFlow: true))
    }
}
