/// Upstream `Namespace`: where the other objects live.
public struct KubernetesNamespace: KubernetesManifest, Hashable {
    public var metadata: KubernetesMetadata

    /// - Parameter name: Lower case letters, digits and `-`, at most 63.
    public init(_ name: String, labels: [StackLabel] = [], comments: [String] = []) {
        metadata = KubernetesMetadata(name, labels: labels, comments: comments)
    }

    public var apiVersion: String { "v1" }
    public var kind: String { "Namespace" }

    public func set(in fields: inout Document.Fields) {}
}
