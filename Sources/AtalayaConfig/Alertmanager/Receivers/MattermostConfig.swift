/// Upstream `mattermost_configs`: a message in Mattermost, by an incoming webhook. Since 0.30.
public struct MattermostConfig: ReceiverChannel {
    public var source = SectionSource()
    /// Default true.
    public var sendResolved: Bool?
    public var httpConfig: HTTPClientConfig?
    public var webhookURL: SecretSource?
    public var channel: NotificationTemplate?
    public var username: NotificationTemplate?
    public var text: NotificationTemplate?
    public var fallback: NotificationTemplate?
    public var color: NotificationTemplate?
    public var pretext: NotificationTemplate?
    public var authorName: NotificationTemplate?
    public var authorLink: NotificationTemplate?
    public var authorIcon: NotificationTemplate?
    public var title: NotificationTemplate?
    public var titleLink: NotificationTemplate?
    public var fields: [AttachmentField] = []
    public var thumbURL: NotificationTemplate?
    public var footer: NotificationTemplate?
    public var footerIcon: NotificationTemplate?
    public var imageURL: NotificationTemplate?
    public var iconURL: NotificationTemplate?
    public var iconEmoji: NotificationTemplate?
    public var attachments: [Attachment] = []
    public var type: String?
    public var props: Properties?
    public var priority: Priority?

    public init(webhookURL: SecretSource? = nil, channel: NotificationTemplate? = nil) {
        self.webhookURL = webhookURL
        self.channel = channel
    }

    public struct Attachment: AlertmanagerSection {
        public var source = SectionSource()
        public var fallback: NotificationTemplate?
        public var color: NotificationTemplate?
        public var pretext: NotificationTemplate?
        public var text: NotificationTemplate?
        public var authorName: NotificationTemplate?
        public var authorLink: NotificationTemplate?
        public var authorIcon: NotificationTemplate?
        public var title: NotificationTemplate?
        public var titleLink: NotificationTemplate?
        public var fields: [AttachmentField] = []
        public var thumbURL: NotificationTemplate?
        public var footer: NotificationTemplate?
        public var footerIcon: NotificationTemplate?
        public var imageURL: NotificationTemplate?

        public init(text: NotificationTemplate? = nil) { self.text = text }

        public static let schema = SectionSchema<Self>("an attachment", { Attachment() }) {
            $0.key("fallback", \.fallback, .template)
            $0.key("color", \.color, .template)
            $0.key("pretext", \.pretext, .template)
            $0.key("text", \.text, .template)
            $0.key("author_name", \.authorName, .template)
            $0.key("author_link", \.authorLink, .template)
            $0.key("author_icon", \.authorIcon, .template)
            $0.key("title", \.title, .template)
            $0.key("title_link", \.titleLink, .template)
            $0.list("fields", \.fields, .list(.section))
            $0.key("thumb_url", \.thumbURL, .template)
            $0.key("footer", \.footer, .template)
            $0.key("footer_icon", \.footerIcon, .template)
            $0.key("image_url", \.imageURL, .template)
        }
    }

    /// Upstream `props`.
    public struct Properties: AlertmanagerSection {
        public var source = SectionSource()
        /// Text that opens beside the message.
        public var card: NotificationTemplate?

        public init(card: NotificationTemplate? = nil) { self.card = card }

        public static let schema = SectionSchema<Self>("props", { Properties() }) {
            $0.key("card", \.card, .template)
        }
    }

    public struct Priority: AlertmanagerSection {
        public var source = SectionSource()
        /// `urgent`, `important` or empty.
        public var priority: NotificationTemplate?
        public var requestedAck: Bool?
        public var persistentNotifications: Bool?

        public init(priority: NotificationTemplate? = nil) { self.priority = priority }

        public static let schema = SectionSchema<Self>("priority", { Priority() }) {
            $0.key("priority", \.priority, .template)
            $0.key("requested_ack", \.requestedAck, .bool)
            $0.key("persistent_notifications", \.persistentNotifications, .bool)
        }
    }

    public static let schema = SectionSchema<Self>("mattermost_config", { MattermostConfig() }) {
        $0.fileOrValue("webhook_url", \.webhookURL, .text(.httpURL))
        $0.key("channel", \.channel, .template)
        $0.key("username", \.username, .template)
        $0.key("text", \.text, .template)
        $0.key("fallback", \.fallback, .template)
        $0.key("color", \.color, .template)
        $0.key("pretext", \.pretext, .template)
        $0.key("author_name", \.authorName, .template)
        $0.key("author_link", \.authorLink, .template)
        $0.key("author_icon", \.authorIcon, .template)
        $0.key("title", \.title, .template)
        $0.key("title_link", \.titleLink, .template)
        $0.list("fields", \.fields, .list(.section))
        $0.key("thumb_url", \.thumbURL, .template)
        $0.key("footer", \.footer, .template)
        $0.key("footer_icon", \.footerIcon, .template)
        $0.key("image_url", \.imageURL, .template)
        $0.key("icon_url", \.iconURL, .template)
        $0.key("icon_emoji", \.iconEmoji, .template)
        $0.list("attachments", \.attachments, .list(.section))
        $0.key("type", \.type, .text)
        $0.key("props", \.props, .section)
        $0.key("priority", \.priority, .section)
        $0.channel()
    }
}
