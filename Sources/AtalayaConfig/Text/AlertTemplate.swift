/// What Prometheus fills in: labels and annotations of an alerting rule.
public enum PrometheusAlertContext: GoTemplateContext {}

/// Text of an alert, such as its summary, in which Prometheus fills in the alert's labels and its value.
public typealias AlertTemplate = ContextText<PrometheusAlertContext>

/// A label that an alert gets.
public typealias AlertLabel = NamedText<PrometheusAlertContext>

/// How the value of an alert is written.
public enum AlertValueFormat: String, Sendable, CaseIterable {
    /// With a prefix: `1.234k`.
    case humanize
    /// With a prefix of 1024: `1.5ki`.
    case humanize1024
    /// Seconds as `1h 2m 3s`.
    case humanizeDuration
    /// A ratio as `12.3%`.
    case humanizePercentage
    /// Seconds since 1970 as a date.
    case humanizeTimestamp
}

extension ContextText<PrometheusAlertContext> {
    /// The value of a label of the alert; empty if it has none of the name.
    public static func label(_ name: String) -> Self {
        .filledIn("{{ \(GoTemplateName.field(name, of: "$labels")) }}")
    }

    /// The value of one of the server's `external_labels`.
    public static func externalLabel(_ name: String) -> Self {
        .filledIn("{{ \(GoTemplateName.field(name, of: "$externalLabels")) }}")
    }

    /// What the expression gave.
    public static var value: Self { .filledIn("{{ $value }}") }

    /// What the expression gave, made easy to read.
    public static func value(_ format: AlertValueFormat) -> Self {
        .filledIn("{{ $value | \(format.rawValue) }}")
    }
}

/// What Grafana fills in: labels and annotations of a rule that it evaluates itself.
public enum GrafanaAlertContext: GoTemplateContext {}

/// Text of a rule of Grafana, before the file it is provisioned by is read: that reader has a language too.
public typealias GrafanaAlertTemplate = ContextText<GrafanaAlertContext>

/// A label or an annotation of a rule of Grafana.
public typealias GrafanaAlertLabel = NamedText<GrafanaAlertContext>

extension ContextText<GrafanaAlertContext> {
    /// A text of Prometheus, for a rule whose query has the reference id. `$value` alone would be a text about all
    /// queries in Grafana.
    init(_ template: AlertTemplate, query: String) {
        self.init(
            parts: template.parts.map {
                switch $0 {
                case .literal(let text): .literal(text)
                case .source(let source): .source(Self.translated(source, query: query))
                }
            })
    }

    private static func translated(_ source: String, query: String) -> String {
        var rest = source.unicodeScalars[...]
        var result = ""
        while let start = rest.firstRange(of: "{{".unicodeScalars) {
            let action = rest[start.upperBound...]
            let end = action.firstRange(of: "}}".unicodeScalars)?.upperBound ?? action.endIndex
            result += String(rest[..<start.upperBound]) + replacingValue(action[..<end], query: query)
            rest = rest[end...]
        }
        return result + String(rest)
    }

    /// Where `$value` is a name of its own: `$values` and `$value_1` are others.
    private static func replacingValue(_ action: String.UnicodeScalarView.SubSequence, query: String) -> String {
        var rest = action
        var result = ""
        while let name = rest.firstRange(of: "$value".unicodeScalars) {
            let next = rest[name.upperBound...].first
            let isWhole = next.map { $0.properties.numericType == nil && !$0.properties.isAlphabetic && $0 != "_" }
            result += String(rest[..<name.lowerBound]) + (isWhole ?? true ? "$values.\(query).Value" : "$value")
            rest = rest[name.upperBound...]
        }
        return result + String(rest)
    }
}
