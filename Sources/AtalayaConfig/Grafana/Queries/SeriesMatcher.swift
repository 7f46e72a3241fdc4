/// A condition on a label inside a dashboard, in PromQL and in LogQL: `status=~"5.."`, or `instance=~"$instance"`.
///
/// It differs from ``LabelMatcher`` in that Grafana reads the text first: `$name` there is one of its variables, so
/// plain text has to be kept from looking like one.
public struct SeriesMatcher: Hashable, Sendable {
    public typealias Relation = LabelMatcher.Operator

    public let label: String
    public let relation: Relation
    /// The text between the quotes, escaped.
    let escapedValue: String

    /// A matcher of the stack's description; nothing in its value is taken for a variable.
    public init(_ matcher: LabelMatcher) {
        self.init(label: matcher.label, relation: matcher.comparison, escapedValue: Self.escaped(matcher.value))
    }

    private init(label: String, relation: Relation, escapedValue: String) {
        self.label = label
        self.relation = relation
        self.escapedValue = escapedValue
    }

    /// The label has this value, whatever is in it.
    public static func equal(_ label: String, _ value: String) -> SeriesMatcher {
        SeriesMatcher(label: label, relation: .equal, escapedValue: escaped(value))
    }

    public static func notEqual(_ label: String, _ value: String) -> SeriesMatcher {
        SeriesMatcher(label: label, relation: .notEqual, escapedValue: escaped(value))
    }

    /// The whole value matches this expression (RE2).
    public static func matches(_ label: String, _ expression: String) -> SeriesMatcher {
        SeriesMatcher(label: label, relation: .matches, escapedValue: escaped(expression))
    }

    public static func matchesNot(_ label: String, _ expression: String) -> SeriesMatcher {
        SeriesMatcher(label: label, relation: .doesNotMatch, escapedValue: escaped(expression))
    }

    /// The label has one of the values chosen in a dashboard variable; Grafana escapes them for the expression itself.
    public static func variable(_ label: String, _ variable: String) -> SeriesMatcher {
        SeriesMatcher(label: label, relation: .matches, escapedValue: "$\(variable)")
    }

    /// As it stands in a selector.
    public var text: String { "\(label)\(relation.rawValue)\"\(escapedValue)\"" }

    /// Text inside a double-quoted string of PromQL or LogQL. Both know Go's escapes, so a `$` is written `\x24` and
    /// the first of two brackets `\x5b`: otherwise Grafana would take `$name`, `${name}` and `[[name]]` for its
    /// variables.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "$": result += "\\x24"
            case "[" where result.hasSuffix("["): result += "\\x5b"
            case _ where scalar.value < 0x20 || scalar.value == 0x7f:
                result += "\\x" + (scalar.value < 0x10 ? "0" : "") + String(scalar.value, radix: 16)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// `{a="b",c=~"d"}`, or nothing at all without conditions.
    static func selector(_ matchers: [SeriesMatcher]) -> String {
        matchers.isEmpty ? "" : "{" + matchers.map(\.text).joined(separator: ",") + "}"
    }
}
