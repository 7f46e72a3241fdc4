/// The tables of a client of HTTP for programs that have them under another name, or with versions of their own.
enum HTTPClientKeys {
    /// Alertmanager's `http_config`: the same, with versions of its own, which are not told apart here.
    static let table = KeyTable(
        "http_config", unversioned(HTTPClientConfig.schema.table.keys),
        constraints: HTTPClientConfig.schema.table.constraints)

    static let keys = HTTPClientConfig.schema.table.keys
    static let constraints = HTTPClientConfig.schema.table.constraints
    static let tls = TLSConfig.schema.table
    static let headerName = ReservedHeaders.form

    static func unversioned(_ keys: [KeyTable.Key]) -> [KeyTable.Key] {
        keys.map {
            var key = $0
            key.since = nil
            return key
        }
    }
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
