/// Upstream `slack_configs`: a message in Slack, by an incoming webhook (``apiURL``) or by an application (``appToken``).
public struct SlackConfig: ReceiverChannel {
    public var source = SectionSource()
    /// Default false.
    public var sendResolved: Bool?
    public var httpConfig: HTTPClientConfig?
    /// The address of an incoming webhook, which is a secret.
    public var apiURL: SecretSource?
    /// Since 0.30.
    public var appToken: SecretSource?
    /// Default `https://slack.com/api/chat.postMessage`. Since 0.30.
    public var appURL: String?
    /// `#channel` or `@user`.
    public var channel: NotificationTemplate?
    public var username: NotificationTemplate?
    public var color: NotificationTemplate?
    public var title: NotificationTemplate?
    public var titleLink: NotificationTemplate?
    public var pretext: NotificationTemplate?
    public var text: NotificationTemplate?
    /// Text of the message itself, above its attachment.
    public var messageText: NotificationTemplate?
    public var fields: [AttachmentField] = []
    /// Default false.
    public var shortFields: Bool?
    public var footer: NotificationTemplate?
    public var fallback: NotificationTemplate?
    public var callbackID: NotificationTemplate?
    public var iconEmoji: NotificationTemplate?
    public var iconURL: NotificationTemplate?
    public var imageURL: NotificationTemplate?
    public var thumbURL: NotificationTemplate?
    /// Default false.
    public var linkNames: Bool?
    /// Which parts are read as Slack's markup. Default `fallback`, `pretext`, `text`.
    public var mrkdwnIn: [String] = []
    public var actions: [Action] = []
    /// Changes the message when the alert is over, in place of another one. Since 0.31.
    public var updateMessage: Bool?
    /// As Go writes durations. Since 0.30.
    public var timeout: String?

    public init(apiURL: SecretSource? = nil, channel: NotificationTemplate? = nil) {
        self.apiURL = apiURL
        self.channel = channel
    }

    /// A button.
    public struct Action: AlertmanagerSection {
        public var source = SectionSource()
        public var type: NotificationTemplate?
        public var text: NotificationTemplate?
        /// Either this or ``name`` has to be there.
        public var url: NotificationTemplate?
        public var style: NotificationTemplate?
        public var name: NotificationTemplate?
        public var value: NotificationTemplate?
        public var confirm: Confirmation?

        public init(type: NotificationTemplate, text: NotificationTemplate, url: NotificationTemplate? = nil) {
            self.type = type
            self.text = text
            self.url = url
        }
        private init() {}

        public static let schema = SectionSchema<Self>("an action", { Action() }) {
            $0.demanded("type", \.type, .template)
            $0.demanded("text", \.text, .template)
            $0.key("url", \.url, .template)
            $0.key("style", \.style, .template)
            $0.key("name", \.name, .template)
            $0.key("value", \.value, .template)
            $0.key("confirm", \.confirm, .section)
            $0.constraint(.atLeastOne(["name", "url"]))
        }
    }

    /// What is asked before an action.
    public struct Confirmation: AlertmanagerSection {
        public var source = SectionSource()
        public var title: NotificationTemplate?
        public var text: NotificationTemplate?
        public var okText: NotificationTemplate?
        public var dismissText: NotificationTemplate?

        public init(text: NotificationTemplate) { self.text = text }
        private init() {}

        public static let schema = SectionSchema<Self>("confirm", { Confirmation() }) {
            $0.key("title", \.title, .template)
            $0.demanded("text", \.text, .template)
            $0.key("ok_text", \.okText, .template)
            $0.key("dismiss_text", \.dismissText, .template)
        }
    }

    public static let schema = SectionSchema<Self>("slack_config", { SlackConfig() }) {
        $0.fileOrValue("api_url", \.apiURL, .text(.httpURL))
        $0.fileOrValue("app_token", \.appToken, since: (0, 30))
        $0.key("app_url", \.appURL, .text(.httpURL), since: (0, 30))
        $0.key("channel", \.channel, .template)
        $0.key("username", \.username, .template)
        $0.key("color", \.color, .template)
        $0.key("title", \.title, .template)
        $0.key("title_link", \.titleLink, .template)
        $0.key("pretext", \.pretext, .template)
        $0.key("text", \.text, .template)
        $0.key("message_text", \.messageText, .template)
        $0.list("fields", \.fields, .list(.section))
        $0.key("short_fields", \.shortFields, .bool)
        $0.key("footer", \.footer, .template)
        $0.key("fallback", \.fallback, .template)
        $0.key("callback_id", \.callbackID, .template)
        $0.key("icon_emoji", \.iconEmoji, .template)
        $0.key("icon_url", \.iconURL, .template)
        $0.key("image_url", \.imageURL, .template)
        $0.key("thumb_url", \.thumbURL, .template)
        $0.key("link_names", \.linkNames, .bool)
        $0.list("mrkdwn_in", \.mrkdwnIn, .list(.text))
        $0.list("actions", \.actions, .list(.section))
        $0.key("update_message", \.updateMessage, .bool, since: (0, 31))
        $0.key("timeout", \.timeout, .text(.goDuration), since: (0, 30))
        $0.channel()
        for address in ["api_url", "api_url_file"] {
            for token in ["app_token", "app_token_file"] { $0.constraint(.atMostOne([address, token])) }
        }
        $0.constraint(
            .rule("slack-update") { node in
                let address = node["api_url"]?.string
                guard let update = node["update_message"], update.isSet,
                    address != "https://slack.com/api/chat.postMessage"
                else { return [] }
                return [
                    CheckFinding(
                        update, "messages are updated only at the 'api_url' https://slack.com/api/chat.postMessage")
                ]
            })
    }
}
