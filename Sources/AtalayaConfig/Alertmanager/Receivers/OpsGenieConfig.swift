/// Upstream `opsgenie_configs`: an alert of Opsgenie.
public struct OpsGenieConfig: ReceiverChannel {
    public var source = SectionSource()
    /// Default true.
    public var sendResolved: Bool?
    public var httpConfig: HTTPClientConfig?
    public var apiKey: SecretSource?
    public var apiURL: String?
    public var message: NotificationTemplate?
    public var description: NotificationTemplate?
    /// Upstream `source`.
    public var alertSource: NotificationTemplate?
    public var details: [NamedTemplate] = []
    public var entity: NotificationTemplate?
    public var responders: [Responder] = []
    /// With commas between them.
    public var actions: NotificationTemplate?
    /// With commas between them.
    public var tags: NotificationTemplate?
    public var note: NotificationTemplate?
    /// `P1` to `P5`.
    public var priority: NotificationTemplate?
    /// Changes message and description of an alert that is there. Default false.
    public var updateAlerts: Bool?

    public init(apiKey: SecretSource? = nil) { self.apiKey = apiKey }

    /// Who is told: by id, name or user name.
    public struct Responder: AlertmanagerSection {
        public var source = SectionSource()
        public var id: NotificationTemplate?
        public var name: NotificationTemplate?
        public var username: NotificationTemplate?
        /// `team`, `teams`, `user`, `escalation` or `schedule`.
        public var type: NotificationTemplate?

        public init(type: NotificationTemplate, name: NotificationTemplate? = nil) {
            self.type = type
            self.name = name
        }
        private init() {}

        public static let schema = SectionSchema<Self>("a responder", { Responder() }) {
            $0.key("id", \.id, .template)
            $0.key("name", \.name, .template)
            $0.key("username", \.username, .template)
            $0.demanded("type", \.type, .template, isRequired: false)
            $0.constraint(.atLeastOne(["id", "name", "username"]))
            $0.constraint(
                .rule("invalid-choice") { node in
                    let types = ["team", "teams", "user", "escalation", "schedule"]
                    let type = node["type"]?.string ?? ""
                    guard !type.contains("{{"), !types.contains(type.lowercased()) else { return [] }
                    return [
                        CheckFinding(node["type"] ?? node, Spelling.unknown("type of responder", type, known: types))
                    ]
                })
        }
    }

    public static let schema = SectionSchema<Self>("opsgenie_config", { OpsGenieConfig() }) {
        $0.fileOrValue("api_key", \.apiKey, .text(.alertmanagerTemplate))
        $0.key("api_url", \.apiURL, .text(.httpURL))
        $0.key("message", \.message, .template)
        $0.key("description", \.description, .template)
        $0.key("source", \.alertSource, .template, name: "alertSource")
        $0.list("details", \.details, .templates())
        $0.key("entity", \.entity, .template)
        $0.list("responders", \.responders, .list(.section))
        $0.key("actions", \.actions, .template)
        $0.key("tags", \.tags, .template)
        $0.key("note", \.note, .template)
        $0.key("priority", \.priority, .template)
        $0.key("update_alerts", \.updateAlerts, .bool)
        $0.channel()
    }
}
