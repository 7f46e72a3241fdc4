/// Where targets come from: one table for each mechanism of discovery, as they stand in a scrape config and in an entry
/// of `alertmanagers`.
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

    static let keys: [KeyTable.Key] =
        [.key("static_configs", .list(.table { staticConfig }))]
        + (common + clouds).map { mechanism in
            .key("\(mechanism.name)_sd_configs", .list(.table { mechanism.table }), since: mechanism.since)
        }

    static let staticConfig = KeyTable(
        "a static config", [.key("targets", .list(.text)), .key("labels", .map(.text))])

    static let refresh = KeyTable.Key.key("refresh_interval", .duration)
    static let port = KeyTable.Key.key("port", .int)

    private static let common: [Mechanism] = [
        Mechanism(
            "file", http: false,
            [.key("files", .list(.form(filePattern)), isRequired: true), refresh]),
        Mechanism("http", [.key("url", .form(.httpURL), isRequired: true), refresh]),
        Mechanism(
            "dns", http: false,
            [
                .key("names", .list(.text), isRequired: true), refresh, port,
                .key("type", .form(choice(["SRV", "A", "AAAA", "MX", "NS"]))),
            ],
            constraints: [
                .rule("missing-key") { node in
                    let type = node["type"]?.string?.uppercased() ?? "SRV"
                    guard ["A", "AAAA", "MX", "NS"].contains(type), !node.isSet("port") else { return [] }
                    return [CheckFinding(node, "records of type \(type) say no port; give 'port'")]
                }
            ]),
        Mechanism(
            "kubernetes",
            [
                .key("role", .choice(KubernetesDiscovery.roles), isRequired: true),
                .key("api_server", .text), .key("kubeconfig_file", .text),
                .key(
                    "namespaces",
                    .table { KeyTable("namespaces", [.key("own_namespace", .bool), .key("names", .list(.text))]) }),
                .key("selectors", .list(.table { KubernetesDiscovery.selector })),
                .key("attach_metadata", .table { KubernetesDiscovery.metadata }),
            ], constraints: KubernetesDiscovery.constraints),
        Mechanism(
            "docker",
            [
                .key("host", .text, isRequired: true), port, refresh, filters,
                .key("host_networking_host", .text), .key("match_first_network", .bool, since: (2, 54)),
            ]),
        Mechanism(
            "dockerswarm",
            [
                .key("host", .text, isRequired: true), port, refresh, filters,
                .key("role", .choice(["services", "tasks", "nodes"]), isRequired: true),
            ]),
        Mechanism(
            "consul",
            KeyTable.Key.keys(
                [
                    "server", "path_prefix", "token", "datacenter", "namespace", "partition", "tag_separator", "scheme",
                    "username", "password",
                ], .text) + KeyTable.Key.keys(["filter"], .text, since: (3, 0))
                + KeyTable.Key.keys(["health_filter"], .text, since: (3, 10)) + [
                    .key("allow_stale", .bool), refresh, .key("services", .list(.text)), .key("tags", .list(.text)),
                    .key("node_meta", .map(.text)),
                ],
            constraints: [
                .atMostOne(["token", "authorization", "oauth2"]), .atMostOne(["username", "basic_auth"]),
                .atMostOne(["password", "basic_auth"]),
            ]),
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

    static let filters = KeyTable.Key.key(
        "filters",
        .list(
            .table {
                KeyTable(
                    "a filter", [.key("name", .text), .key("values", .list(.text), isRequired: true)])
            }))

    private static let zookeeper: [KeyTable.Key] = [
        .key("servers", .list(.text), isRequired: true),
        .key(
            "paths",
            .list(
                .form(TextForm("discovery-path") { $0.hasPrefix("/") ? nil : "the path '\($0)' must begin with '/'" })),
            isRequired: true), .key("timeout", .duration),
    ]

    private static let filePattern = TextForm("discovery-file") { path in
        let isKnown = [".json", ".yml", ".yaml", ".JSON", ".YML", ".YAML"].contains { path.hasSuffix($0) }
        guard isKnown else { return "'\(path)' is neither .json nor .yml nor .yaml" }
        let parts = path.split(separator: "*", omittingEmptySubsequences: false)
        return parts.count > 2 || parts.count == 2 && parts[1].contains("/")
            ? "'\(path)' has a '*' that is not the only one, or not in the last part" : nil
    }

    /// A choice in letters of either case.
    private static func choice(_ choices: [String]) -> TextForm {
        TextForm("invalid-choice") { text in
            choices.contains(text.uppercased()) ? nil : Spelling.unknown("value", text, known: choices)
        }
    }
}
