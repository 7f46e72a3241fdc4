/// Upstream `ConfigMap`: files that pods mount, or values that they read. At most 1 MiB altogether.
///
/// Pods that mount it are not restarted when it changes; the stack's own files are made into ConfigMaps by kustomize,
/// which gives each change another name.
public struct KubernetesConfigMap: KubernetesManifest, Hashable {
    public var metadata: KubernetesMetadata
    /// Name and contents. Names have letters, digits, `-`, `_` and `.`, at most 253.
    public var files: [StackLabel]
    /// Never changed once it is there, which spares the API server the watching. Upstream `immutable`, since 1.21.
    public var isImmutable: Bool

    public init(_ metadata: KubernetesMetadata, files: [StackLabel], isImmutable: Bool = false) {
        self.metadata = metadata
        self.files = files
        self.isImmutable = isImmutable
    }

    public var apiVersion: String { "v1" }
    public var kind: String { "ConfigMap" }

    public func set(in fields: inout Document.Fields) {
        fields.set("immutable", bool: isImmutable ? true : nil)
        if !files.isEmpty {
            fields.set(
                "data",
                .mapping(files.map { .init($0.name, $0.value.contains("\n") ? .block($0.value) : .string($0.value)) }))
        }
    }
}
