/// Upstream `pushover_configs`: a message on somebody's telephone.
public struct PushoverConfig: ReceiverChannel {
    public var source = SectionSource()
    /// Default true.
    public var sendResolved: Bool?
    public var httpConfig: HTTPClientConfig?
    public var userKey: SecretSource?
    /// Of the application.
    public var token: SecretSource?
    public var title: NotificationTemplate?
    public var message: NotificationTemplate?
    public var url: NotificationTemplate?
    public var urlTitle: NotificationTemplate?
    public var device: NotificationTemplate?
    public var sound: NotificationTemplate?
    /// `-2` to `2`. Default `2` while an alert fires, else `0`.
    public var priority: NotificationTemplate?
    /// How often an emergency is told again, as Go writes durations. Default 1m.
    public var retry: String?
    /// For how long it is told again. Default 1h.
    public var expire: String?
    /// After how long the message disappears.
    public var ttl: String?
    public var html: Bool?
    /// Not together with ``html``. Since 0.30.
    public var monospace: Bool?

    public init(userKey: SecretSource, token: SecretSource) {
        self.userKey = userKey
        self.token = token
    }
    private init() {}

    public static let schema = SectionSchema<Self>("pushover_config", { PushoverConfig() }) {
        $0.fileOrValue("user_key", \.userKey, .text(.alertmanagerTemplate), isRequired: true)
        $0.fileOrValue("token", \.token, .text(.alertmanagerTemplate), isRequired: true)
        $0.key("title", \.title, .template)
        $0.key("message", \.message, .template)
        $0.key("url", \.url, .template)
        $0.key("url_title", \.urlTitle, .template)
        $0.key("device", \.device, .template)
        $0.key("sound", \.sound, .template)
        $0.key("priority", \.priority, .template)
        $0.key("retry", \.retry, .text(.goDuration))
        $0.key("expire", \.expire, .text(.goDuration))
        $0.key("ttl", \.ttl, .text(.goDuration))
        $0.key("html", \.html, .bool)
        $0.key("monospace", \.monospace, .bool, since: (0, 30))
        $0.channel()
        $0.constraint(.atMostOne(["html", "monospace"]))
    }
}
