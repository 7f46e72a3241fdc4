/// An entry of `receivers`: somebody who is told, by any number of channels.
public struct AlertmanagerReceiver: AlertmanagerSection {
    public var source = SectionSource()
    public var name: String
    /// Since 0.33.
    public var labels: [StackLabel] = []
    public var discordConfigs: [DiscordConfig] = []
    public var emailConfigs: [EmailConfig] = []
    /// Since 0.29.
    public var incidentioConfigs: [IncidentioConfig] = []
    /// Since 0.28.
    public var jiraConfigs: [JiraConfig] = []
    /// Since 0.30.
    public var mattermostConfigs: [MattermostConfig] = []
    /// Since 0.26.
    public var msteamsConfigs: [MSTeamsConfig] = []
    /// Since 0.28.
    public var msteamsv2Configs: [MSTeamsV2Config] = []
    public var opsgenieConfigs: [OpsGenieConfig] = []
    public var pagerdutyConfigs: [PagerDutyConfig] = []
    public var pushoverConfigs: [PushoverConfig] = []
    /// Since 0.28.
    public var rocketchatConfigs: [RocketchatConfig] = []
    public var slackConfigs: [SlackConfig] = []
    public var snsConfigs: [SNSConfig] = []
    public var telegramConfigs: [TelegramConfig] = []
    public var victoropsConfigs: [VictorOpsConfig] = []
    public var webexConfigs: [WebexConfig] = []
    public var webhookConfigs: [WebhookConfig] = []
    public var wechatConfigs: [WeChatConfig] = []

    /// A receiver that tells nobody until it gets channels.
    public init(name: String) { self.name = name }

    public static let schema = SectionSchema<Self>(
        "a receiver", { AlertmanagerReceiver(name: "") }, identity: { $0.name }
    ) {
        $0.required("name", \.name, .text)
        $0.list("labels", \.labels, .labels, since: (0, 33))
        $0.list("webhook_configs", \.webhookConfigs, .list(.section))
        $0.list("email_configs", \.emailConfigs, .list(.section))
        $0.list("pagerduty_configs", \.pagerdutyConfigs, .list(.section))
        $0.list("slack_configs", \.slackConfigs, .list(.section))
        $0.list("discord_configs", \.discordConfigs, .list(.section))
        $0.list("incidentio_configs", \.incidentioConfigs, .list(.section), since: (0, 29))
        $0.list("jira_configs", \.jiraConfigs, .list(.section), since: (0, 28))
        $0.list("mattermost_configs", \.mattermostConfigs, .list(.section), since: (0, 30))
        $0.list("msteams_configs", \.msteamsConfigs, .list(.section), since: (0, 26))
        $0.list("msteamsv2_configs", \.msteamsv2Configs, .list(.section), since: (0, 28))
        $0.list("opsgenie_configs", \.opsgenieConfigs, .list(.section))
        $0.list("pushover_configs", \.pushoverConfigs, .list(.section))
        $0.list("rocketchat_configs", \.rocketchatConfigs, .list(.section), since: (0, 28))
        $0.list("sns_configs", \.snsConfigs, .list(.section))
        $0.list("telegram_configs", \.telegramConfigs, .list(.section))
        $0.list("victorops_configs", \.victoropsConfigs, .list(.section))
        $0.list("webex_configs", \.webexConfigs, .list(.section))
        $0.list("wechat_configs", \.wechatConfigs, .list(.section))
    }
}
