/// Upstream `consul_sd_configs`: the services that a Consul agent knows.
public struct ConsulSDConfig: ConfigSection {
    public var source = SectionSource()
    /// host:port. Default `localhost:8500`.
    public var server: String?
    public var pathPrefix: String?
    /// In clear; an ``authentication`` can come from a file.
    public var token: String?
    public var datacenter: String?
    public var namespace: String?
    public var partition: String?
    /// Between the tags in their label. Default `,`.
    public var tagSeparator: String?
    /// Default http.
    public var scheme: String?
    public var username: String?
    public var password: String?
    /// Default true: answers may be older, and cost less.
    public var allowStale: Bool?
    /// Default 30s.
    public var refreshInterval: PrometheusDuration?
    /// Empty: all.
    public var services: [String] = []
    public var tags: [String] = []
    public var nodeMeta: [StackLabel] = []
    /// An expression over the catalogue. Since 3.0.
    public var filter: String?
    /// An expression over the health endpoint. Since 3.10.
    public var healthFilter: String?
    public var authentication: HTTPAuthentication?
    public var http = HTTPConnection()

    public init(server: String? = nil, services: [String] = []) {
        self.server = server
        self.services = services
    }

    public static let schema = SectionSchema<Self>("consul_sd_config", { ConsulSDConfig() }) {
        $0.key("server", \.server, .text)
        $0.key("path_prefix", \.pathPrefix, .text)
        $0.key("token", \.token, .text)
        $0.key("datacenter", \.datacenter, .text)
        $0.key("namespace", \.namespace, .text)
        $0.key("partition", \.partition, .text)
        $0.key("tag_separator", \.tagSeparator, .text)
        $0.key("scheme", \.scheme, .text)
        $0.key("username", \.username, .text)
        $0.key("password", \.password, .text)
        $0.key("filter", \.filter, .text, since: (3, 0))
        $0.key("health_filter", \.healthFilter, .text, since: (3, 10))
        $0.key("allow_stale", \.allowStale, .bool)
        $0.key("refresh_interval", \.refreshInterval, .duration)
        $0.list("services", \.services, .list(.text, isFlow: true))
        $0.list("tags", \.tags, .list(.text, isFlow: true))
        $0.list("node_meta", \.nodeMeta, .labels)
        $0.authentication(\.authentication)
        $0.inline("http", \.http)
        $0.constraint(.atMostOne(["token", "authorization", "oauth2"]))
        $0.constraint(.atMostOne(["username", "basic_auth"]))
        $0.constraint(.atMostOne(["password", "basic_auth"]))
    }
}
