/// What Grafana evaluates and tells by itself: a file in `provisioning/alerting`.
///
/// Grafana fills `$NAME` in from the environment in names, labels, matchers and settings, and not in annotations and
/// queries; each is written so that it arrives as it is here.
public struct GrafanaAlerting: Hashable, Sendable {
    public var groups: [GrafanaAlertGroup]
    public var contactPoints: [GrafanaContactPoint]
    /// The whole tree: Grafana has one, and a file replaces it. Nil leaves it as it is.
    public var policy: GrafanaPolicy?
    public var muteTimings: [GrafanaMuteTiming]
    public var templates: [GrafanaMessageTemplate]

    public init(
        groups: [GrafanaAlertGroup] = [], contactPoints: [GrafanaContactPoint] = [], policy: GrafanaPolicy? = nil,
        muteTimings: [GrafanaMuteTiming] = [], templates: [GrafanaMessageTemplate] = []
    ) {
        self.groups = groups
        self.contactPoints = contactPoints
        self.policy = policy
        self.muteTimings = muteTimings
        self.templates = templates
    }

    public func document() -> Document {
        .fields {
            $0.set("apiVersion", 1)
            section("contactPoints", contactPoints.map { $0.document() }, in: &$0)
            section("policies", policy.map { [$0.document(isRoot: true)] } ?? [], in: &$0)
            section("muteTimes", muteTimings.map { $0.document() }, in: &$0)
            section("templates", templates.map { $0.document() }, in: &$0)
            section("groups", groups.map { $0.document() }, in: &$0)
        }
    }

    private func section(_ key: String, _ items: [Document], in fields: inout Document.Fields) {
        if !items.isEmpty { fields.set(key, Document.sequence(items).afterBlankLine()) }
    }
}

/// Somebody who is told, by one or more integrations.
public struct GrafanaContactPoint: Hashable, Sendable {
    public var name: String
    public var integrations: [Integration]

    public init(name: String, integrations: [Integration]) {
        self.name = name
        self.integrations = integrations
    }

    /// One way to tell. Secrets are files, which Grafana reads by itself (`$__file{…}`).
    public struct Integration: Hashable, Sendable {
        /// At most 40 letters, digits, `-` and `_`; unique in Grafana.
        public var uid: String
        /// Grafana's name: `webhook`, `email`, `pagerduty`, `slack` …
        public var type: String
        public var settings: [Setting]
        public var sendsResolved: Bool

        public init(uid: String, type: String, settings: [Setting], sendsResolved: Bool = true) {
            self.uid = uid
            self.type = type
            self.settings = settings
            self.sendsResolved = sendsResolved
        }
    }

    public struct Setting: Hashable, Sendable {
        public var name: String
        public var value: ProvisioningText

        public init(_ name: String, _ value: ProvisioningText) {
            self.name = name
            self.value = value
        }
    }

    func document() -> Document {
        .fields {
            $0.set("orgId", 1)
            $0.set("name", ProvisioningText(name).document())
            $0.set(
                "receivers",
                .sequence(
                    integrations.map { integration in
                        .fields {
                            $0.set("uid", string: integration.uid)
                            $0.set("type", string: integration.type)
                            $0.set("disableResolveMessage", bool: integration.sendsResolved ? nil : true)
                            $0.set(
                                "settings", .mapping(integration.settings.map { .init($0.name, $0.value.document()) }))
                        }
                    }))
        }
    }
}

/// A node of the tree of notification policies. The root has no matchers and no mute timings.
public struct GrafanaPolicy: Hashable, Sendable {
    public var comments: [String]
    /// The name of a contact point; nil: that of the policy above.
    public var contactPoint: String?
    public var matchers: [LabelMatcher]
    public var groupBy: [String]?
    public var groupWait: PrometheusDuration?
    public var groupInterval: PrometheusDuration?
    public var repeatInterval: PrometheusDuration?
    /// Names of times in which nobody is told.
    public var muteTimings: [String]
    public var policies: [GrafanaPolicy]

    public init(
        comments: [String] = [], contactPoint: String? = nil, matchers: [LabelMatcher] = [], groupBy: [String]? = nil,
        groupWait: PrometheusDuration? = nil, groupInterval: PrometheusDuration? = nil,
        repeatInterval: PrometheusDuration? = nil, muteTimings: [String] = [], policies: [GrafanaPolicy] = []
    ) {
        self.comments = comments
        self.contactPoint = contactPoint
        self.matchers = matchers
        self.groupBy = groupBy
        self.groupWait = groupWait
        self.groupInterval = groupInterval
        self.repeatInterval = repeatInterval
        self.muteTimings = muteTimings
        self.policies = policies
    }

    func document(isRoot: Bool = false) -> Document {
        let document = Document.fields {
            $0.set("orgId", isRoot ? 1 : nil)
            $0.set("receiver", contactPoint.map { ProvisioningText($0).document() })
            $0.set(
                "object_matchers",
                nonEmpty: matchers.map { matcher in
                    Document.sequence([
                        ProvisioningText(matcher.label).document(), .string(matcher.comparison.rawValue),
                        ProvisioningText(matcher.value).document(),
                    ]).flow()
                })
            $0.set("group_by", groupBy.map { Document.flowStrings($0) })
            $0.set("group_wait", string: groupWait?.description)
            $0.set("group_interval", string: groupInterval?.description)
            $0.set("repeat_interval", string: repeatInterval?.description)
            $0.set("mute_time_intervals", nonEmpty: muteTimings.map { ProvisioningText($0).document() })
            $0.set("routes", nonEmpty: policies.map { $0.document() })
        }
        return comments.isEmpty ? document : .styled(Document.Style(comments: comments), document)
    }
}

/// Times of the day in which nobody is told, by name.
public struct GrafanaMuteTiming: Hashable, Sendable {
    public var name: String
    /// `HH:MM`, from `00:00` to `24:00`.
    public var from: String
    public var to: String

    public init(name: String, from: String, to: String) {
        self.name = name
        self.from = from
        self.to = to
    }

    func document() -> Document {
        [
            "orgId": 1, "name": ProvisioningText(name).document(),
            "time_intervals": [["times": [["start_time": .string(from), "end_time": .string(to)]]]],
        ]
    }
}

/// Texts that the settings of contact points refer to: Go templates with `define`.
public struct GrafanaMessageTemplate: Hashable, Sendable {
    public var name: String
    public var template: String

    public init(name: String, template: String) {
        self.name = name
        self.template = template
    }

    func document() -> Document {
        ["orgId": 1, "name": ProvisioningText(name).document(), "template": ProvisioningText(template).document()]
    }
}
