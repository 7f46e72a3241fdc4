/// What Argo Rollouts fills in: `{{args.name}}` in the query of an analysis, by its name and before Prometheus sees the
/// query.
///
/// In PromQL two braces stand beside each other in strings only, where the second can be written as its code.
public enum AnalysisQueryContext: TextContext {
    public static func escape(_ literal: String, after previous: Unicode.Scalar?, before next: Unicode.Scalar?)
        -> String
    {
        var escaped = TextEscape.replacing("{{", with: #"{\x7b"#, in: literal)
        if next == "{", escaped.unicodeScalars.last == "{" {
            escaped.unicodeScalars.removeLast()
            escaped += #"\x7b"#
        }
        return escaped
    }
}

/// PromQL with arguments that a rollout gives.
public typealias AnalysisQuery = ContextText<AnalysisQueryContext>

extension ContextText<AnalysisQueryContext> {
    /// The value of an argument. It has to stand in a string of PromQL.
    public static func argument(_ name: String) -> Self { .filledIn("{{args.\(name)}}") }
}
