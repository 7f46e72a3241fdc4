/// The ways Alertmanager tells somebody: one table for each.
///
/// A secret, an address or a token can be left out where the section `global` has it; what is asked there is
/// `ReceiverRules`.
enum ReceiverKeys {
    /// A way: the name before `_configs`, the first version with it, and its settings.
    struct Channel: Sendable {
        var name: String
        var since: (Int, Int)?
        var table: KeyTable

        init(
            _ name: String, since: (Int, Int)? = nil, _ keys: [KeyTable.Key],
            constraints: [KeyTable.Constraint] = []
        ) {
            self.name = name
            self.since = since
            table = KeyTable(
                "\(name)_config",
                keys + [.key("send_resolved", .bool), .key("http_config", .table { HTTPClientKeys.table })],
                constraints: constraints)
        }
    }

    static let keys: [KeyTable.Key] = all.map { channel in
        .key("\(channel.name)_configs", .list(.table { channel.table }), since: channel.since)
    }

    private static func texts(_ names: String...) -> [KeyTable.Key] {
        KeyTable.Key.keys(names, .form(.alertmanagerTemplate))
    }

    private static func plain(_ names: String...) -> [KeyTable.Key] { KeyTable.Key.keys(names, .text) }
    private static func addresses(_ names: String...) -> [KeyTable.Key] { KeyTable.Key.keys(names, .form(.httpURL)) }

    /// A value, or the file that holds it.
    private static func either(_ name: String, isRequired: Bool = false) -> [KeyTable.Constraint] {
        [.atMostOne([name, name + "_file"])] + (isRequired ? [.atLeastOne([name, name + "_file"])] : [])
    }

