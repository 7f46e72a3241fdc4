/// One entry of `remote_read`: queries ask another store too.
public struct RemoteRead: ConfigSection {
    public var source = SectionSource()
    public var url: String
    /// Unique if set.
    public var name: String?
    /// Default 1m.
    public var remoteTimeout: PrometheusDuration?
    /// Headers of every request; those that Prometheus writes itself are refused.
    public var headers: [StackLabel] = []
    /// Also for times of which Prometheus itself has everything. Default false.
    public var readRecent: Bool?
    /// Only for queries that select all of these labels.
    public var requiredMatchers: [StackLabel] = []
    /// Asks for series with this Prometheus' external labels. Default true.
    public var filterExternalLabels: Bool?
    /// In bytes. Since 2.55.
    public var chunkedReadLimit: Int?
    public var authentication: HTTPAuthentication?
    public var http = HTTPConnection()

    public init(url: String, name: String? = nil) {
        self.url = url
        self.name = name
    }

    public static let schema = SectionSchema<Self>(
        "a remote read", { RemoteRead(url: "") }, identity: { $0.name ?? $0.url }
    ) {
        $0.required("url", \.url, .text)
        $0.key("name", \.name, .text)
        $0.key("remote_timeout", \.remoteTimeout, .duration)
        $0.list("headers", \.headers, .labels(ReservedHeaders.form))
        $0.key("read_recent", \.readRecent, .bool)
        $0.list("required_matchers", \.requiredMatchers, .labels)
        $0.key("filter_external_labels", \.filterExternalLabels, .bool)
        $0.key("chunked_read_limit", \.chunkedReadLimit, .int, since: (2, 55))
        $0.authentication(\.authentication)
        $0.inline("http", \.http)
    }
}
