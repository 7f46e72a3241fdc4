/// Upstream `victorops_configs`: an event of VictorOps (Splunk On-Call).
public struct VictorOpsConfig: ReceiverChannel {
    public var source = SectionSource()
    /// Default true.
    public var sendResolved: Bool?
    public var httpConfig: HTTPClientConfig?
    public var apiKey: SecretSource?
    public var apiURL: String?
    /// Which team is told.
    public var routingKey: NotificationTemplate?
    /// `CRITICAL`, `WARNING` or `INFO`. Default `CRITICAL`.
    public var messageType: NotificationTemplate?
    public var stateMessage: NotificationTemplate?
    public var entityDisplayName: NotificationTemplate?
    public var monitoringTool: NotificationTemplate?
    /// Names that VictorOps does not use itself.
    public var customFields: [NamedTemplate] = []

    public init(routingKey: NotificationTemplate, apiKey: SecretSource? = nil) {
        self.routingKey = routingKey
        self.apiKey = apiKey
    }
    private init() {}

    public static let schema = SectionSchema<Self>("victorops_config", { VictorOpsConfig() }) {
        $0.fileOrValue("api_key", \.apiKey)
        $0.key("api_url", \.apiURL, .text(.httpURL))
        $0.demanded("routing_key", \.routingKey, .template)
        $0.key("message_type", \.messageType, .template)
        $0.key("state_message", \.stateMessage, .template)
        $0.key("entity_display_name", \.entityDisplayName, .template)
        $0.key("monitoring_tool", \.monitoringTool, .template)
        $0.list("custom_fields", \.customFields, .templates(fieldName))
        $0.channel()
    }

    private static let fieldName = TextForm.refusing(
        "victorops-field",
        [
            "routing_key", "message_type", "state_message", "entity_display_name", "monitoring_tool", "entity_id",
            "entity_state",
        ], "is a field that victorops has already")
}
