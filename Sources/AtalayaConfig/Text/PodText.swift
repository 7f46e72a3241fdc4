/// What Kubernetes fills in from a container's environment: `$(NAME)` in its command, its arguments and its variables.
/// `$$` is a dollar.
public enum PodContext: TextContext {
    public static func escape(_ literal: String, after previous: Unicode.Scalar?, before next: Unicode.Scalar?)
        -> String
    {
        TextEscape.doublingDollars(literal)
    }
}

/// Text of a container's command, arguments or environment.
public typealias PodText = ContextText<PodContext>

extension ContextText<PodContext> {
    /// A variable of the same container; in a variable's value, one that stands before it. Kubernetes leaves the
    /// reference as it is where there is no such variable.
    /// - Returns: nil unless the name consists of letters, digits and `_` and does not begin with a digit.
    public static func variable(_ name: String) -> Self? {
        VariableName.isValid(name) ? .filledIn("$(\(name))") : nil
    }
}
