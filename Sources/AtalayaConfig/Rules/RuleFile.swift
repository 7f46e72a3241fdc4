/// A file of recording and alerting rules.
public struct RuleFile: Hashable, Sendable {
    public var groups: [RuleGroup]

    public init(groups: [RuleGroup]) {
        self.groups = groups
    }

    public func document() -> Document {
        let groups = groups.enumerated().map { index, group in
            index == 0 ? group.document() : group.document().afterBlankLine()
        }
        return ["groups": .sequence(groups)]
    }
}

/// Rules that are evaluated together, one after the other.
public struct RuleGroup: Hashable, Sendable {
    /// Comment lines above the group.
    public var comments: [String]
    /// Unique in its file.
    public var name: String
    /// `nil`: the evaluation interval of the server.
    public var interval: PrometheusDuration?
    public var rules: [Rule]

    public init(_ name: String, comments: [String] = [], interval: PrometheusDuration? = nil, rules: [Rule]) {
        self.comments = comments
        self.name = name
        self.interval = interval
        self.rules = rules
    }

    func document() -> Document {
        let document = Document.fields {
            $0.set("name", string: name)
            $0.set("interval", string: interval?.description)
            $0.set("rules", .sequence(rules.map { $0.document() }))
        }
        return .styled(Document.Style(comments: comments), document)
    }
}

/// Closed by Prometheus: a rule either records or alerts.
public enum Rule: Hashable, Sendable {
    case recording(RecordingRule)
    case alerting(AlertingRule)

    func document() -> Document {
        switch self {
        case .recording(let rule): rule.document()
        case .alerting(let rule): rule.document()
        }
    }
}

/// Stores the result of an expression as a new series.
public struct RecordingRule: Hashable, Sendable {
    public var record: String
    public var expression: String
    public var labels: [StackLabel]

    public init(_ record: String, expression: String, labels: [StackLabel] = []) {
        self.record = record
        self.expression = expression
        self.labels = labels
    }

    func document() -> Document {
        .fields {
            $0.set("record", string: record)
            $0.set("expr", RuleText.expression(expression))
            if !labels.isEmpty { $0.set("labels", .strings(labels.map { (key: $0.name, value: $0.value) })) }
        }
    }
}

/// Fires for each series that an expression gives, once it has stood long enough.
public struct AlertingRule: Hashable, Sendable {
    /// Letters, digits and `_`, by custom in upper camel case: `DeploymentsFail`.
    public var name: String
    /// PromQL; the alert fires for each series of the result.
    public var expression: String
    /// How long the result has to stand before the alert fires.
    public var holdDuration: PrometheusDuration
    public var severity: AlertSeverity
    /// Besides `severity`.
    public var labels: [AlertLabel]
    /// One line: `"\(.label("instance")) is down"`.
    public var summary: AlertTemplate
    /// What it means and where to look; may be long.
    public var description: AlertTemplate
    /// `nil`, for an alert of a stack: the stack's `runbooks` with the name of the alert.
    public var runbookURL: AlertTemplate?

    public init(
        _ name: String,
        expression: String,
        holdDuration: PrometheusDuration = .minutes(5),
        severity: AlertSeverity,
        labels: [AlertLabel] = [],
        summary: AlertTemplate,
        description: AlertTemplate = "",
        runbookURL: AlertTemplate? = nil
    ) {
        self.name = name
        self.expression = expression
        self.holdDuration = holdDuration
        self.severity = severity
        self.labels = labels
        self.summary = summary
        self.description = description
        self.runbookURL = runbookURL
    }

    func document() -> Document {
        .fields {
            $0.set("alert", string: name)
            $0.set("expr", RuleText.expression(expression))
            if holdDuration > .zero { $0.set("for", string: holdDuration.description) }
            let labels = [AlertLabel("severity", AlertTemplate(severity.name))] + labels
            $0.set("labels", .mapping(.init(labels)))
            $0.set(
                "annotations",
                .fields {
                    $0.set("summary", summary.document())
                    if !description.isEmpty { $0.set("description", RuleText.text(description.text)) }
                    $0.set("runbook_url", runbookURL?.document())
                })
        }
    }
}

enum RuleText {
    /// PromQL on several lines is shown as a block.
    static func expression(_ text: String) -> Document { self.text(text) }

    static func text(_ text: String) -> Document {
        text.utf8.contains(UInt8(ascii: "\n")) ? .block(text) : .string(text)
    }
}
