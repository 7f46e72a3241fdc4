/// A place in a dashboard, where Grafana fills in variables: `$name`, `${name}` and `[[name]]`. It has no escape; a
/// space takes the meaning away and leaves the text readable: `${x}` becomes `$ {x}`, `[[x]]` becomes `[ [x] ]`.
public protocol DashboardContext: AuthoredContext {
    /// Whether the two scalars mean something together.
    static func isMarkup(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Bool
    /// Whether a text of the place has several lines.
    static var hasLines: Bool { get }
}

extension DashboardContext {
    public static func escape(_ literal: String, after previous: Unicode.Scalar?, before next: Unicode.Scalar?)
        -> String
    {
        var result = ""
        var last = previous
        for scalar in literal.unicodeScalars {
            if let last, isMarkup(last, scalar) { result += " " }
            let isLine = hasLines && (scalar == "\n" || scalar == "\t")
            result.unicodeScalars.append(scalar.value < 0x20 && !isLine ? " " : scalar)
            last = scalar
        }
        if let last, let next, isMarkup(last, next) { result += " " }
        return result
    }

    /// What all places of a dashboard have in common.
    static func beginsVariable(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Bool {
        switch (first, second) {
        case ("[", "["), ("]", "]"), ("$", "{"), ("$", "_"): true
        case ("$", _): second.properties.isAlphabetic || second.properties.numericType != nil
        default: false
        }
    }
}

/// What Grafana fills in: titles, descriptions, links and Markdown.
public enum DashboardTextContext: DashboardContext {
    public static func isMarkup(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Bool {
        beginsVariable(first, second)
    }
    public static var hasLines: Bool { true }
}

/// Text that a dashboard shows, in which Grafana fills in the dashboard's variables.
public typealias DashboardText = ContextText<DashboardTextContext>

extension ContextText where Context: DashboardContext {
    /// What is chosen in the dashboard's variable of this name.
    public static func variable(_ name: String) -> Self { .filledIn("${\(name)}") }
}

/// What Grafana fills in: the names of series in a legend.
public enum LegendContext: DashboardContext {
    public static func isMarkup(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Bool {
        switch (first, second) {
        case ("{", "{"), ("}", "}"): true
        default: beginsVariable(first, second)
        }
    }
    public static var hasLines: Bool { false }
}

/// The name of a series in a legend: text and label values.
///
/// Grafana replaces `{{label}}` by the label's value (it is not a Go template: there are no functions, and no way to
/// write a literal `{{`), and before that the dashboard's variables.
public typealias LegendFormat = ContextText<LegendContext>

extension ContextText<LegendContext> {
    /// Grafana's own choice: the labels that differ.
    public static var automatic: Self { .filledIn("__auto") }

    /// The value of one label: `{{status}}`.
    public static func label(_ name: String) -> Self {
        .filledIn("{{\(LegendContext.escape(name, after: "{", before: "}"))}}")
    }

    /// The values of several labels: `{{method}} {{route}}`; a plain name where there are none.
    public static func labels(_ names: [String], otherwise name: String) -> Self {
        guard let first = names.first else { return Self(name) }
        return names.dropFirst().reduce(label(first)) { $0 + " " + label($1) }
    }
}
