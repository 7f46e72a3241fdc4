/// The keys of prometheus.yml and of rule files, with the versions that brought them (Prometheus 2.42 to 3.14).
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
            .key("storage", .table { StorageKeys.storage }),
            .key("tracing", .table { StorageKeys.tracing }),
            .key("otlp", .table { StorageKeys.otlp }, since: (2, 55)),
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
            .key("keep_dropped_targets", .natural, since: (2, 47)),
            .key("scrape_protocols", .list(.choice(scrapeProtocols)), since: (2, 49)),
            .key("rule_query_offset", .duration, since: (2, 53)),
            .key("scrape_failure_log_file", .text, since: (2, 55)),
            .key("metric_name_validation_scheme", .choice(["utf8", "legacy"]), since: (2, 55)),
            .key("metric_name_escaping_scheme", .choice(escapingSchemes), since: (3, 4)),
            .key("convert_classic_histograms_to_nhcb", .bool, since: (3, 4)),
            .key("always_scrape_classic_histograms", .bool, since: (3, 5)),
            .key("scrape_native_histograms", .bool, since: (3, 8)),
            .key("extra_scrape_metrics", .bool, since: (3, 10)),
        ] + KeyTable.Key.keys(sampleLimits, .natural, since: (2, 45)))

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
            .key("sigv4", .table { sigv4 }, since: (2, 48)),
        ] + HTTPClientKeys.keys + DiscoveryKeys.keys,
        constraints: HTTPClientKeys.constraints)

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
            .key("native_histogram_bucket_limit", .natural, since: (2, 45)),
            .key("native_histogram_min_bucket_factor", .number, since: (2, 50)),
            .key("metric_name_validation_scheme", .choice(["utf8", "legacy"]), since: (2, 55)),
            .key("metric_name_escaping_scheme", .choice(escapingSchemes), since: (3, 4)),
            .key("body_size_limit", .size),
            .key("keep_dropped_targets", .natural, since: (2, 47)),
            .key("scrape_failure_log_file", .text, since: (2, 55)),
            .key("extra_scrape_metrics", .bool, since: (3, 10)),
            .key("relabel_configs", .list(.table { relabel })),
            .key("metric_relabel_configs", .list(.table { relabel })),
        ] + KeyTable.Key.keys(sampleLimits, .natural) + HTTPClientKeys.keys + DiscoveryKeys.keys,
        constraints: HTTPClientKeys.constraints)

    static let relabel = KeyTable(
        "a relabel config",
        [
            .key("source_labels", .list(.text)),
            .key("separator", .text),
            .key("target_label", .text),
            .key("regex", .form(.regex)),
            .key("modulus", .natural),
            .key("replacement", .text),
            .key("action", .text),
        ])

    static let remoteWrite = KeyTable(
        "a remote write",
        [
            .key("url", .text, isRequired: true),
            .key("remote_timeout", .duration),
            .key("name", .text),
            .key("headers", .keyed(HTTPClientKeys.headerName, .text)),
            .key("write_relabel_configs", .list(.table { relabel })),
            .key("send_exemplars", .bool),
            .key("send_native_histograms", .bool),
            .key(
                "protobuf_message", .choice(["prometheus.WriteRequest", "io.prometheus.write.v2.Request"]),
                since: (2, 54)),
            .key("queue_config", .table { queue }),
            .key("metadata_config", .table { metadata }),
            .key("sigv4", .table { sigv4 }),
            .key("azuread", .table { StorageKeys.azureAD }, since: (2, 45)),
            .key(
                "google_iam", .table { KeyTable("google_iam", [.key("credentials_file", .text)]) }, since: (2, 55)),
            .key("round_robin_dns", .bool, since: (3, 1)),
            .key("failed_request_logging", .bool, since: (3, 14)),
        ] + HTTPClientKeys.keys,
        constraints: HTTPClientKeys.constraints + [
            .atMostOne(["basic_auth", "authorization", "oauth2", "sigv4", "azuread", "google_iam"])
        ])

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
            .key("headers", .keyed(HTTPClientKeys.headerName, .text)), .key("required_matchers", .map(.text)),
            .key("filter_external_labels", .bool),
            .key("chunked_read_limit", .int, since: (2, 55)),
        ] + HTTPClientKeys.keys, constraints: HTTPClientKeys.constraints)

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
            .key("rules", .list(.table { rule })),
        ])

    static let rule = KeyTable(
        "a rule",
        [
            .key("record", .text), .key("alert", .text), .key("expr", .text, isRequired: true), .key("for", .duration),
            .key("keep_firing_for", .duration), .key("labels", .map(.text)), .key("annotations", .map(.text)),
        ])

    // MARK: Parts that several blocks share

    static let sigv4 = KeyTable(
        "sigv4",
        KeyTable.Key.keys(["region", "access_key", "secret_key", "profile", "role_arn"], .text) + [
            .key("use_fips_sts_endpoint", .bool, since: (3, 5)), .key("external_id", .text, since: (3, 8)),
        ],
        constraints: [
            .requires("access_key", anyOf: ["secret_key"]), .requires("secret_key", anyOf: ["access_key"]),
        ])

    private static let sampleLimits = [
        "sample_limit", "target_limit", "label_limit", "label_name_length_limit", "label_value_length_limit",
    ]

    static let scrapeProtocols = [
        "PrometheusProto", "OpenMetricsText0.0.1", "OpenMetricsText1.0.0", "PrometheusText0.0.4", "PrometheusText1.0.0",
    ]

    private static let escapingSchemes = ["allow-utf-8", "underscores", "dots", "values"]
}
