/// Upstream `telegram_configs`: a message of a bot in a chat.
public struct TelegramConfig: ReceiverChannel {
    public var source = SectionSource()
    /// Default true.
    public var sendResolved: Bool?
    public var httpConfig: HTTPClientConfig?
    public var apiURL: String?
    public var botToken: SecretSource?
    /// Negative for a group. Either this or ``chatIDFile``.
    public var chatID: Int?
    /// A file with the number. Since 0.30.
    public var chatIDFile: String?
    public var messageThreadID: Int?
    public var message: NotificationTemplate?
    /// Default false.
    public var disableNotifications: Bool?
    /// Default HTML.
    public var parseMode: ParseMode?

    public init(chatID: Int? = nil, chatIDFile: String? = nil, botToken: SecretSource? = nil) {
        self.chatID = chatID
        self.chatIDFile = chatIDFile
        self.botToken = botToken
    }

    public enum ParseMode: String, Hashable, Sendable, CaseIterable {
        case markdown = "Markdown"
        case markdownV2 = "MarkdownV2"
        case html = "HTML"
        /// No markup.
        case plain = ""
    }

    public static let schema = SectionSchema<Self>("telegram_config", { TelegramConfig() }) {
        $0.key("api_url", \.apiURL, .text(.httpURL))
        $0.fileOrValue("bot_token", \.botToken)
        $0.key("chat_id", \.chatID, .int)
        $0.key("chat_id_file", \.chatIDFile, .text, since: (0, 30))
        $0.key("message_thread_id", \.messageThreadID, .int)
        $0.key("message", \.message, .template)
        $0.key("disable_notifications", \.disableNotifications, .bool)
        $0.key("parse_mode", \.parseMode, .choice)
        $0.channel()
        $0.constraint(.atMostOne(["chat_id", "chat_id_file"]))
        $0.constraint(.atLeastOne(["chat_id", "chat_id_file"]))
    }
}
