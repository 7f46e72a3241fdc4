/// Upstream `rocketchat_configs`: a message in Rocket.Chat. Since 0.28.
public struct RocketchatConfig: ReceiverChannel {
    public var source = SectionSource()
    /// Default false.
    public var sendResolved: Bool?
    public var httpConfig: HTTPClientConfig?
    public var apiURL: String?
    public var token: SecretSource?
    public var tokenID: SecretSource?
    public var channel: NotificationTemplate?
    public var color: NotificationTemplate?
    public var title: NotificationTemplate?
    public var titleLink: NotificationTemplate?
    public var text: NotificationTemplate?
    public var fields: [Field] = []
    public var shortFields: Bool?
    public var emoji: NotificationTemplate?
    public var iconURL: NotificationTemplate?
    public var imageURL: NotificationTemplate?
    public var thumbURL: NotificationTemplate?
    public var linkNames: Bool?
    public var actions: [Action] = []

    public init(token: SecretSource? = nil, tokenID: SecretSource? = nil, channel: NotificationTemplate? = nil) {
        self.token = token
        self.tokenID = tokenID
        self.channel = channel
    }

    public struct Field: AlertmanagerSection {
        public var source = SectionSource()
        public var short: Bool?
        public var title: NotificationTemplate?
        public var value: NotificationTemplate?

        public init(title: NotificationTemplate? = nil, value: NotificationTemplate? = nil) {
            self.title = title
            self.value = value
        }

        public static let schema = SectionSchema<Self>("a field", { Field() }) {
            $0.key("short", \.short, .bool)
            $0.key("title", \.title, .template)
            $0.key("value", \.value, .template)
        }
    }

    /// A button. Its keys are the names of Go's own fields in small letters: there are no others in this place.
    public struct Action: AlertmanagerSection {
        public var source = SectionSource()
        public var type: NotificationTemplate?
        public var text: NotificationTemplate?
        public var url: NotificationTemplate?
        public var imageURL: NotificationTemplate?
        public var isWebView: Bool?
        public var webViewHeightRatio: NotificationTemplate?
        public var message: NotificationTemplate?
        public var isMessageInChatWindow: Bool?
        public var messageProcessingType: NotificationTemplate?

        public init(type: NotificationTemplate? = nil, text: NotificationTemplate? = nil) {
            self.type = type
            self.text = text
        }

        public static let schema = SectionSchema<Self>("an action", { Action() }) {
            $0.key("type", \.type, .template)
            $0.key("text", \.text, .template)
            $0.key("url", \.url, .template)
            $0.key("imageurl", \.imageURL, .template, name: "imageURL")
            $0.key("iswebview", \.isWebView, .bool, name: "isWebView")
            $0.key("webviewheightratio", \.webViewHeightRatio, .template, name: "webViewHeightRatio")
            $0.key("msg", \.message, .template, name: "message")
            $0.key("msginchatwindow", \.isMessageInChatWindow, .bool, name: "isMessageInChatWindow")
            $0.key("msgprocessingtype", \.messageProcessingType, .template, name: "messageProcessingType")
        }
    }

    public static let schema = SectionSchema<Self>("rocketchat_config", { RocketchatConfig() }) {
        $0.key("api_url", \.apiURL, .text(.httpURL))
        $0.fileOrValue("token_id", \.tokenID)
        $0.fileOrValue("token", \.token)
        $0.key("channel", \.channel, .template)
        $0.key("color", \.color, .template)
        $0.key("title", \.title, .template)
        $0.key("title_link", \.titleLink, .template)
        $0.key("text", \.text, .template)
        $0.list("fields", \.fields, .list(.section))
        $0.key("short_fields", \.shortFields, .bool)
        $0.key("emoji", \.emoji, .template)
        $0.key("icon_url", \.iconURL, .template)
        $0.key("image_url", \.imageURL, .template)
        $0.key("thumb_url", \.thumbURL, .template)
        $0.key("link_names", \.linkNames, .bool)
        $0.list("actions", \.actions, .list(.section))
        $0.channel()
    }
}
