/// Upstream `PersistentVolumeClaim`: a volume that outlives pods, for one node at a time (`ReadWriteOnce`).
public struct KubernetesVolumeClaim: KubernetesManifest, Hashable {
    public var metadata: KubernetesMetadata
    public var size: ByteSize
    /// Upstream `storageClassName`; `nil`: the cluster's default.
    public var storageClass: String?

    public init(_ metadata: KubernetesMetadata, size: ByteSize, storageClass: String? = nil) {
        self.metadata = metadata
        self.size = size
        self.storageClass = storageClass
    }

    public var apiVersion: String { "v1" }
    public var kind: String { "PersistentVolumeClaim" }

    public func set(in fields: inout Document.Fields) { fields.set("spec", spec) }

    private var spec: Document {
        .fields {
            $0.set("accessModes", .flowStrings(["ReadWriteOnce"]))
            $0.set("storageClassName", string: storageClass)
            $0.set("resources", ["requests": ["storage": .string(KubernetesQuantity.bytes(size))]])
        }
    }

    /// As a StatefulSet has it: what it is, is said by where it stands.
    func template() -> Document { ["metadata": metadata.document(), "spec": spec] }
}
