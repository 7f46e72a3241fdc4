/// The section `global` of alertmanager.yml: what receivers that say nothing else have.
public struct AlertmanagerGlobal: AlertmanagerSection {
    public var source = SectionSource()
    /// After how long an alert without an end is over, if whoever sends it gives none. Default 5m.
    public var resolveTimeout: PrometheusDuration?
    public var httpConfig: HTTPClientConfig?

    public var smtpFrom: String?
    /// Default `localhost`.
    public var smtpHello: String?
    /// `host:port`.
    public var smtpSmarthost: String?
    public var smtpAuthUsername: String?
    public var smtpAuthPassword: SecretSource?
    public var smtpAuthSecret: SecretSource?
    public var smtpAuthIdentity: String?
    /// Default true.
    public var smtpRequireTLS: Bool?
    /// Since 0.28.
    public var smtpTLSConfig: TLSConfig?
    /// Since 0.31.
    public var smtpForceImplicitTLS: Bool?

    public var slackAPIURL: SecretSource?
    /// Since 0.30.
    public var slackAppToken: SecretSource?
    /// Since 0.30.
    public var slackAppURL: String?
    public var opsgenieAPIKey: SecretSource?
    public var opsgenieAPIURL: String?
    public var victoropsAPIKey: SecretSource?
    public var victoropsAPIURL: String?
    public var pagerdutyURL: String?
    public var telegramAPIURL: String?
    public var telegramBotToken: SecretSource?
    public var webexAPIURL: String?
    public var wechatAPIURL: String?
    public var wechatAPISecret: SecretSource?
    public var wechatAPICorpID: String?
    /// Since 0.28.
    public var jiraAPIURL: String?
    /// Since 0.28.
    public var rocketchatAPIURL: String?
    /// Since 0.28.
    public var rocketchatToken: SecretSource?
    /// Since 0.28.
    public var rocketchatTokenID: SecretSource?
    /// Since 0.32.
    public var mattermostWebhookURL: SecretSource?

    public init(resolveTimeout: PrometheusDuration? = nil) { self.resolveTimeout = resolveTimeout }

    public static let schema = SectionSchema<Self>("global", { AlertmanagerGlobal() }) {
        $0.key("resolve_timeout", \.resolveTimeout, .duration)
        $0.key("http_config", \.httpConfig, .alertmanagerHTTP)
        $0.key("smtp_from", \.smtpFrom, .text)
        $0.key("smtp_hello", \.smtpHello, .text)
        $0.key("smtp_smarthost", \.smtpSmarthost, .text(.hostAndPort))
        $0.key("smtp_auth_username", \.smtpAuthUsername, .text)
        $0.fileOrValue("smtp_auth_password", \.smtpAuthPassword)
        $0.fileOrValue("smtp_auth_secret", \.smtpAuthSecret)
        $0.key("smtp_auth_identity", \.smtpAuthIdentity, .text)
        $0.key("smtp_require_tls", \.smtpRequireTLS, .bool)
        $0.key("smtp_tls_config", \.smtpTLSConfig, .ofPrometheus(), since: (0, 28))
        $0.key("smtp_force_implicit_tls", \.smtpForceImplicitTLS, .bool, since: (0, 31))
        $0.fileOrValue("slack_api_url", \.slackAPIURL, .text(.httpURL))
        $0.fileOrValue("slack_app_token", \.slackAppToken, since: (0, 30))
        $0.key("slack_app_url", \.slackAppURL, .text(.httpURL), since: (0, 30))
        $0.fileOrValue("opsgenie_api_key", \.opsgenieAPIKey)
        $0.key("opsgenie_api_url", \.opsgenieAPIURL, .text(.httpURL))
        $0.fileOrValue("victorops_api_key", \.victoropsAPIKey)
        $0.key("victorops_api_url", \.victoropsAPIURL, .text(.httpURL))
        $0.key("pagerduty_url", \.pagerdutyURL, .text(.httpURL))
        $0.key("telegram_api_url", \.telegramAPIURL, .text(.httpURL))
        $0.fileOrValue("telegram_bot_token", \.telegramBotToken)
        $0.key("webex_api_url", \.webexAPIURL, .text(.httpURL))
        $0.key("wechat_api_url", \.wechatAPIURL, .text(.httpURL))
        $0.fileOrValue("wechat_api_secret", \.wechatAPISecret)
        $0.key("wechat_api_corp_id", \.wechatAPICorpID, .text)
        $0.key("jira_api_url", \.jiraAPIURL, .text(.httpURL), since: (0, 28))
        $0.key("rocketchat_api_url", \.rocketchatAPIURL, .text(.httpURL), since: (0, 28))
        $0.fileOrValue("rocketchat_token", \.rocketchatToken, since: (0, 28))
        $0.fileOrValue("rocketchat_token_id", \.rocketchatTokenID, since: (0, 28))
        $0.fileOrValue("mattermost_webhook_url", \.mattermostWebhookURL, .text(.httpURL), since: (0, 32))
        $0.constraint(slackAccess)
    }

    private static let slackAppURL = "https://slack.com/api/chat.postMessage"

    private static let slackAccess = KeyTable.Constraint.rule("exclusive-keys") { node in
        let tokens = ["slack_app_token", "slack_app_token_file"].filter(node.isSet)
        let addresses = ["slack_api_url", "slack_api_url_file"].filter(node.isSet)
        guard let token = tokens.first, let address = addresses.first,
            node["slack_api_url"]?.string != (node["slack_app_url"]?.string ?? slackAppURL)
        else { return [] }
        return [CheckFinding(node[token] ?? node, "give '\(token)' or '\(address)', not both")]
    }
}
