/// Upstream `jira_configs`: an issue of Jira for each group of alerts. Since 0.28.
public struct JiraConfig: ReceiverChannel {
    public var source = SectionSource()
    /// Default true.
    public var sendResolved: Bool?
    /// Who may make issues: `basic_auth` or `authorization`.
    public var httpConfig: HTTPClientConfig?
    public var apiURL: String?
    /// Default auto.
    public var apiType: APIType?
    public var project: NotificationTemplate?
    public var issueType: NotificationTemplate?
    public var summary: Text?
    public var description: Text?
    public var priority: NotificationTemplate?
    public var labels: [NotificationTemplate] = []
    /// The transition that opens an issue again; without it a new one is made.
    public var reopenTransition: NotificationTemplate?
    public var resolveTransition: NotificationTemplate?
    /// Issues with this resolution stay as they are.
    public var wontFixResolution: NotificationTemplate?
    /// How old an issue may be that is opened again.
    public var reopenDuration: PrometheusDuration?
    /// Further fields of the issue.
    public var fields: Document?
    public var customFields: Document?

    public init(project: NotificationTemplate, issueType: NotificationTemplate) {
        self.project = project
        self.issueType = issueType
    }
    private init() {}

    public enum APIType: String, Hashable, Sendable, CaseIterable {
        case auto, cloud, datacenter
    }

    /// A text of the issue.
    public enum Text: Hashable, Sendable {
        case template(NotificationTemplate)
        /// Upstream as a mapping.
        case field(Field)
    }

    /// Upstream `template` and `enable_update`.
    public struct Field: AlertmanagerSection {
        public var source = SectionSource()
        public var template: NotificationTemplate?
        /// Whether it is written again when the alerts change.
        public var enableUpdate: Bool?

        public init(template: NotificationTemplate? = nil, enableUpdate: Bool? = nil) {
            self.template = template
            self.enableUpdate = enableUpdate
        }

        public static let schema = SectionSchema<Self>("a field", { Field() }) {
            $0.key("template", \.template, .template)
            $0.key("enable_update", \.enableUpdate, .bool)
        }
    }

    public static let schema = SectionSchema<Self>("jira_config", { JiraConfig() }) {
        $0.key("api_url", \.apiURL, .text(.httpURL))
        $0.key("api_type", \.apiType, .choice)
        $0.demanded("project", \.project, .template)
        $0.demanded("issue_type", \.issueType, .template)
        $0.key("summary", \.summary, .text)
        $0.key("description", \.description, .text)
        $0.list("labels", \.labels, .list(.template))
        $0.key("priority", \.priority, .template)
        $0.key("reopen_transition", \.reopenTransition, .template)
        $0.key("resolve_transition", \.resolveTransition, .template)
        $0.key("wont_fix_resolution", \.wontFixResolution, .template)
        $0.key("reopen_duration", \.reopenDuration, .duration)
        $0.key("fields", \.fields, .freeMapping)
        $0.key("custom_fields", \.customFields, .freeMapping)
        $0.channel()
    }
}

extension SettingForm where Value == JiraConfig.Text {
    fileprivate static var text: Self {
        let template = SettingForm<NotificationTemplate>.template
        let field = SettingForm<JiraConfig.Field>.section
        return SettingForm(
            kind: .textOr(field.kind), isNested: true,
            read: { node in
                node.entries == nil ? template.read(node).map { .template($0) } : field.read(node).map { .field($0) }
            },
            write: { text, writing in
                switch text {
                case .template(let text): template.write(text, writing)
                case .field(let value): field.write(value, writing)
                }
            },
            losses: { text, version in
                if case .field(let value) = text { field.losses(value, version) } else { [] }
            },
            swift: { text, printer in
                switch text {
                case .template(let text): ".template(\(template.swift(text, &printer)))"
                case .field(let value): ".field(\(field.swift(value, &printer)))"
                }
            })
    }
}
