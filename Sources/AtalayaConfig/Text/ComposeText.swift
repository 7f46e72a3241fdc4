/// What compose fills in from the environment of whoever runs it: `$NAME` and `${NAME}`, in every value and in no key.
/// `$$` is a dollar.
public enum ComposeContext: TextContext {
    public static func escape(_ literal: String, after previous: Unicode.Scalar?, before next: Unicode.Scalar?)
        -> String
    {
        TextEscape.doublingDollars(literal)
    }
}

/// Text in a compose file.
public typealias ComposeText = ContextText<ComposeContext>

extension ContextText<ComposeContext> {
    /// The value of an environment variable, or a default where it is unset or empty.
    /// - Returns: nil unless the name consists of letters, digits and `_` and does not begin with a digit, and for a
    ///   default with a `}`, which would end the reference.
    public static func variable(_ name: String, default fallback: String) -> Self? {
        guard VariableName.isValid(name), !fallback.contains("}") else { return nil }
        return .filledIn("${\(name):-\(Self(fallback).text)}")
    }
}
