/// Upstream `PodDisruptionBudget`: how many pods may be taken away on purpose at the same time, as when a node is drained.
public struct KubernetesDisruptionBudget: KubernetesManifest, Hashable {
    public var metadata: KubernetesMetadata
    public var pods: KubernetesSelector
    /// Upstream `maxUnavailable`; with 0 no node with such a pod can be drained.
    public var unavailableMax: Int

    public init(_ metadata: KubernetesMetadata, pods: KubernetesSelector, unavailableMax: Int = 1) {
        self.metadata = metadata
        self.pods = pods
        self.unavailableMax = unavailableMax
    }

    public var apiVersion: String { "policy/v1" }
    public var kind: String { "PodDisruptionBudget" }

    public func set(in fields: inout Document.Fields) {
        fields.set("spec", ["maxUnavailable": .int(Int64(unavailableMax)), "selector": pods.document()])
    }
}
