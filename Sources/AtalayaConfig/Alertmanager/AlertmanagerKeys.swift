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
            .key("tracing", .anything, since: (0, 30)),
            .key("event_recorder", .anything, since: (0, 33)),
        ])

    static let global = KeyTable(
        "global",
        [
            .key("resolve_timeout", .duration),
            .key("http_config", .anything),
            .key("smtp_require_tls", .bool),
            .key("smtp_tls_config", .anything, since: (0, 28)),
            .key("smtp_force_implicit_tls", .bool, since: (0, 31)),
        ]
            + KeyTable.Key.keys(
                [
                    "smtp_from", "smtp_smarthost", "smtp_hello", "smtp_auth_username", "smtp_auth_password",
                    "smtp_auth_password_file", "smtp_auth_secret", "smtp_auth_identity", "slack_api_url",
                    "slack_api_url_file", "opsgenie_api_url", "opsgenie_api_key", "opsgenie_api_key_file",
                    "victorops_api_url", "victorops_api_key", "victorops_api_key_file", "pagerduty_url",
                    "telegram_api_url", "telegram_bot_token", "telegram_bot_token_file", "webex_api_url",
                    "wechat_api_url", "wechat_api_secret", "wechat_api_secret_file", "wechat_api_corp_id",
                ], .text)
            + KeyTable.Key.keys(
                [
                    "jira_api_url", "rocketchat_api_url", "rocketchat_token", "rocketchat_token_file",
                    "rocketchat_token_id", "rocketchat_token_id_file",
                ], .text, since: (0, 28))
            + KeyTable.Key.keys(["slack_app_token", "slack_app_token_file", "slack_app_url"], .text, since: (0, 30))
            + KeyTable.Key.keys(["mattermost_webhook_url", "mattermost_webhook_url_file"], .text, since: (0, 32)))

    static let route: KeyTable = KeyTable(
        "a route",
        [
            .key("receiver", .text),
            .key("group_by", .list(.text)),
            .key("matchers", .list(.text)),
            .key("match", .map(.text)),
            .key("match_re", .map(.text)),
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
            .key("source_match", .map(.text)),
            .key("source_match_re", .map(.text)),
            .key("target_match", .map(.text)),
            .key("target_match_re", .map(.text)),
            .key("equal", .list(.text)),
        ])

    static let timeInterval = KeyTable(
        "a time interval", [.key("name", .text, isRequired: true), .key("time_intervals", .list(.anything))])

    static let receiver = KeyTable(
        "a receiver",
        [.key("name", .text, isRequired: true), .key("labels", .map(.text), since: (0, 33))] + channels)

    private static let channels: [KeyTable.Key] =
        KeyTable.Key.keys(
            [
                "email", "webhook", "slack", "pagerduty", "opsgenie", "victorops", "pushover", "wechat", "sns",
                "telegram", "discord", "webex",
            ].map { $0 + "_configs" }, .list(.anything)) + [
            .key("msteams_configs", .list(.anything), since: (0, 26)),
            .key("msteamsv2_configs", .list(.anything), since: (0, 28)),
            .key("jira_configs", .list(.anything), since: (0, 28)),
            .key("rocketchat_configs", .list(.anything), since: (0, 28)),
            .key("incidentio_configs", .list(.anything), since: (0, 29)),
            .key("mattermost_configs", .list(.anything), since: (0, 30)),
        ]
}
