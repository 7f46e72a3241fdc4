extension DiscoveryKeys {
    /// The offers of those who rent machines.
    static let clouds: [Mechanism] = [
        Mechanism("ec2", amazon + [filters]),
        Mechanism("lightsail", amazon),
        Mechanism("ecs", since: (3, 8), amazon + amazonClusters),
        Mechanism("msk", since: (3, 8), amazon + amazonClusters),
        Mechanism("rds", since: (3, 12), amazon + amazonClusters + [filters]),
        Mechanism("elasticache", since: (3, 12), amazon + amazonClusters),
        Mechanism(
            "aws", since: (3, 8),
            amazon + [
                .key("role", .choice(["ec2", "ecs", "lightsail", "msk", "rds", "elasticache"]), isRequired: true),
                .key("clusters", .list(.text)), filters,
            ]),
        Mechanism(
            "azure",
            [
                .key("subscription_id", .text, isRequired: true), .key("environment", .text), port, refresh,
                .key("authentication_method", .choice(["OAuth", "ManagedIdentity", "SDK", "WorkloadIdentity"])),
                .key("resource_group", .text), .key("tenant_id", .text), .key("client_id", .text),
                .key("client_secret", .text),
            ],
            constraints: [
                .rule("missing-key") { node in
                    guard (node["authentication_method"]?.string ?? "OAuth") == "OAuth" else { return [] }
                    return ["tenant_id", "client_id", "client_secret"].filter { !node.isSet($0) }.map {
                        CheckFinding(node, "the authentication by OAuth needs '\($0)'")
                    }
                }
            ]),
        Mechanism(
            "digitalocean",
            [.key("role", .choice(["droplets", "databases"]), since: (3, 12)), refresh, port]),
        Mechanism(
            "gce", http: false,
            [
                .key("project", .text, isRequired: true), .key("zone", .text, isRequired: true), .key("filter", .text),
                refresh, port, .key("tag_separator", .text),
            ]),
        Mechanism(
            "hetzner",
            [
                .key("role", .choice(["robot", "hcloud"]), isRequired: true), refresh, port,
                .key("label_selector", .text, since: (3, 5)),
            ]),
        Mechanism("ionos", [.key("datacenter_id", .text, isRequired: true), refresh, port]),
        Mechanism(
            "linode", [.key("tag_separator", .text), .key("region", .text, since: (2, 52)), refresh, port]),
        Mechanism(
            "openstack", http: false,
            [
                .key("role", .choice(["instance", "hypervisor", "loadbalancer"]), isRequired: true),
                .key("region", .text, isRequired: true),
                .key("availability", .choice(["public", "admin", "internal"])),
                .key("all_tenants", .bool), .key("tls_config", .table { HTTPClientKeys.tls }), refresh, port,
            ]
                + KeyTable.Key.keys(
                    [
                        "identity_endpoint", "username", "userid", "password", "project_name", "project_id",
                        "domain_name", "domain_id", "application_credential_name", "application_credential_id",
                        "application_credential_secret",
                    ], .text)),
        Mechanism(
            "ovhcloud", http: false,
            [
                .key("application_key", .text, isRequired: true), .key("application_secret", .text, isRequired: true),
                .key("consumer_key", .text, isRequired: true), .key("endpoint", .text), refresh,
                .key("service", .choice(["vps", "dedicated_server"]), isRequired: true),
            ]),
        Mechanism(
            "scaleway",
            [
                .key("role", .choice(["instance", "baremetal"]), isRequired: true),
                .key("project_id", .text, isRequired: true), .key("access_key", .text, isRequired: true),
                .key("secret_key", .text), .key("secret_key_file", .text), .key("api_url", .text), .key("zone", .text),
                .key("name_filter", .text), .key("tags_filter", .list(.text)), refresh, port,
            ], constraints: secretKey),
        Mechanism(
            "outscale", since: (3, 12),
            [
                .key("region", .text, isRequired: true), .key("access_key", .text, isRequired: true),
                .key("secret_key", .text), .key("secret_key_file", .text), .key("endpoint", .text), refresh, port,
            ], constraints: secretKey),
        Mechanism(
            "oci", since: (3, 14),
            [
                .key("region", .text, isRequired: true), .key("auth", .choice(["api_key", "instance_principal"])),
                .key("compartments", .list(.text)), refresh, port,
            ]
                + KeyTable.Key.keys(
                    ["tenancy", "user", "fingerprint", "key_file", "key_passphrase", "key_passphrase_file"], .text),
            constraints: [
                .atMostOne(["key_passphrase", "key_passphrase_file"]),
                .rule("oci-authentication") { node in
                    let keys = ["tenancy", "user", "fingerprint", "key_file"]
                    guard node["auth"]?.string == "instance_principal" else {
                        return keys.filter { !node.isSet($0) }.map {
                            CheckFinding(node, "the authentication by api_key needs '\($0)'")
                        }
                    }
                    return keys.filter(node.isSet).map {
                        CheckFinding(node, "the authentication by instance_principal has no '\($0)'")
                    }
                },
            ]),
        Mechanism(
            "stackit", since: (3, 5),
            KeyTable.Key.keys(
                [
                    "project", "region", "endpoint", "service_account_key", "private_key", "service_account_key_path",
                    "private_key_path", "credentials_file_path",
                ], .text) + [refresh, port],
            constraints: [
                .rule("invalid-url") { node in
                    guard let endpoint = node["endpoint"], let text = endpoint.string, !text.isEmpty,
                        text.hasPrefix(":") || text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F })
                    else { return [] }
                    return [CheckFinding(endpoint, "'\(text)' is not an address such as https://host/path")]
                }
            ]),
        Mechanism(
            "triton", http: false,
            [
                .key("account", .text, isRequired: true), .key("dns_suffix", .text, isRequired: true),
                .key("endpoint", .text, isRequired: true), .key("role", .choice(["container", "cn"])),
                .key("groups", .list(.text)), port, refresh, .key("version", .int),
                .key("tls_config", .table { HTTPClientKeys.tls }),
            ]),
        Mechanism("vultr", [refresh, port]),
    ]

    private static let amazon: [KeyTable.Key] =
        KeyTable.Key.keys(["endpoint", "region", "access_key", "secret_key", "profile", "role_arn"], .text) + [
            .key("external_id", .text, since: (3, 8)), refresh, port,
        ]

    private static let amazonClusters: [KeyTable.Key] = [
        .key("clusters", .list(.text)), .key("request_concurrency", .int),
    ]

    private static let secretKey: [KeyTable.Constraint] = [
        .atLeastOne(["secret_key", "secret_key_file"]), .atMostOne(["secret_key", "secret_key_file"]),
    ]
}
