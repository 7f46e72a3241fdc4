/// Upstream `Volume`: a directory that containers of a pod mount. Made by one function for each source.
public struct PodVolume: Hashable, Sendable {
    /// Lower case letters, digits and `-`; unique in the pod.
    public var name: String
    let source: Document.Entry

    /// As long as the pod lives (upstream `emptyDir`). A pod that puts more than `sizeMax` there is evicted.
    public static func scratch(_ name: String, sizeMax: ByteSize) -> PodVolume {
        PodVolume(
            name: name, source: .init("emptyDir", ["sizeLimit": .string(KubernetesQuantity.bytes(sizeMax))]))
    }

    /// The files of one ConfigMap.
    public static func configMap(_ name: String, from map: String) -> PodVolume {
        PodVolume(name: name, source: .init("configMap", ["name": .string(map)]))
    }

    /// The files of several ConfigMaps in one directory (upstream `projected`).
    public static func configMaps(_ name: String, from maps: [String]) -> PodVolume {
        let sources = maps.map { Document.mapping([.init("configMap", ["name": .string($0)])]) }
        return PodVolume(name: name, source: .init("projected", ["sources": .sequence(sources)]))
    }

    /// The values of a Secret as files, one for each key, readable by the owner and the group.
    public static func secret(_ name: String, from secret: String) -> PodVolume {
        // 0440: JSON has no octal numbers, and YAML's readers do not agree on theirs.
        PodVolume(name: name, source: .init("secret", ["secretName": .string(secret), "defaultMode": 288]))
    }

    /// What somebody claimed: a ``KubernetesVolumeClaim``.
    public static func claim(_ name: String, claim: String) -> PodVolume {
        PodVolume(name: name, source: .init("persistentVolumeClaim", ["claimName": .string(claim)]))
    }

    func document() -> Document { .mapping([.init("name", .string(name)), source]) }
}

/// Upstream `VolumeMount`: where a container sees a volume.
public struct PodMount: Hashable, Sendable {
    /// The volume's name; in a StatefulSet also that of a claim.
    public var volume: String
    public var path: String
    public var isReadOnly: Bool

    public init(_ volume: String, at path: String, isReadOnly: Bool = false) {
        self.volume = volume
        self.path = path
        self.isReadOnly = isReadOnly
    }

    func document() -> Document {
        .fields {
            $0.set("name", string: volume)
            $0.set("mountPath", string: path)
            $0.set("readOnly", bool: isReadOnly ? true : nil)
        }
    }
}
