/// The section `otlp`: how metrics that come in by OTLP become series. Since 2.55.
public struct OTLPConfig: ConfigSection {
    public var source = SectionSource()
    /// Which attributes of the resource become labels.
    public var promoteResourceAttributes: [String] = []
    /// Every attribute of the resource, but for those to ignore. Since 3.5.
    public var promoteAllResourceAttributes: Bool?
    /// Of use with all. Since 3.5.
    public var ignoreResourceAttributes: [String] = []
    /// Since 3.0.
    public var translationStrategy: TranslationStrategy?
    /// Also those that become `job` and `instance`. Since 3.1.
    public var keepIdentifyingResourceAttributes: Bool?
    /// Since 3.4.
    public var convertHistogramsToNHCB: Bool?
    /// The scope's name, version and attributes become labels. Since 3.6.
    public var promoteScopeMetadata: Bool?
    /// Default true. Since 3.8.
    public var labelNameUnderscoreSanitization: Bool?
    /// Default true. Since 3.8.
    public var labelNamePreserveMultipleUnderscores: Bool?

    public init(promoteResourceAttributes: [String] = []) {
        self.promoteResourceAttributes = promoteResourceAttributes
    }

    public enum TranslationStrategy: String, Hashable, Sendable, CaseIterable {
        case underscoreEscapingWithSuffixes = "UnderscoreEscapingWithSuffixes"
        case underscoreEscapingWithoutSuffixes = "UnderscoreEscapingWithoutSuffixes"
        case noUTF8EscapingWithSuffixes = "NoUTF8EscapingWithSuffixes"
        case noTranslation = "NoTranslation"
    }

    public static let schema = SectionSchema<Self>("otlp", { OTLPConfig() }) {
        $0.list("promote_resource_attributes", \.promoteResourceAttributes, .list(.text))
        $0.key("promote_all_resource_attributes", \.promoteAllResourceAttributes, .bool, since: (3, 5))
        $0.list("ignore_resource_attributes", \.ignoreResourceAttributes, .list(.text), since: (3, 5))
        $0.key("translation_strategy", \.translationStrategy, .choice, since: (3, 0))
        $0.key("keep_identifying_resource_attributes", \.keepIdentifyingResourceAttributes, .bool, since: (3, 1))
        $0.key("convert_histograms_to_nhcb", \.convertHistogramsToNHCB, .bool, since: (3, 4))
        $0.key("promote_scope_metadata", \.promoteScopeMetadata, .bool, since: (3, 6))
        $0.key("label_name_underscore_sanitization", \.labelNameUnderscoreSanitization, .bool, since: (3, 8))
        $0.key("label_name_preserve_multiple_underscores", \.labelNamePreserveMultipleUnderscores, .bool, since: (3, 8))
        $0.constraint(.atMostOne(["promote_all_resource_attributes", "promote_resource_attributes"]))
        $0.constraint(.requires("ignore_resource_attributes", anyOf: ["promote_all_resource_attributes"]))
        $0.constraint(attributeNames)
    }

    private static let attributeNames = KeyTable.Constraint.rule("otlp-attribute") { node in
        ["promote_resource_attributes", "ignore_resource_attributes"].flatMap { key in
            var seen: Set<String> = []
            return (node[key]?.items ?? []).compactMap { item -> CheckFinding? in
                let name = (item.string ?? "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
                if name.isEmpty { return CheckFinding(item, "the name of an attribute is empty") }
                return seen.insert(name).inserted ? nil : CheckFinding(item, "'\(name)' stands twice")
            }
        }
    }
}
