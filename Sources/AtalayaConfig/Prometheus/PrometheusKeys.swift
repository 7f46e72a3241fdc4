/// The keys of prometheus.yml and of rule files, with the versions that brought them (Prometheus 2.42 to 3.14).
///
/// Blocks without a table of their own yet are `anything`: known by name, their inside not looked at.
enum PrometheusKeys {
    static let root = KeyTable(
        "the configuration",
        [
            .key("global", .table { global }),
            .key("runtime", .table { KeyTable("runtime", [.key("gogc", .int)]) }, since: (2, 53)),
            .key("rule_files", .list(.text)),
            .key("scrape_config_files", .list(.text), since: (2, 43)),
            .key("scrape_configs", .list(.table { scrapeConfig })),
            .key("alerting", .table { alerting }),
            .key("remote_write", .list(.table { remoteWrite })),
            .key("remote_read", .list(.table { remoteRead })),
            .key("storage", .anything),
            .key("tracing", .anything),
            .key("otlp", .anything, since: (2, 55)),
        ])

    static let global = KeyTable(
        "global",
        [
            .key("scrape_interval", .duration),
            .key("scrape_timeout", .duration),
            .key("evaluation_interval", .duration),
            .key("external_labels", .map(.text)),
            .key("query_log_file", .text),
            .key("body_size_limit", .size, since: (2, 45)),
            .key("keep_dropped_targets", .int, since: (2, 47)),
            .key("scrape_protocols", .list(.choice(scrapeProtocols)), since: (2, 49)),
            .key("rule_query_offset", .duration, since: (2, 53)),
            .key("scrape_failure_log_file", .text, since: (2, 55)),
            .key("metric_name_validation_scheme", .choice(["utf8", "legacy"]), since: (2, 55)),
            .key("metric_name_escaping_scheme", .choice(escapingSchemes), since: (3, 4)),
            .key("convert_classic_histograms_to_nhcb", .bool, since: (3, 4)),
            .key("always_scrape_classic_histograms", .bool, since: (3, 5)),
            .key("scrape_native_histograms", .bool, since: (3, 8)),
            .key("extra_scrape_metrics", .bool, since: (3, 10)),
        ] + KeyTable.Key.keys(sampleLimits, .int, since: (2, 45)))

    static let alerting = KeyTable(
        "alerting",
        [
            .key("alert_relabel_configs", .list(.table { relabel })),
            .key("alertmanagers", .list(.table { alertmanager })),
        ])

    static let alertmanager = KeyTable(
        "an alertmanager",
        [
            .key("scheme", .choice(["http", "https"])),
            .key("path_prefix", .text),
            .key("timeout", .duration),
            .key("api_version", .choice(["v1", "v2"])),
            .key("relabel_configs", .list(.table { relabel })),
            .key("alert_relabel_configs", .list(.table { relabel }), since: (2, 51)),
            .key("sigv4", .anything, since: (2, 48)),
        ] + http + serviceDiscoveries)

    static let scrapeConfig = KeyTable(
        "a scrape config",
        [
            .key("job_name", .text, isRequired: true),
            .key("scrape_interval", .duration),
            .key("scrape_timeout", .duration),
            .key("metrics_path", .text),
            .key("scheme", .choice(["http", "https"])),
            .key("params", .map(.list(.text))),
            .key("honor_labels", .bool),
            .key("honor_timestamps", .bool),
            .key("track_timestamps_staleness", .bool, since: (2, 48)),
            .key("enable_compression", .bool, since: (2, 49)),
            .key("scrape_protocols", .list(.choice(scrapeProtocols)), since: (2, 49)),
            .key("fallback_scrape_protocol", .choice(scrapeProtocols), since: (3, 0)),
            .key("scrape_classic_histograms", .bool, since: (2, 45), removed: (3, 0)),
            .key("always_scrape_classic_histograms", .bool, since: (3, 0)),
            .key("convert_classic_histograms_to_nhcb", .bool, since: (3, 0)),
            .key("scrape_native_histograms", .bool, since: (3, 8)),
            .key("native_histogram_bucket_limit", .int, since: (2, 45)),
            .key("native_histogram_min_bucket_factor", .number, since: (2, 50)),
            .key("metric_name_validation_scheme", .choice(["utf8", "legacy"]), since: (2, 55)),
            .key("metric_name_escaping_scheme", .choice(escapingSchemes), since: (3, 4)),
            .key("body_size_limit", .size),
            .key("keep_dropped_targets", .int, since: (2, 47)),
            .key("scrape_failure_log_file", .text, since: (2, 55)),
            .key("extra_scrape_metrics", .bool, since: (3, 10)),
            .key("relabel_configs", .list(.table { relabel })),
            .key("metric_relabel_configs", .list(.table { relabel })),
        ] + KeyTable.Key.keys(sampleLimits, .int) + http + serviceDiscoveries)

    static let staticConfig = KeyTable(
        "a static config", [.key("targets", .list(.text), isRequired: true), .key("labels", .map(.text))])

    static let relabel = KeyTable(
        "a relabel config",
        [
            .key("source_labels", .list(.text)),
            .key("separator", .text),
            .key("target_label", .text),
            .key("regex", .text),
            .key("modulus", .int),
            .key("replacement", .text),
            .key("action", .text),
        ])

