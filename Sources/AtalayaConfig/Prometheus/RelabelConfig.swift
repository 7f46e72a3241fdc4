/// A step of relabelling. Made by one function for each action, so that a step cannot have a setting its action does
/// not know.
///
/// In a `replacement`, write groups as `${1}`: `$1_x` is the group named `1_x`, which is empty.
public struct RelabelConfig: Hashable, Sendable {
    /// Lower case, as Prometheus writes it.
    public let action: String
    public let sourceLabels: [String]
    /// Set only if it is not Prometheus' `;`. The empty separator has a meaning, so unset is `nil`.
    public let separator: String?
    public let regex: String?
    public let modulus: UInt64?
    public let targetLabel: String?
    /// The empty replacement has a meaning (it removes the label), so unset is `nil`.
    public let replacement: String?

    private init(
        _ action: String,
        from sourceLabels: [String] = [],
        separator: String? = nil,
        regex: String? = nil,
        modulus: UInt64? = nil,
        to targetLabel: String? = nil,
        replacement: String? = nil
    ) {
        self.action = action
        self.sourceLabels = sourceLabels
        self.separator = separator
        self.regex = regex
        self.modulus = modulus
        self.targetLabel = targetLabel
        self.replacement = replacement
    }

    /// Sets a label to the replacement if the joined source labels match as a whole.
    public static func replace(
        from sourceLabels: [String] = [], separator: String? = nil, regex: String? = nil, to targetLabel: String,
        replacement: String? = nil
    ) -> RelabelConfig {
        RelabelConfig(
            "replace", from: sourceLabels, separator: separator, regex: regex, to: targetLabel, replacement: replacement
        )
    }

    /// Keeps only what matches.
    public static func keep(_ sourceLabels: [String], separator: String? = nil, matching regex: String) -> RelabelConfig
    {
        RelabelConfig("keep", from: sourceLabels, separator: separator, regex: regex)
    }

    /// Drops what matches.
    public static func drop(_ sourceLabels: [String], separator: String? = nil, matching regex: String) -> RelabelConfig
    {
        RelabelConfig("drop", from: sourceLabels, separator: separator, regex: regex)
    }

    /// Sets a label to a hash of the source labels, modulo a number above 0.
    public static func hashmod(_ sourceLabels: [String], modulus: UInt64, to targetLabel: String) -> RelabelConfig {
        RelabelConfig("hashmod", from: sourceLabels, modulus: max(1, modulus), to: targetLabel)
    }

    /// Copies labels whose names match to names made by the replacement.
    public static func labelmap(matching regex: String, replacement: String? = nil) -> RelabelConfig {
        RelabelConfig("labelmap", regex: regex, replacement: replacement)
    }

    /// Removes labels whose names match.
    public static func labeldrop(matching regex: String) -> RelabelConfig {
        RelabelConfig("labeldrop", regex: regex)
    }

    /// Removes labels whose names do not match.
    public static func labelkeep(matching regex: String) -> RelabelConfig {
        RelabelConfig("labelkeep", regex: regex)
    }

    public static func lowercase(_ sourceLabels: [String], to targetLabel: String) -> RelabelConfig {
        RelabelConfig("lowercase", from: sourceLabels, to: targetLabel)
    }

    public static func uppercase(_ sourceLabels: [String], to targetLabel: String) -> RelabelConfig {
        RelabelConfig("uppercase", from: sourceLabels, to: targetLabel)
    }

    /// Keeps what has the same value in both.
    public static func keepequal(_ sourceLabels: [String], to targetLabel: String) -> RelabelConfig {
        RelabelConfig("keepequal", from: sourceLabels, to: targetLabel)
    }

    /// Drops what has the same value in both.
    public static func dropequal(_ sourceLabels: [String], to targetLabel: String) -> RelabelConfig {
        RelabelConfig("dropequal", from: sourceLabels, to: targetLabel)
    }

    public func document() -> Document {
        .fields {
            if !sourceLabels.isEmpty { $0.set("source_labels", .flowStrings(sourceLabels)) }
            $0.set("separator", string: separator)
            $0.set("regex", string: regex)
            $0.set("modulus", modulus.map { .int(Int64(clamping: $0)) })
            $0.set("target_label", string: targetLabel)
            $0.set("replacement", string: replacement)
            if action != "replace" { $0.set("action", string: action) }
        }
    }
}