    static let all: [Channel] = [
        Channel(
            "email",
            [
                .key("to", .form(.alertmanagerTemplate), isRequired: true), .key("smarthost", .form(.hostAndPort)),
                .key("require_tls", .bool), .key("force_implicit_tls", .bool, since: (0, 31)),
                .key("headers", .map(.form(.alertmanagerTemplate))),
                .key("tls_config", .table { tls }), .key("threading", .table { threading }, since: (0, 30)),
            ] + texts("from", "html", "text")
                + plain(
                    "hello", "auth_username", "auth_password", "auth_password_file", "auth_secret", "auth_secret_file",
                    "auth_identity"),
            constraints: either("auth_password") + either("auth_secret") + [
                .rule("email-header") { node in
                    var seen: Set<String> = []
                    return (node["headers"]?.entries ?? []).compactMap { entry in
                        seen.insert(entry.key.name.lowercased()).inserted
                            ? nil : CheckFinding(entry.key, "the header '\(entry.key.name)' stands twice")
                    }
                }
            ]),
        Channel(
            "webhook",
            [
                .key("url", .form(.templatedURL)), .key("url_file", .text), .key("max_alerts", .natural),
                .key("timeout", .form(.goDuration), since: (0, 28)), .key("payload", .anything, since: (0, 31)),
            ],
            constraints: either("url", isRequired: true)),
        Channel(
            "slack",
            [
                .key("api_url", .form(.httpURL)), .key("api_url_file", .text),
                .key("app_token", .text, since: (0, 30)), .key("app_token_file", .text, since: (0, 30)),
                .key("app_url", .form(.httpURL), since: (0, 30)), .key("message_text", .form(.alertmanagerTemplate)),
                .key("short_fields", .bool), .key("link_names", .bool), .key("mrkdwn_in", .list(.text)),
                .key("update_message", .bool, since: (0, 31)), .key("timeout", .form(.goDuration), since: (0, 30)),
                .key("fields", .list(.table { slackField })), .key("actions", .list(.table { slackAction })),
            ]
                + texts(
                    "channel", "username", "color", "title", "title_link", "pretext", "text", "footer", "fallback",
                    "callback_id", "icon_emoji", "icon_url", "image_url", "thumb_url"),
            constraints: either("api_url") + either("app_token") + [
                .atMostOne(["api_url", "app_token"]), .atMostOne(["api_url_file", "app_token"]),
                .atMostOne(["api_url", "app_token_file"]), .atMostOne(["api_url_file", "app_token_file"]),
                .rule("slack-update") { node in
                    let address = node["api_url"]?.string
                    guard let update = node["update_message"], update.isSet,
                        address != "https://slack.com/api/chat.postMessage"
                    else { return [] }
                    return [
                        CheckFinding(
                            update, "messages are updated only at the 'api_url' https://slack.com/api/chat.postMessage")
                    ]
                },
            ]),
        Channel(
            "pagerduty",
            [
                .key("url", .form(.httpURL)), .key("details", .map(.anything)),
                .key("images", .list(.table { KeyTable("an image", texts("src", "alt", "href")) })),
                .key("links", .list(.table { KeyTable("a link", texts("href", "text")) })),
                .key("timeout", .form(.goDuration), since: (0, 30)), .key("service_key_file", .text),
                .key("routing_key_file", .text),
            ]
                + texts(
                    "service_key", "routing_key", "client", "client_url", "description", "source", "severity", "class",
                    "component", "group"),
            constraints: either("service_key") + either("routing_key") + [
                .atLeastOne(["routing_key", "service_key", "routing_key_file", "service_key_file"])
            ]),
        Channel(
            "opsgenie",
            [
                .key("api_url", .form(.httpURL)), .key("details", .map(.form(.alertmanagerTemplate))),
                .key("responders", .list(.table { responder })), .key("update_alerts", .bool),
                .key("api_key_file", .text),
            ]
                + texts(
                    "api_key", "message", "description", "source", "entity", "actions", "tags", "note", "priority"),
            constraints: either("api_key")),
        Channel(
            "victorops",
            [
                .key("routing_key", .form(.alertmanagerTemplate), isRequired: true), .key("api_url", .form(.httpURL)),
                .key("custom_fields", .keyed(victorOpsField, .form(.alertmanagerTemplate))),
            ] + plain("api_key", "api_key_file")
                + texts("message_type", "state_message", "entity_display_name", "monitoring_tool"),
            constraints: either("api_key")),
        Channel(
            "pushover",
            [
                .key("html", .bool), .key("monospace", .bool, since: (0, 30)), .key("retry", .form(.goDuration)),
                .key("expire", .form(.goDuration)), .key("ttl", .form(.goDuration)),
            ] + plain("user_key_file", "token_file")
                + texts(
                    "user_key", "token", "title", "message", "url", "url_title", "device", "sound", "priority"),
            constraints: either("user_key", isRequired: true) + either("token", isRequired: true) + [
                .atMostOne(["html", "monospace"])
            ]),
        Channel(
            "wechat",
            [
                .key("api_url", .form(.httpURL)), .key("message_type", .choice(["", "text", "markdown"])),
                .key("api_secret_file", .text, since: (0, 31)),
            ] + texts("api_secret", "corp_id", "message", "to_user", "to_party", "to_tag", "agent_id"),
            constraints: either("api_secret")),
        Channel(
            "sns",
            [
                .key("sigv4", .table { KeyTable("sigv4", HTTPClientKeys.unversioned(SigV4.schema.table.keys)) }),
                .key("attributes", .map(.form(.alertmanagerTemplate))), .key("use_aws_http_client", .bool),
            ] + texts("api_url", "topic_arn", "phone_number", "target_arn", "subject", "message"),
            constraints: [
                .rule("sns-target") { node in
                    let keys = ["target_arn", "topic_arn", "phone_number"]
                    // Alertmanager takes all three for one; it tells only the first.
                    guard [0, 2].contains(keys.count(where: node.isSet)) else { return [] }
                    return [CheckFinding(node, "give one of 'target_arn', 'topic_arn' and 'phone_number'")]
                }
            ]),
        Channel(
            "telegram",
            [
                .key("api_url", .form(.httpURL)), .key("bot_token", .text), .key("bot_token_file", .text),
                .key("chat_id", .int), .key("chat_id_file", .text, since: (0, 30)), .key("message_thread_id", .int),
                .key("disable_notifications", .bool), .key("message", .form(.alertmanagerTemplate)),
                .key("parse_mode", .choice(["", "Markdown", "MarkdownV2", "HTML"])),
            ],
            constraints: either("bot_token") + either("chat_id", isRequired: true)),
        Channel(
            "discord",
            addresses("webhook_url") + plain("webhook_url_file")
                + texts("title", "message", "content", "username", "avatar_url"),
            constraints: either("webhook_url", isRequired: true)),
        Channel(
            "webex",
            [.key("room_id", .form(.alertmanagerTemplate), isRequired: true)] + addresses("api_url") + texts("message"),
            constraints: [
                .rule("webex-authorization") { node in
                    guard node["http_config"]?["authorization"]?.isSet != true else { return [] }
                    return [CheckFinding(node, "webex needs 'authorization' in its 'http_config'")]
                }
            ]),
        Channel(
            "msteams", since: (0, 26),
            addresses("webhook_url") + plain("webhook_url_file") + texts("title", "summary", "text"),
            constraints: either("webhook_url", isRequired: true)),
        Channel(
            "msteamsv2", since: (0, 28),
            addresses("webhook_url") + plain("webhook_url_file") + texts("title", "text"),
            constraints: either("webhook_url", isRequired: true)),
        Channel(
            "jira", since: (0, 28),
            [
                .key("project", .form(.alertmanagerTemplate), isRequired: true),
                .key("issue_type", .form(.alertmanagerTemplate), isRequired: true), .key("api_url", .form(.httpURL)),
                .key("api_type", .choice(["auto", "cloud", "datacenter"])), .key("reopen_duration", .duration),
                .key("labels", .list(.form(.alertmanagerTemplate))), .key("fields", .map(.anything)),
                .key("summary", .textOr(.table { jiraField })), .key("description", .textOr(.table { jiraField })),
                .key("custom_fields", .map(.anything)),
            ] + texts("priority", "reopen_transition", "resolve_transition", "wont_fix_resolution")),
        Channel(
            "rocketchat", since: (0, 28),
            [
                .key("fields", .list(.table { rocketField })), .key("actions", .list(.table { rocketAction })),
                .key("short_fields", .bool), .key("link_names", .bool),
            ] + addresses("api_url") + plain("token", "token_file", "token_id", "token_id_file")
                + texts(
                    "channel", "color", "title", "title_link", "text", "emoji", "icon_url", "image_url", "thumb_url"),
            constraints: either("token") + either("token_id")),
        Channel(
            "incidentio", since: (0, 29),
            [.key("max_alerts", .natural), .key("timeout", .form(.goDuration))] + addresses("url")
                + plain("url_file", "alert_source_token", "alert_source_token_file"),
            constraints: either("url", isRequired: true) + either("alert_source_token") + [
                .rule("exclusive-keys") { node in
                    let token = ["alert_source_token", "alert_source_token_file"].first(where: node.isSet)
                    let hasAuthorization = node["http_config"]?["authorization"]?.isSet ?? false
                    if let token, hasAuthorization {
                        return [CheckFinding(node, "give '\(token)' or 'http_config.authorization', not both")]
                    }
                    guard node["http_config"] != nil, token == nil, !hasAuthorization else { return [] }
                    return [CheckFinding(node, "incidentio_config lacks 'alert_source_token'")]
                }
            ]),
        Channel(
            "mattermost", since: (0, 30),
            [
                .key("fields", .list(.table { mattermostField })),
                .key("attachments", .list(.table { mattermostAttachment })), .key("type", .text),
                .key("props", .table { KeyTable("props", texts("card")) }),
                .key(
                    "priority",
                    .table {
                        KeyTable(
                            "priority",
                            texts("priority")
                                + KeyTable.Key.keys(["requested_ack", "persistent_notifications"], .bool))
                    }),
            ] + addresses("webhook_url") + plain("webhook_url_file")
                + texts(
                    "channel", "username", "text", "fallback", "color", "pretext", "author_name", "author_link",
                    "author_icon", "title", "title_link", "thumb_url", "footer", "footer_icon", "image_url", "icon_url",
                    "icon_emoji"),
            constraints: either("webhook_url")),
    ]

