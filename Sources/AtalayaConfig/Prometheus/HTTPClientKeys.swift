/// The settings of a client of HTTP, which stand among those of a scrape config, a discovery, a remote write … and in
/// Alertmanager's `http_config`.
enum HTTPClientKeys {
    static let keys: [KeyTable.Key] =
        [
            .key("basic_auth", .table { basicAuth }),
            .key("authorization", .table { authorization }),
            .key("oauth2", .table { oauth2 }),
            .key("bearer_token", .text),
            .key("bearer_token_file", .text),
            .key("tls_config", .table { tls }),
            .key("follow_redirects", .bool),
            .key("enable_http2", .bool),
            .key("http_headers", .keyed(headerName, .table { header }), since: (2, 55)),
        ] + proxy

    static let constraints: [KeyTable.Constraint] =
        [
            .atMostOne(["basic_auth", "authorization", "oauth2", "bearer_token", "bearer_token_file"])
        ] + proxyConstraints

    /// As Alertmanager has them: the same, with versions of its own, which are not told apart here.
    static let table = KeyTable("http_config", unversioned(keys), constraints: constraints)

    static func unversioned(_ keys: [KeyTable.Key]) -> [KeyTable.Key] {
        keys.map {
            var key = $0
            key.since = nil
            return key
        }
    }

    private static let proxy: [KeyTable.Key] = [
        .key("proxy_url", .text),
        .key("no_proxy", .text, since: (2, 43)),
        .key("proxy_from_environment", .bool, since: (2, 43)),
        .key("proxy_connect_header", .map(.list(.text))),
    ]

    private static let proxyConstraints: [KeyTable.Constraint] = [
        .atMostOne(["proxy_url", "proxy_from_environment"]),
        .atMostOne(["no_proxy", "proxy_from_environment"]),
        .requires("no_proxy", anyOf: ["proxy_url", "proxy_from_environment"]),
        .requires("proxy_connect_header", anyOf: ["proxy_url", "proxy_from_environment"]),
    ]

    private static let basicAuth = KeyTable(
        "basic_auth",
        [
            .key("username", .text), .key("username_file", .text, since: (3, 0)), .key("password", .text),
            .key("password_file", .text), .key("username_ref", .text), .key("password_ref", .text),
        ],
        constraints: [
            .atMostOne(["username", "username_file", "username_ref"]),
            .atMostOne(["password", "password_file", "password_ref"]),
        ])

    private static let authorization = KeyTable(
        "authorization",
        [
            .key("type", .form(.refusing("auth-basic", ["basic"], "has a block of its own, 'basic_auth'"))),
            .key("credentials", .text), .key("credentials_file", .text), .key("credentials_ref", .text),
        ],
        constraints: [.atMostOne(["credentials", "credentials_file", "credentials_ref"])])

    static let oauth2 = KeyTable(
        "oauth2",
        [
            .key("client_id", .text, isRequired: true),
            .key("token_url", .text, isRequired: true),
            .key("scopes", .list(.text)),
            .key("endpoint_params", .map(.text)),
            .key("tls_config", .table { tls }),
            .key(
                "grant_type", .choice(["client_credentials", "urn:ietf:params:oauth:grant-type:jwt-bearer"]),
                since: (3, 9)),
            .key("signature_algorithm", .choice(["RS256", "RS384", "RS512"]), since: (3, 9)),
            .key("claims", .map(.anything), since: (3, 9)),
        ] + KeyTable.Key.keys(["client_secret", "client_secret_file", "client_secret_ref"], .text)
            + KeyTable.Key.keys(
                [
                    "client_certificate_key_id", "client_certificate_key", "client_certificate_key_file",
                    "client_certificate_key_ref", "iss", "audience",
                ], .text, since: (3, 9)) + proxy,
        constraints: [
            .atMostOne(["client_secret", "client_secret_file", "client_secret_ref"]),
            .atMostOne(["client_certificate_key", "client_certificate_key_file", "client_certificate_key_ref"]),
        ] + proxyConstraints)

    static let tls = KeyTable(
        "tls_config",
        KeyTable.Key.keys(["ca_file", "cert_file", "key_file", "server_name"], .text)
            + KeyTable.Key.keys(["ca", "cert", "key", "ca_ref", "cert_ref", "key_ref"], .text, since: (2, 45))
            + KeyTable.Key.keys(["min_version", "max_version"], .choice(["TLS10", "TLS11", "TLS12", "TLS13"])) + [
                .key("insecure_skip_verify", .bool)
            ],
        constraints: [
            .atMostOne(["ca", "ca_file", "ca_ref"]),
            .atMostOne(["cert", "cert_file", "cert_ref"]),
            .atMostOne(["key", "key_file", "key_ref"]),
            .requires("cert", anyOf: ["key", "key_file", "key_ref"]),
            .requires("cert_file", anyOf: ["key", "key_file", "key_ref"]),
            .requires("key", anyOf: ["cert", "cert_file", "cert_ref"]),
            .requires("key_file", anyOf: ["cert", "cert_file", "cert_ref"]),
        ])

    private static let header = KeyTable("a header", KeyTable.Key.keys(["values", "secrets", "files"], .list(.text)))

    /// The headers that the program itself writes, or sets by the way of authentication.
    static let headerName = TextForm.refusing(
        "reserved-header",
        [
            "authorization", "host", "content-encoding", "content-length", "content-type", "user-agent", "connection",
            "keep-alive", "proxy-authenticate", "proxy-authorization", "www-authenticate", "accept-encoding",
            "x-prometheus-remote-write-version", "x-prometheus-remote-read-version",
            "x-prometheus-scrape-timeout-seconds", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256",
        ], "is a header that the program writes itself")
}
