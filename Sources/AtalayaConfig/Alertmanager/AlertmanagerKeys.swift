/// The keys of alertmanager.yml, with the versions that brought them (Alertmanager 0.25 to 0.34).
enum AlertmanagerKeys {
    static let root = KeyTable(
        "the configuration",
        [
            .key("global", .table { global }),
            .key("route", .table { route }, isRequired: true),
            .key("receivers", .list(.table { receiver })),
            .key("inhibit_rules", .list(.table { inhibitRule })),
            .key("templates", .list(.text)),
            .key("time_intervals", .list(.table { timeInterval })),
            .key("mute_time_intervals", .list(.table { timeInterval })),
            .key("tracing", .table { tracing }, since: (0, 30)),
            .key("event_recorder", .anything, since: (0, 33)),
        ])

    private static let tracing = KeyTable(
        "tracing",
        HTTPClientKeys.unversioned(TracingConfig.schema.table.keys.filter { $0.name != "headers" }) + [
            .key("headers", .keyed(HTTPClientKeys.headerName, .anything))
        ])

    static let global = KeyTable(
        "global",
        [
            .key("resolve_timeout", .duration),
            .key("http_config", .table { HTTPClientKeys.table }),
            .key("smtp_require_tls", .bool),
            .key("smtp_smarthost", .form(.hostAndPort)),
            .key("smtp_tls_config", .table { ReceiverKeys.tls }, since: (0, 28)),
            .key("smtp_force_implicit_tls", .bool, since: (0, 31)),
        ]
            + KeyTable.Key.keys(
                [
                    "smtp_from", "smtp_hello", "smtp_auth_username", "smtp_auth_password",
                    "smtp_auth_password_file", "smtp_auth_secret", "smtp_auth_secret_file", "smtp_auth_identity",
                    "slack_api_url_file", "opsgenie_api_key", "opsgenie_api_key_file",
                    "victorops_api_key", "victorops_api_key_file",
                    "telegram_bot_token", "telegram_bot_token_file",
                    "wechat_api_secret", "wechat_api_secret_file", "wechat_api_corp_id",
                ], .text)
            + KeyTable.Key.keys(
                [
                    "rocketchat_token", "rocketchat_token_file",
                    "rocketchat_token_id", "rocketchat_token_id_file",
                ], .text, since: (0, 28))
            + KeyTable.Key.keys(["slack_app_token", "slack_app_token_file"], .text, since: (0, 30))
            + KeyTable.Key.keys(["mattermost_webhook_url_file"], .text, since: (0, 32))
            + KeyTable.Key.keys(
                [
                    "slack_api_url", "opsgenie_api_url", "victorops_api_url", "pagerduty_url", "telegram_api_url",
                    "webex_api_url", "wechat_api_url",
                ], .form(.httpURL))
            + KeyTable.Key.keys(["jira_api_url", "rocketchat_api_url"], .form(.httpURL), since: (0, 28))
            + KeyTable.Key.keys(["slack_app_url"], .form(.httpURL), since: (0, 30))
            + KeyTable.Key.keys(["mattermost_webhook_url"], .form(.httpURL), since: (0, 32)),
        constraints: secrets.map { .atMostOne([$0, $0 + "_file"]) } + [
            .rule("exclusive-keys") { node in
                let tokens = ["slack_app_token", "slack_app_token_file"].filter(node.isSet)
                let addresses = ["slack_api_url", "slack_api_url_file"].filter(node.isSet)
                guard let token = tokens.first, let address = addresses.first,
                    node["slack_api_url"]?.string != (node["slack_app_url"]?.string ?? slackAppURL)
                else { return [] }
                return [CheckFinding(node[token] ?? node, "give '\(token)' or '\(address)', not both")]
            }
        ])

    private static let slackAppURL = "https://slack.com/api/chat.postMessage"

    private static let secrets = [
        "smtp_auth_password", "smtp_auth_secret", "slack_api_url", "slack_app_token", "opsgenie_api_key",
        "victorops_api_key", "telegram_bot_token", "wechat_api_secret", "rocketchat_token", "rocketchat_token_id",
        "mattermost_webhook_url",
    ]

    static let route: KeyTable = KeyTable(
        "a route",
        [
            .key("receiver", .text),
            .key("group_by", .list(.text)),
            .key("matchers", .list(.text)),
            .key("match", .keyed(.legacyLabel, .text)),
            .key("match_re", .keyed(.legacyLabel, .form(.regex))),
            .key("routes", .list(.table { route })),
            .key("continue", .bool),
            .key("group_wait", .duration),
            .key("group_interval", .duration),
            .key("repeat_interval", .duration),
            .key("mute_time_intervals", .list(.text)),
            .key("active_time_intervals", .list(.text)),
            .key("labels", .map(.text), since: (0, 34)),
        ])

    static let inhibitRule = KeyTable(
        "an inhibit rule",
        [
            .key("name", .text, since: (0, 30)),
            .key("source_matchers", .list(.text)),
            .key("target_matchers", .list(.text)),
            .key("source_match", .keyed(.legacyLabel, .text)),
            .key("source_match_re", .keyed(.legacyLabel, .form(.regex))),
            .key("target_match", .keyed(.legacyLabel, .text)),
            .key("target_match_re", .keyed(.legacyLabel, .form(.regex))),
            .key("equal", .list(.text)),
        ])

    static let timeInterval = KeyTable(
        "a time interval",
        [.key("name", .text, isRequired: true), .key("time_intervals", .list(.table { TimeIntervalKeys.table }))])

    static let receiver = KeyTable(
        "a receiver",
        [.key("name", .text, isRequired: true), .key("labels", .map(.text), since: (0, 33))] + ReceiverKeys.keys)
}