    // MARK: Parts

    static let tls = KeyTable(
        "tls_config", HTTPClientKeys.unversioned(HTTPClientKeys.tls.keys), constraints: HTTPClientKeys.tls.constraints)

    private static let threading = KeyTable(
        "threading", [.key("enabled", .bool), .key("thread_by_date", .choice(["none", "daily"]))])

    private static let slackField = KeyTable(
        "a field",
        [
            .key("title", .form(.alertmanagerTemplate), isRequired: true),
            .key("value", .form(.alertmanagerTemplate), isRequired: true), .key("short", .bool),
        ])

    private static let slackAction = KeyTable(
        "an action",
        [
            .key("type", .form(.alertmanagerTemplate), isRequired: true),
            .key("text", .form(.alertmanagerTemplate), isRequired: true),
            .key(
                "confirm",
                .table {
                    KeyTable(
                        "confirm",
                        [.key("text", .form(.alertmanagerTemplate), isRequired: true)]
                            + texts("title", "ok_text", "dismiss_text"))
                }),
        ] + texts("url", "style", "name", "value"),
        constraints: [.atLeastOne(["name", "url"])])

    private static let responder = KeyTable(
        "a responder", texts("id", "name", "username", "type"),
        constraints: [
            .atLeastOne(["id", "name", "username"]),
            .rule("invalid-choice") { node in
                let types = ["team", "teams", "user", "escalation", "schedule"]
                let type = node["type"]?.string ?? ""
                guard !type.contains("{{"), !types.contains(type.lowercased()) else { return [] }
                return [CheckFinding(node["type"] ?? node, Spelling.unknown("type of responder", type, known: types))]
            },
        ])

    private static let jiraField = KeyTable("a field", [.key("enable_update", .bool)] + texts("template"))

    /// The keys are those of Go's own names: there are no others in this place.
    private static let rocketField = KeyTable("a field", [.key("short", .bool)] + texts("title", "value"))
    private static let rocketAction = KeyTable(
        "an action",
        [.key("iswebview", .bool), .key("msginchatwindow", .bool)]
            + texts("type", "text", "url", "imageurl", "webviewheightratio", "msg", "msgprocessingtype"))

    private static let mattermostField = KeyTable(
        "a field",
        [
            .key("title", .form(.alertmanagerTemplate), isRequired: true),
            .key("value", .form(.alertmanagerTemplate), isRequired: true), .key("short", .bool),
        ])

    private static let mattermostAttachment = KeyTable(
        "an attachment",
        [.key("fields", .list(.table { mattermostField }))]
            + texts(
                "fallback", "color", "pretext", "text", "author_name", "author_link", "author_icon", "title",
                "title_link", "thumb_url", "footer", "footer_icon", "image_url"))

    private static let victorOpsField = TextForm.refusing(
        "victorops-field",
        [
            "routing_key", "message_type", "state_message", "entity_display_name", "monitoring_tool", "entity_id",
            "entity_state",
        ], "is a field that victorops has already")
}
