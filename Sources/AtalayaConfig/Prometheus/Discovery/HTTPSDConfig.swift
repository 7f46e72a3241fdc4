/// Upstream `http_sd_configs`: targets from a server that answers with a list as in a file of targets.
public struct HTTPSDConfig: ConfigSection {
    public var source = SectionSource()
    public var url: String
    /// Default 1m.
    public var refreshInterval: PrometheusDuration?
    public var authentication: HTTPAuthentication?
    public var http = HTTPConnection()

    public init(url: String, refreshInterval: PrometheusDuration? = nil) {
        self.url = url
        self.refreshInterval = refreshInterval
    }

    public static let schema = SectionSchema<Self>("http_sd_config", { HTTPSDConfig(url: "") }) {
        $0.required("url", \.url, .text(.httpURL))
        $0.key("refresh_interval", \.refreshInterval, .duration)
        $0.authentication(\.authentication)
        $0.inline("http", \.http)
    }
}
