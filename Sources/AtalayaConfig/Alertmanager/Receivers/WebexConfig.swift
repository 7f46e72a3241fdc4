/// Upstream `webex_configs`: a message in a room of Webex. The bot's token is the `authorization` of ``httpConfig``.
public struct WebexConfig: ReceiverChannel {
    public var source = SectionSource()
    /// Default true.
    public var sendResolved: Bool?
    public var httpConfig: HTTPClientConfig?
    public var apiURL: String?
    public var roomID: NotificationTemplate?
    public var message: NotificationTemplate?

    public init(roomID: NotificationTemplate, authorization: Authorization) {
        self.roomID = roomID
        httpConfig = HTTPClientConfig(authentication: .authorization(authorization))
    }
    private init() {}

    public static let schema = SectionSchema<Self>("webex_config", { WebexConfig() }) {
        $0.key("api_url", \.apiURL, .text(.httpURL))
        $0.key("room_id", \.roomID, .template, isRequired: true)
        $0.key("message", \.message, .template)
        $0.channel()
        $0.constraint(
            .rule("webex-authorization") { node in
                guard node["http_config"]?["authorization"]?.isSet != true else { return [] }
                return [CheckFinding(node, "webex needs 'authorization' in its 'http_config'")]
            })
    }
}
