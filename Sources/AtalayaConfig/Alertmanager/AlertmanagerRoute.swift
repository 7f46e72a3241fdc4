/// A node of the routing tree: which alerts it takes, who is told about them, and when.
public struct AlertmanagerRoute: AlertmanagerSection {
    public var source = SectionSource()
    /// Comment lines above the route.
    public var comments: [String]
    /// All have to hold. The root has none.
    public var matchers: [LabelMatcher]
    /// Upstream `match` and `match_re`, the old way to write ``matchers``; they hold besides those.
    public var match: [StackLabel] = []
    public var matchRe: [StackLabel] = []
    /// `nil`: that of the route above. The root needs one.
    public var receiver: String?
    /// Alerts with the same values of these labels are told together, `...` alone: each by itself; empty: as the route
    /// above.
    public var groupBy: [String]
    /// How long the first notification of a group waits for others. Default 30s.
    public var groupWait: PrometheusDuration?
    /// After how long a group that changed is told again. Default 5m. Not 0.
    public var groupInterval: PrometheusDuration?
    /// After how long a group that did not change is told again. Default 4h. Not 0, and not shorter than the group
    /// interval, below which it has no effect.
    public var repeatInterval: PrometheusDuration?
    /// Upstream `continue`: whether the routes after this one are asked too.
    public var continues: Bool?
    /// Names of time intervals in which nobody is told.
    public var muteTimeIntervals: [String] = []
    /// Names of time intervals outside of which nobody is told.
    public var activeTimeIntervals: [String] = []
    /// Since 0.34.
    public var labels: [StackLabel] = []
    public var routes: [AlertmanagerRoute]

    public init(
        comments: [String] = [],
        matchers: [LabelMatcher] = [],
        receiver: String? = nil,
        groupBy: [String] = [],
        groupWait: PrometheusDuration? = nil,
        groupInterval: PrometheusDuration? = nil,
        repeatInterval: PrometheusDuration? = nil,
        routes: [AlertmanagerRoute] = []
    ) {
        self.comments = comments
        self.matchers = matchers
        self.receiver = receiver
        self.groupBy = groupBy
        self.groupWait = groupWait
        self.groupInterval = groupInterval
        self.repeatInterval = repeatInterval
        self.routes = routes
    }

    public static let schema = SectionSchema<Self>("a route", { AlertmanagerRoute() }, comments: { $0.comments }) {
        $0.list("matchers", \.matchers, .matchers)
        $0.list("match", \.match, .labels(.legacyLabel))
        $0.list("match_re", \.matchRe, .labels(.legacyLabel, .form(.regex)))
        $0.key("receiver", \.receiver, .text)
        $0.list("group_by", \.groupBy, .list(.text, isFlow: true))
        $0.key("group_wait", \.groupWait, .duration)
        $0.key("group_interval", \.groupInterval, .duration)
        $0.key("repeat_interval", \.repeatInterval, .duration)
        $0.key("continue", \.continues, .bool, name: "continues")
        $0.list("mute_time_intervals", \.muteTimeIntervals, .list(.text))
        $0.list("active_time_intervals", \.activeTimeIntervals, .list(.text))
        $0.list("labels", \.labels, .labels, since: (0, 34))
        $0.list("routes", \.routes, .list(.section))
    }
}

/// While a source alert fires, target alerts with the same values of `equal` are not told.
///
/// A label that both lack counts as equal, so the matchers should ask for its presence (`service!=""`).
public struct AlertmanagerInhibitRule: AlertmanagerSection {
    public var source = SectionSource()
    /// Comment lines above the rule.
    public var comments: [String]
    /// Since 0.30.
    public var name: String?
    public var sourceMatchers: [LabelMatcher]
    public var targetMatchers: [LabelMatcher]
    /// Upstream `source_match` and its like, the old way to write matchers; they hold besides those.
    public var sourceMatch: [StackLabel] = []
    public var sourceMatchRe: [StackLabel] = []
    public var targetMatch: [StackLabel] = []
    public var targetMatchRe: [StackLabel] = []
    public var equal: [String]

    public init(
        comments: [String] = [], sourceMatchers: [LabelMatcher] = [], targetMatchers: [LabelMatcher] = [],
        equal: [String] = []
    ) {
        self.comments = comments
        self.sourceMatchers = sourceMatchers
        self.targetMatchers = targetMatchers
        self.equal = equal
    }

    public static let schema = SectionSchema<Self>(
        "an inhibit rule", { AlertmanagerInhibitRule() }, comments: { $0.comments }
    ) {
        $0.key("name", \.name, .text, since: (0, 30))
        $0.list("source_matchers", \.sourceMatchers, .matchers)
        $0.list("target_matchers", \.targetMatchers, .matchers)
        $0.list("source_match", \.sourceMatch, .labels(.legacyLabel))
        $0.list("source_match_re", \.sourceMatchRe, .labels(.legacyLabel, .form(.regex)))
        $0.list("target_match", \.targetMatch, .labels(.legacyLabel))
        $0.list("target_match_re", \.targetMatchRe, .labels(.legacyLabel, .form(.regex)))
        $0.list("equal", \.equal, .list(.text, isFlow: true))
    }
}
