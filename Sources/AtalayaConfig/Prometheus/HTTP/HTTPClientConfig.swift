/// The table of a client of HTTP, for mechanisms of discovery without a type.
enum HTTPClientKeys {
    static let keys = HTTPClientConfig.schema.table.keys
    static let constraints = HTTPClientConfig.schema.table.constraints
    static let tls = TLSConfig.schema.table
}

/// All settings of a client of HTTP in one mapping (upstream `http_config`).
public struct HTTPClientConfig: ConfigSection {
    public var source = SectionSource()
    public var authentication: HTTPAuthentication?
    public var connection: HTTPConnection

    public init(authentication: HTTPAuthentication? = nil, connection: HTTPConnection = HTTPConnection()) {
        self.authentication = authentication
        self.connection = connection
    }

    public static let schema = SectionSchema<Self>("http_config", { HTTPClientConfig() }) {
        $0.authentication(\.authentication)
        $0.inline("connection", \.connection)
    }
}
