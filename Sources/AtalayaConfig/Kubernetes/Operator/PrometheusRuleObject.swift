/// A PrometheusRule of prometheus-operator (`monitoring.coreos.com/v1`): a file of rules as an object.
///
/// The Prometheus of the operator takes those that its `ruleSelector` finds.
public struct PrometheusRuleObject: KubernetesManifest, Hashable {
    public var metadata: KubernetesMetadata
    public var file: RuleFile

    public init(_ metadata: KubernetesMetadata, file: RuleFile) {
        self.metadata = metadata
        self.file = file
    }

    public var apiVersion: String { "monitoring.coreos.com/v1" }
    public var kind: String { "PrometheusRule" }

    public func set(in fields: inout Document.Fields) { fields.set("spec", file.document()) }
}
