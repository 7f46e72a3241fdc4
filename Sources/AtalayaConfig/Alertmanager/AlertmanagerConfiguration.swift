/// alertmanager.yml, as far as this project writes it.
public struct AlertmanagerConfiguration: Hashable, Sendable {
    public var route: Route
    public var inhibitRules: [InhibitRule]
    public var receivers: [Receiver]

    public init(route: Route, inhibitRules: [InhibitRule] = [], receivers: [Receiver]) {
        self.route = route
        self.inhibitRules = inhibitRules
        self.receivers = receivers
    }

    /// A node of the routing tree. The root needs a receiver and has no matchers.
    public struct Route: Hashable, Sendable {
        /// Comment lines above the route.
        public var comments: [String]
        public var matchers: [LabelMatcher]
        /// `nil`: that of the route above.
        public var receiver: String?
        /// Alerts with the same values of these labels are told together; `nil`: as the route above.
        public var groupBy: [String]?
        public var groupWait: PrometheusDuration?
        /// Not 0.
        public var groupInterval: PrometheusDuration?
        /// Not 0, and not shorter than the group interval, below which it has no effect.
        public var repeatInterval: PrometheusDuration?
        public var routes: [Route]

        public init(
            comments: [String] = [],
            matchers: [LabelMatcher] = [],
            receiver: String? = nil,
            groupBy: [String]? = nil,
            groupWait: PrometheusDuration? = nil,
            groupInterval: PrometheusDuration? = nil,
            repeatInterval: PrometheusDuration? = nil,
            routes: [Route] = []
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
    }

    /// While a source alert fires, target alerts with the same values of `equal` are not told.
    ///
    /// A label that both lack counts as equal, so the matchers should ask for its presence (`service!=""`).
    public struct InhibitRule: Hashable, Sendable {
        public var comments: [String]
        public var source: [LabelMatcher]
        public var target: [LabelMatcher]
        public var equal: [String]

        public init(comments: [String] = [], source: [LabelMatcher], target: [LabelMatcher], equal: [String]) {
            self.comments = comments
            self.source = source
            self.target = target
            self.equal = equal
        }
    }

    public func document() -> Document {
        .fields {
            $0.set("route", route.document())
            if !inhibitRules.isEmpty {
                let rules = Document.sequence(inhibitRules.map { $0.document() })
                $0.set("inhibit_rules", rules.afterBlankLine())
            }
            $0.set("receivers", Document.sequence(receivers.map { $0.document() }).afterBlankLine())
        }
    }
}

extension AlertmanagerConfiguration.Route {
    fileprivate func document() -> Document {
        let document = Document.fields {
            $0.set("matchers", nonEmpty: matchers.map { .string($0.description) })
            $0.set("receiver", string: receiver)
            $0.set("group_by", groupBy.map { .flowStrings($0) })
            $0.set("group_wait", string: groupWait?.description)
            $0.set("group_interval", string: groupInterval?.description)
            $0.set("repeat_interval", string: repeatInterval?.description)
            $0.set("routes", nonEmpty: routes.map { $0.document() })
        }
        return .styled(Document.Style(comments: comments), document)
    }
}

extension AlertmanagerConfiguration.InhibitRule {
    fileprivate func document() -> Document {
        let document = Document.fields {
            $0.set("source_matchers", nonEmpty: source.map { .string($0.description) })
            $0.set("target_matchers", nonEmpty: target.map { .string($0.description) })
            if !equal.isEmpty { $0.set("equal", .flowStrings(equal)) }
        }
        return .styled(Document.Style(comments: comments), document)
    }
}
