/// A place for a template of Go's `text/template`: `{{` begins an action, and `{{"{{"}}` gives the two braces.
public protocol GoTemplateContext: AuthoredContext {}

extension GoTemplateContext {
    public static func escape(_ literal: String, after previous: Unicode.Scalar?, before next: Unicode.Scalar?)
        -> String
    {
        var escaped = TextEscape.replacing("{{", with: "{{\"{{\"}}", in: literal)
        // One brace more, in front of an action: Go would take it for the action's first.
        if next == "{", escaped.unicodeScalars.last == "{" {
            escaped.unicodeScalars.removeLast()
            escaped += "{{\"{\"}}"
        }
        return escaped
    }
}

/// Names as Go's templates have them.
enum GoTemplateName {
    /// A field of a value: `$labels.job`, or `index $labels "a.b"` for what is no name in Go.
    static func field(_ name: String, of value: String) -> String {
        guard !isIdentifier(name) else { return "\(value).\(name)" }
        return "index \(value) \(GoQuoting.quoted(name))"
    }

    private static func isIdentifier(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
            return false
        }
        return name.utf8.allSatisfy { $0.isWord }
    }
}

/// What Alertmanager fills in: the settings of receivers.
public enum AlertmanagerContext: GoTemplateContext {}

/// Text of a receiver's setting in alertmanager.yml.
public typealias NotificationTemplate = ContextText<AlertmanagerContext>

extension ContextText<AlertmanagerContext> {
    /// The value of a label that all alerts of the notification share; empty where they do not.
    public static func commonLabel(_ name: String) -> Self {
        .filledIn("{{ \(GoTemplateName.field(name, of: ".CommonLabels")) }}")
    }

    /// The value of a label that alerts were grouped by.
    public static func groupLabel(_ name: String) -> Self {
        .filledIn("{{ \(GoTemplateName.field(name, of: ".GroupLabels")) }}")
    }

    /// What a template that is defined elsewhere makes of the notification.
    public static func template(_ name: String) -> Self { .filledIn("{{ template \(GoQuoting.quoted(name)) . }}") }

    /// `firing` or `resolved`.
    public static var status: Self { .filledIn("{{ .Status }}") }
}
