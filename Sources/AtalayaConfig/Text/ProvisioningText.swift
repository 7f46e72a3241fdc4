/// What Grafana fills in when it reads a provisioning file: `$NAME` and `${NAME}` from the environment, and what
/// `$__file{…}` and `$__env{…}` name. `$$` is a dollar.
///
/// Dashboards (JSON) are not touched by that, nor are annotations and queries of provisioned alerts; names, labels,
/// matchers and settings are, of data sources and providers too.
public enum ProvisioningContext: TextContext {
    public static func escape(_ literal: String, after previous: Unicode.Scalar?, before next: Unicode.Scalar?)
        -> String
    {
        TextEscape.doublingDollars(literal)
    }
}

/// Text in a provisioning file of Grafana.
public typealias ProvisioningText = ContextText<ProvisioningContext>

extension ContextText<ProvisioningContext> {
    /// The contents of a file, read when Grafana starts: how a secret gets in without standing in the configuration.
    /// - Returns: nil for a path with a `}`, which would end the reference.
    public static func file(_ file: SecretFile) -> Self? {
        file.path.contains("}") ? nil : .filledIn("$__file{\(file.path)}")
    }

    /// A variable of Grafana's environment; empty if there is none.
    /// - Returns: nil unless the name consists of letters, digits and `_` and does not begin with a digit.
    public static func environment(_ name: String) -> Self? {
        VariableName.isValid(name) ? .filledIn("$__env{\(name)}") : nil
    }
}

/// Names of the environment's variables, as every shell takes them.
enum VariableName {
    static func isValid(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
            return false
        }
        return name.utf8.allSatisfy { $0.isWord }
    }
}
