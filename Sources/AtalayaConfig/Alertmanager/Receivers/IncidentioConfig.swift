/// Upstream `incidentio_configs`: an alert of incident.io. Since 0.29.
public struct IncidentioConfig: ReceiverChannel {
    public var source = SectionSource()
    /// Default true.
    public var sendResolved: Bool?
    public var httpConfig: HTTPClientConfig?
    public var url: SecretSource?
    /// Either this or an `authorization` in ``httpConfig``.
    public var alertSourceToken: SecretSource?
    /// More are left out of a notification. Default 0: all of them are told.
    public var maxAlerts: Int?
    /// As Go writes durations.
    public var timeout: String?

    public init(url: SecretSource, alertSourceToken: SecretSource? = nil) {
        self.url = url
        self.alertSourceToken = alertSourceToken
    }
    private init() {}

    public static let schema = SectionSchema<Self>("incidentio_config", { IncidentioConfig() }) {
        $0.fileOrValue("url", \.url, .text(.httpURL), isRequired: true)
        $0.fileOrValue("alert_source_token", \.alertSourceToken)
        $0.key("max_alerts", \.maxAlerts, .natural)
        $0.key("timeout", \.timeout, .text(.goDuration))
        $0.channel()
        $0.constraint(
            .rule("exclusive-keys") { node in
                let token = ["alert_source_token", "alert_source_token_file"].first(where: node.isSet)
                let hasAuthorization = node["http_config"]?["authorization"]?.isSet ?? false
                if let token, hasAuthorization {
                    return [CheckFinding(node, "give '\(token)' or 'http_config.authorization', not both")]
                }
                guard node["http_config"] != nil, token == nil, !hasAuthorization else { return [] }
                return [CheckFinding(node, "incidentio_config lacks 'alert_source_token'")]
            })
    }
}
