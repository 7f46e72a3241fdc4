/// The mechanisms of discovery that have no type of their own: one table for each.
enum DiscoveryKeys {
    /// A mechanism: the name before `_sd_configs`, the first version with it, and its settings.
    struct Mechanism: Sendable {
        var name: String
        var since: (Int, Int)?
        var table: KeyTable

        init(
            _ name: String, since: (Int, Int)? = nil, http: Bool = true, _ keys: [KeyTable.Key],
            constraints: [KeyTable.Constraint] = []
        ) {
            self.name = name
            self.since = since
            table = KeyTable(
                "\(name)_sd_config", keys + (http ? HTTPClientKeys.keys : []),
                constraints: constraints + (http ? HTTPClientKeys.constraints : []))
        }
    }

    /// In the order in which they are written.
    static let others = common + clouds

    static let refresh = KeyTable.Key.key("refresh_interval", .duration)
    static let port = KeyTable.Key.key("port", .int)

    private static let common: [Mechanism] = [
        Mechanism(
            "eureka", [.key("server", .form(.anyURL), isRequired: true), refresh]),
        Mechanism(
            "kuma",
            [
                .key("server", .form(.anyURL), isRequired: true), refresh, .key("fetch_timeout", .duration),
                .key("client_id", .text, since: (2, 50)),
            ]),
        Mechanism(
            "marathon",
            [
                .key("servers", .list(.text), isRequired: true), refresh, .key("auth_token", .text),
                .key("auth_token_file", .text),
            ],
            constraints: ["basic_auth", "authorization", "bearer_token", "bearer_token_file"].map {
                .atMostOne(["auth_token", "auth_token_file", $0])
            }),
        Mechanism("nerve", http: false, zookeeper),
        Mechanism("serverset", http: false, zookeeper),
        Mechanism(
            "nomad",
            [.key("allow_stale", .bool), refresh]
                + KeyTable.Key.keys(["namespace", "region", "server", "tag_separator"], .text)),
        Mechanism(
            "puppetdb",
            [
                .key("url", .form(.httpURL), isRequired: true), .key("query", .text, isRequired: true), refresh, port,
                .key("include_parameters", .bool),
            ]),
        Mechanism(
            "uyuni",
            [
                .key("server", .text, isRequired: true), .key("username", .text, isRequired: true),
                .key("password", .text, isRequired: true), .key("entitlement", .text), .key("separator", .text),
                refresh,
            ]),
    ]

    static let filters = KeyTable.Key.key("filters", .list(.table { DiscoveryFilter.schema.table }))

    private static let zookeeper: [KeyTable.Key] = [
        .key("servers", .list(.text), isRequired: true),
        .key(
            "paths",
            .list(
                .form(TextForm("discovery-path") { $0.hasPrefix("/") ? nil : "the path '\($0)' must begin with '/'" })),
            isRequired: true), .key("timeout", .duration),
    ]
}