    static let remoteWrite = KeyTable(
        "a remote write",
        [
            .key("url", .text, isRequired: true),
            .key("remote_timeout", .duration),
            .key("name", .text),
            .key("headers", .map(.text)),
            .key("write_relabel_configs", .list(.table { relabel })),
            .key("send_exemplars", .bool),
            .key("send_native_histograms", .bool),
            .key(
                "protobuf_message", .choice(["prometheus.WriteRequest", "io.prometheus.write.v2.Request"]),
                since: (2, 54)),
            .key("queue_config", .table { queue }),
            .key("metadata_config", .table { metadata }),
            .key("sigv4", .anything),
            .key("azuread", .anything, since: (2, 45)),
            .key("google_iam", .anything, since: (2, 55)),
            .key("round_robin_dns", .bool, since: (3, 1)),
        ] + http)

    static let queue = KeyTable(
        "queue_config",
        [
            .key("capacity", .int), .key("max_shards", .int), .key("min_shards", .int),
            .key("max_samples_per_send", .int),
            .key("batch_send_deadline", .duration), .key("min_backoff", .duration), .key("max_backoff", .duration),
            .key("retry_on_http_429", .bool), .key("sample_age_limit", .duration, since: (2, 50)),
        ])

    static let metadata = KeyTable(
        "metadata_config", [.key("send", .bool), .key("send_interval", .duration), .key("max_samples_per_send", .int)])

    static let remoteRead = KeyTable(
        "a remote read",
        [
            .key("url", .text, isRequired: true), .key("remote_timeout", .duration), .key("read_recent", .bool),
            .key("name", .text),
            .key("headers", .map(.text)), .key("required_matchers", .map(.text)), .key("filter_external_labels", .bool),
            .key("chunked_read_limit", .int, since: (2, 55)),
        ] + http)

    // MARK: Rule files

    static let ruleFile = KeyTable("a rule file", [.key("groups", .list(.table { ruleGroup }))])

    static let ruleGroup = KeyTable(
        "a rule group",
        [
            .key("name", .text, isRequired: true),
            .key("interval", .duration),
            .key("query_offset", .duration, since: (2, 53)),
            .key("limit", .int),
            .key("labels", .map(.text), since: (3, 0)),
            .key("rules", .list(.table { rule }), isRequired: true),
        ])

    static let rule = KeyTable(
        "a rule",
        [
            .key("record", .text), .key("alert", .text), .key("expr", .text, isRequired: true), .key("for", .duration),
            .key("keep_firing_for", .duration), .key("labels", .map(.text)), .key("annotations", .map(.text)),
        ])

    // MARK: Parts that several blocks share

    private static let sampleLimits = [
        "sample_limit", "target_limit", "label_limit", "label_name_length_limit", "label_value_length_limit",
    ]

    static let scrapeProtocols = [
        "PrometheusProto", "OpenMetricsText0.0.1", "OpenMetricsText1.0.0", "PrometheusText0.0.4", "PrometheusText1.0.0",
    ]

    private static let escapingSchemes = ["allow-utf-8", "underscores", "dots", "values"]

    private static let http: [KeyTable.Key] = [
        .key("basic_auth", .table { KeyTable("basic_auth", basicAuth) }),
        .key(
            "authorization",
            .table {
                KeyTable("authorization", KeyTable.Key.keys(["type", "credentials", "credentials_file"], .text))
            }),
        .key("oauth2", .anything),
        .key("bearer_token", .text),
        .key("bearer_token_file", .text),
        .key("tls_config", .table { tls }),
        .key("follow_redirects", .bool),
        .key("enable_http2", .bool),
        .key("proxy_url", .text),
        .key("no_proxy", .text, since: (2, 43)),
        .key("proxy_from_environment", .bool, since: (2, 43)),
        .key("proxy_connect_header", .map(.list(.text))),
        .key("http_headers", .anything, since: (2, 55)),
    ]

    private static let basicAuth: [KeyTable.Key] = [
        .key("username", .text), .key("username_file", .text, since: (3, 0)), .key("password", .text),
        .key("password_file", .text),
    ]

    private static let tls = KeyTable(
        "tls_config",
        KeyTable.Key.keys(["ca_file", "cert_file", "key_file", "server_name"], .text)
            + KeyTable.Key.keys(["ca", "cert", "key"], .text, since: (2, 45))
            + KeyTable.Key.keys(["min_version", "max_version"], .choice(["TLS10", "TLS11", "TLS12", "TLS13"])) + [
                .key("insecure_skip_verify", .bool)
            ])

    private static let serviceDiscoveries: [KeyTable.Key] =
        [.key("static_configs", .list(.table { staticConfig }))]
        + KeyTable.Key.keys(
            [
                "file", "http", "dns", "kubernetes", "docker", "dockerswarm", "consul", "ec2", "lightsail", "azure",
                "gce", "digitalocean",
                "hetzner", "linode", "scaleway", "ionos", "vultr", "ovhcloud", "openstack", "eureka", "kuma",
                "marathon", "nerve",
                "serverset", "triton", "nomad", "puppetdb", "uyuni",
            ].map { $0 + "_sd_configs" }, .list(.anything)) + [
            .key("stackit_sd_configs", .list(.anything), since: (3, 5)),
            .key("aws_sd_configs", .list(.anything), since: (3, 8)),
            .key("outscale_sd_configs", .list(.anything), since: (3, 12)),
            .key("oci_sd_configs", .list(.anything), since: (3, 14)),
        ]
}
