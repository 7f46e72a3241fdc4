/// Rules of Grafana that are evaluated together.
public struct GrafanaAlertGroup: Hashable, Sendable {
    public var name: String
    /// The title of a folder.
    public var folder: String
    /// Written in whole tens of seconds, the step of Grafana's scheduler: rounded up.
    public var interval: PrometheusDuration
    public var rules: [GrafanaAlertRule]

    public init(name: String, folder: String, interval: PrometheusDuration, rules: [GrafanaAlertRule]) {
        self.name = name
        self.folder = folder
        self.interval = interval
        self.rules = rules
    }

    func document() -> Document {
        let tens = max((interval.milliseconds + 9_999) / 10_000, 1)
        return .fields {
            $0.set("orgId", 1)
            $0.set("name", ProvisioningText(name).document())
            $0.set("folder", ProvisioningText(folder).document())
            $0.set("interval", string: PrometheusDuration(milliseconds: tens * 10_000).description)
            $0.set("rules", .sequence(rules.map { $0.document() }))
        }
    }
}

/// An alerting rule on a PromQL expression, which Grafana evaluates as Prometheus would: it fires for each series of the
/// result, whatever its value.
public struct GrafanaAlertRule: Hashable, Sendable {
    /// At most 40 letters, digits, `-` and `_`; unique in Grafana.
    public var uid: String
    /// Unique in its folder.
    public var title: String
    public var expression: String
    public var dataSourceUID: String
    public var holdDuration: PrometheusDuration
    public var labels: [GrafanaAlertLabel]
    public var annotations: [GrafanaAlertLabel]

    public init(
        uid: String, title: String, expression: String, dataSourceUID: String, holdDuration: PrometheusDuration,
        labels: [GrafanaAlertLabel], annotations: [GrafanaAlertLabel]
    ) {
        self.uid = uid
        self.title = title
        self.expression = expression
        self.dataSourceUID = dataSourceUID
        self.holdDuration = holdDuration
        self.labels = labels
        self.annotations = annotations
    }

    /// A rule of Prometheus. `$value` in its texts becomes the value of the query, which is what Prometheus means by it.
    init(_ rule: AlertingRule, dataSourceUID: String, uid: String) {
        func label(_ name: String, _ text: AlertTemplate) -> GrafanaAlertLabel {
            GrafanaAlertLabel(name, GrafanaAlertTemplate(text, query: Self.query))
        }
        var annotations = [label("summary", rule.summary)]
        if !rule.description.isEmpty { annotations.append(label("description", rule.description)) }
        if let runbook = rule.runbookURL { annotations.append(label("runbook_url", runbook)) }
        self.init(
            uid: uid, title: rule.name, expression: rule.expression, dataSourceUID: dataSourceUID,
            holdDuration: rule.holdDuration,
            labels: [GrafanaAlertLabel("severity", GrafanaAlertTemplate(rule.severity.name))]
                + rule.labels.map { label($0.name, $0.value) },
            annotations: annotations)
    }

    private static let query = "A"
    private static let condition = "B"

    func document() -> Document {
        .fields {
            $0.set("uid", string: uid)
            $0.set("title", ProvisioningText(title).document())
            $0.set("condition", string: Self.condition)
            $0.set("data", [queryDocument, conditionDocument])
            // Prometheus is quiet about series that are not there.
            $0.set("noDataState", "OK")
            $0.set("execErrState", "Error")
            $0.set("for", string: holdDuration.description)
            $0.set("annotations", .mapping(.init(annotations)))
            $0.set(
                "labels",
                .mapping(
                    labels.map { .init($0.name, ProvisioningText($0.value.text).document()) }))
        }
    }

    /// Queries are taken as they are, without the environment.
    private var queryDocument: Document {
        [
            "refId": .string(Self.query),
            "relativeTimeRange": Document.mapping([.init("from", 600), .init("to", 0)]).flow(),
            "datasourceUid": .string(dataSourceUID),
            "model": [
                "refId": .string(Self.query), "expr": RuleText.expression(expression), "instant": true, "range": false,
                "editorMode": "code",
            ],
        ]
    }

    /// True for every value that there is.
    private var conditionDocument: Document {
        let value = "$" + Self.query
        return [
            "refId": .string(Self.condition),
            "relativeTimeRange": Document.mapping([.init("from", 0), .init("to", 0)]).flow(),
            "datasourceUid": "__expr__",
            "model": [
                "refId": .string(Self.condition), "type": "math",
                "expression": .string("is_number(\(value)) || is_nan(\(value)) || is_inf(\(value))"),
            ],
        ]
    }
}
