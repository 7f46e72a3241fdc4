/// Upstream `sns_configs`: a message of Amazon's Simple Notification Service, to a topic, a telephone or an application.
public struct SNSConfig: ReceiverChannel {
    public var source = SectionSource()
    /// Default true.
    public var sendResolved: Bool?
    public var httpConfig: HTTPClientConfig?
    public var apiURL: NotificationTemplate?
    /// How requests are signed.
    public var sigV4: SigV4?
    /// One of this, ``phoneNumber`` and ``targetARN``.
    public var topicARN: NotificationTemplate?
    public var phoneNumber: NotificationTemplate?
    public var targetARN: NotificationTemplate?
    public var subject: NotificationTemplate?
    public var message: NotificationTemplate?
    public var attributes: [NamedTemplate] = []
    public var useAWSHTTPClient: Bool?

    public init(topicARN: NotificationTemplate? = nil, sigV4: SigV4? = nil) {
        self.topicARN = topicARN
        self.sigV4 = sigV4
    }

    public static let schema = SectionSchema<Self>("sns_config", { SNSConfig() }) {
        $0.key("api_url", \.apiURL, .template)
        $0.key("sigv4", \.sigV4, .ofPrometheus(), name: "sigV4")
        $0.key("topic_arn", \.topicARN, .template, name: "topicARN")
        $0.key("phone_number", \.phoneNumber, .template)
        $0.key("target_arn", \.targetARN, .template, name: "targetARN")
        $0.key("subject", \.subject, .template)
        $0.key("message", \.message, .template)
        $0.list("attributes", \.attributes, .templates())
        $0.key("use_aws_http_client", \.useAWSHTTPClient, .bool, name: "useAWSHTTPClient")
        $0.channel()
        $0.constraint(
            .rule("sns-target") { node in
                let keys = ["target_arn", "topic_arn", "phone_number"]
                // Alertmanager takes all three for one; it tells only the first.
                guard [0, 2].contains(keys.count(where: node.isSet)) else { return [] }
                return [CheckFinding(node, "give one of 'target_arn', 'topic_arn' and 'phone_number'")]
            })
    }
}
