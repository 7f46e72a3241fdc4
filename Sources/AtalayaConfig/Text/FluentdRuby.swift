/// What Fluentd evaluates once, when it reads its configuration: Ruby between `#{` and `}`, in a double-quoted string.
///
/// Nobody writes such a text but this file: there is no way to make Ruby from text that came from outside.
public enum FluentdRubyContext: TextContext {
    /// By those escapes that the classic syntax and Ruby itself have in common.
    public static func escape(_ literal: String, after previous: Unicode.Scalar?, before next: Unicode.Scalar?)
        -> String
    {
        var result = ""
        for scalar in literal.unicodeScalars {
            switch scalar {
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            // `\0` and a digit behind it would be another character to Ruby.
            case "\0": result += "#{0.chr}"
            case "\"", "\\", "#": result += "\\" + String(scalar)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

/// Text with Ruby in it, such as a password from the environment.
public typealias FluentdRuby = ContextText<FluentdRubyContext>

extension ContextText<FluentdRubyContext> {
    /// An environment variable; Fluentd does not start without it. This is how a password gets in without standing in
    /// the file.
    /// - Returns: nil unless the name consists of letters, digits and `_` and does not begin with a digit.
    public static func environment(_ name: String) -> Self? {
        VariableName.isValid(name) ? .filledIn("#{ENV.fetch('\(name)')}") : nil
    }

    /// The name of the machine Fluentd runs on.
    public static var hostname: Self { .filledIn("#{Socket.gethostname}") }
}
