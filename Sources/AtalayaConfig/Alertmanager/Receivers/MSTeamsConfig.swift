/// Upstream `msteams_configs`: a message in a channel of Microsoft Teams, by a connector of Office 365, which Microsoft has
/// ended. Since 0.26.
public struct MSTeamsConfig: ReceiverChannel {
    public var source = SectionSource()
    /// Default true.
    public var sendResolved: Bool?
    public var httpConfig: HTTPClientConfig?
    public var webhookURL: SecretSource?
    public var title: NotificationTemplate?
    public var summary: NotificationTemplate?
    public var text: NotificationTemplate?

    public init(webhookURL: SecretSource) { self.webhookURL = webhookURL }
    private init() {}

    public static let schema = SectionSchema<Self>("msteams_config", { MSTeamsConfig() }) {
        $0.fileOrValue("webhook_url", \.webhookURL, .text(.httpURL), isRequired: true)
        $0.key("title", \.title, .template)
        $0.key("summary", \.summary, .template)
        $0.key("text", \.text, .template)
        $0.channel()
    }
}

/// Upstream `msteamsv2_configs`: a message in a channel of Microsoft Teams, by a flow of Power Automate. Since 0.28.
public struct MSTeamsV2Config: ReceiverChannel {
    public var source = SectionSource()
    /// Default true.
    public var sendResolved: Bool?
    public var httpConfig: HTTPClientConfig?
    public var webhookURL: SecretSource?
    public var title: NotificationTemplate?
    public var text: NotificationTemplate?

    public init(webhookURL: SecretSource) { self.webhookURL = webhookURL }
    private init() {}

    public static let schema = SectionSchema<Self>("msteamsv2_config", { MSTeamsV2Config() }) {
        $0.fileOrValue("webhook_url", \.webhookURL, .text(.httpURL), isRequired: true)
        $0.key("title", \.title, .template)
        $0.key("text", \.text, .template)
        $0.channel()
    }
}
