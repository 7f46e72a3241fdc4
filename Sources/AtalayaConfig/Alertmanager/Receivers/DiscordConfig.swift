/// Upstream `discord_configs`: a message in a channel of Discord.
public struct DiscordConfig: ReceiverChannel {
    public var source = SectionSource()
    /// Default true.
    public var sendResolved: Bool?
    public var httpConfig: HTTPClientConfig?
    public var webhookURL: SecretSource?
    public var title: NotificationTemplate?
    public var message: NotificationTemplate?
    /// Text above the message.
    public var content: NotificationTemplate?
    public var username: NotificationTemplate?
    public var avatarURL: NotificationTemplate?

    public init(webhookURL: SecretSource) { self.webhookURL = webhookURL }
    private init() {}

    public static let schema = SectionSchema<Self>("discord_config", { DiscordConfig() }) {
        $0.fileOrValue("webhook_url", \.webhookURL, .text(.httpURL), isRequired: true)
        $0.key("title", \.title, .template)
        $0.key("message", \.message, .template)
        $0.key("content", \.content, .template)
        $0.key("username", \.username, .template)
        $0.key("avatar_url", \.avatarURL, .template)
        $0.channel()
    }
}
