/// What a receiver may leave to the section `global`, and must have in one of the two.
enum ReceiverRules {
    /// A setting of a channel, and where `global` has it.
    private struct Fallback {
        var channel: String
        /// Any of these is enough.
        var own: [String]
        var global: [String]
    }

    private static let fallbacks: [Fallback] = [
        Fallback(channel: "email", own: ["smarthost"], global: ["smtp_smarthost"]),
        Fallback(channel: "email", own: ["from"], global: ["smtp_from"]),
        Fallback(
            channel: "slack", own: ["api_url", "api_url_file", "app_token", "app_token_file"],
            global: ["slack_api_url", "slack_api_url_file", "slack_app_token", "slack_app_token_file"]),
        Fallback(
            channel: "opsgenie", own: ["api_key", "api_key_file"],
            global: ["opsgenie_api_key", "opsgenie_api_key_file"]
        ),
        Fallback(
            channel: "victorops", own: ["api_key", "api_key_file"],
            global: ["victorops_api_key", "victorops_api_key_file"]),
        Fallback(
            channel: "wechat", own: ["api_secret", "api_secret_file"],
            global: ["wechat_api_secret", "wechat_api_secret_file"]),
        Fallback(channel: "wechat", own: ["corp_id"], global: ["wechat_api_corp_id"]),
        Fallback(
            channel: "telegram", own: ["bot_token", "bot_token_file"],
            global: ["telegram_bot_token", "telegram_bot_token_file"]),
        Fallback(channel: "jira", own: ["api_url"], global: ["jira_api_url"]),
        Fallback(
            channel: "rocketchat", own: ["token", "token_file"], global: ["rocketchat_token", "rocketchat_token_file"]),
        Fallback(
            channel: "rocketchat", own: ["token_id", "token_id_file"],
            global: ["rocketchat_token_id", "rocketchat_token_id_file"]),
        Fallback(
            channel: "mattermost", own: ["webhook_url", "webhook_url_file"],
            global: ["mattermost_webhook_url", "mattermost_webhook_url_file"]),
    ]

    static let rule = CheckRule(
        "receiver-setting", "What a receiver needs, it has itself or from the section 'global'."
    ) { root, _ in
        let global = root["global"]
        return (root["receivers"]?.items ?? []).flatMap { receiver in
            fallbacks.flatMap { fallback -> [CheckFinding] in
                if let global, fallback.global.contains(where: global.isSet) { return [] }
                let channels = receiver["\(fallback.channel)_configs"]?.items ?? []
                return channels.filter { channel in !fallback.own.contains(where: channel.isSet) }.map {
                    let own = fallback.own.map { "'\($0)'" }.joined(separator: " or ")
                    return CheckFinding($0, "the receiver lacks \(own), and 'global' lacks '\(fallback.global[0])'")
                }
            }
        }
    }
}
