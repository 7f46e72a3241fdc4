/// Upstream `wechat_configs`: a message of WeChat Work.
public struct WeChatConfig: ReceiverChannel {
    public var source = SectionSource()
    /// Default false.
    public var sendResolved: Bool?
    public var httpConfig: HTTPClientConfig?
    /// The file since 0.31.
    public var apiSecret: SecretSource?
    public var apiURL: String?
    public var corpID: NotificationTemplate?
    public var agentID: NotificationTemplate?
    public var toUser: NotificationTemplate?
    public var toParty: NotificationTemplate?
    public var toTag: NotificationTemplate?
    public var message: NotificationTemplate?
    /// Default text.
    public var messageType: MessageType?

    public init(apiSecret: SecretSource? = nil, corpID: NotificationTemplate? = nil) {
        self.apiSecret = apiSecret
        self.corpID = corpID
    }

    public enum MessageType: String, Hashable, Sendable, CaseIterable {
        case text, markdown
    }

    public static let schema = SectionSchema<Self>("wechat_config", { WeChatConfig() }) {
        $0.fileOrValue("api_secret", \.apiSecret, .text(.alertmanagerTemplate), fileSince: (0, 31))
        $0.key("api_url", \.apiURL, .text(.httpURL))
        $0.key("corp_id", \.corpID, .template)
        $0.key("agent_id", \.agentID, .template)
        $0.key("to_user", \.toUser, .template)
        $0.key("to_party", \.toParty, .template)
        $0.key("to_tag", \.toTag, .template)
        $0.key("message", \.message, .template)
        $0.key("message_type", \.messageType, .choice([""]))
        $0.channel()
    }
}
