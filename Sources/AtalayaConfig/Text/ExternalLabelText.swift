/// What Prometheus 3 fills in from its environment: the values of `external_labels`, and nothing else of its
/// configuration. `$NAME` and `${NAME}` are variables, `$$` is a dollar.
///
/// Prometheus 2 does so only when told to, by `--enable-feature=expand-external-labels`: see ``ContextText/literal``.
public enum ExternalLabelContext: TextContext {
    public static func escape(_ literal: String, after previous: Unicode.Scalar?, before next: Unicode.Scalar?)
        -> String
    {
        TextEscape.doublingDollars(literal)
    }
}

/// The value of one of Prometheus' `external_labels`.
public typealias ExternalLabelText = ContextText<ExternalLabelContext>

extension ContextText<ExternalLabelContext> {
    /// A variable of Prometheus' environment; empty if there is none.
    /// - Returns: nil unless the name consists of letters, digits and `_` and does not begin with a digit.
    public static func environment(_ name: String) -> Self? {
        VariableName.isValid(name) ? .filledIn("${\(name)}") : nil
    }
}
