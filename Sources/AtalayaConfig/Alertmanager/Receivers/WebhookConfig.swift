/// Upstream `webhook_configs`: an HTTP POST with the alerts of a group as JSON.
public struct WebhookConfig: ReceiverChannel {
    public var source = SectionSource()
    /// Default true.
    public var sendResolved: Bool?
    public var httpConfig: HTTPClientConfig?
    /// May be a template.
    public var url: SecretSource?
    /// More are left out of a notification. Default 0: all of them are told.
    public var maxAlerts: Int?
    /// As Go writes durations: `10s`. Since 0.28.
    public var timeout: String?
    /// What is sent in place of the usual JSON: values with templates in them. Since 0.31.
    public var payload: Document?

    public init(url: SecretSource) { self.url = url }
    private init() {}

    public static let schema = SectionSchema<Self>("webhook_config", { WebhookConfig() }) {
        $0.fileOrValue("url", \.url, .text(.templatedURL), isRequired: true)
        $0.key("max_alerts", \.maxAlerts, .natural)
        $0.key("timeout", \.timeout, .text(.goDuration), since: (0, 28))
        $0.key("payload", \.payload, .anything, since: (0, 31))
        $0.channel()
    }
}
