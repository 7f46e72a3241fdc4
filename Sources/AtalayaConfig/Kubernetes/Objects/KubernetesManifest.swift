/// An object of Kubernetes that this project writes: a Deployment, a ServiceMonitor, a Rollout …
///
/// A new kind is a value that says its version, its kind and what stands beside `metadata`. What is written is held
/// against the same rules as the files of others: `atalaya check --kind kubernetes` finds nothing in it.
public protocol KubernetesManifest: Sendable {
    /// Upstream `apiVersion`: the group and version that servers of the target have.
    var apiVersion: String { get }
    var kind: String { get }
    var metadata: KubernetesMetadata { get }

    /// Adds what is the kind's own, in upstream's order: `spec`, `data`, `rules` …
    func set(in fields: inout Document.Fields)
}

extension KubernetesManifest {
    public func document() -> Document {
        let document = Document.fields {
            $0.set("apiVersion", string: apiVersion)
            $0.set("kind", string: kind)
            $0.set("metadata", metadata.document())
            set(in: &$0)
        }
        return metadata.comments.isEmpty ? document : .styled(.init(comments: metadata.comments), document)
    }
}

/// Upstream `metadata`: what an object is called and how it is found.
public struct KubernetesMetadata: Hashable, Sendable {
    /// Comment lines above the object.
    public var comments: [String]
    /// Lower case letters, digits, `-` and `.`; at most 253, and 63 without dots for a Service or a Namespace. Unique in
    /// its kind and namespace.
    public var name: String
    /// `nil` for objects of the whole cluster, and where whoever applies the object chooses.
    public var namespace: String?
    /// What selectors look at; values have at most 63 characters.
    public var labels: [StackLabel]
    /// Notes for programs; not selected by.
    public var annotations: [StackLabel]

    public init(
        _ name: String, namespace: String? = nil, labels: [StackLabel] = [], annotations: [StackLabel] = [],
        comments: [String] = []
    ) {
        self.comments = comments
        self.name = name
        self.namespace = namespace
        self.labels = labels
        self.annotations = annotations
    }

    func document() -> Document {
        .fields {
            $0.set("name", string: name)
            $0.set("namespace", string: namespace)
            $0.set("labels", labels.asMapping)
            $0.set("annotations", annotations.asMapping)
        }
    }
}

/// Which objects are meant: those with all of these labels (upstream `matchLabels`). Without any, all are.
public struct KubernetesSelector: Hashable, Sendable {
    public var labels: [StackLabel]

    public init(_ labels: [StackLabel] = []) { self.labels = labels }

    func document() -> Document { labels.asMapping.map { ["matchLabels": $0] } ?? Document.mapping([]).flow() }
}

/// Amounts as Kubernetes writes them (upstream `Quantity`).
public enum KubernetesQuantity {
    /// `256Mi`: in the largest unit that leaves no fraction.
    public static func bytes(_ size: ByteSize) -> String {
        for (unit, shift) in [("Ti", 40), ("Gi", 30), ("Mi", 20), ("Ki", 10)] as [(String, Int64)]
        where size.bytes > 0 && size.bytes % (1 << shift) == 0 {
            return "\(size.bytes >> shift)\(unit)"
        }
        return String(size.bytes)
    }

    /// `250m`: thousandths of a processor; whole ones without a unit.
    public static func processors(thousandths: Int) -> String {
        thousandths % 1000 == 0 ? String(thousandths / 1000) : "\(thousandths)m"
    }
}

extension [StackLabel] {
    /// Nil for none: an empty mapping says nothing.
    var asMapping: Document? { isEmpty ? nil : .strings(map { (key: $0.name, value: $0.value) }) }
}

/// A file of several objects, one YAML document each.
enum KubernetesFile {
    static func contents(_ objects: [any KubernetesManifest], header: [String]) -> String {
        objects.enumerated().map { index, object in
            YAMLWriter.write(object.document(), header: index == 0 ? header : [])
        }.joined(separator: "---\n")
    }
}
