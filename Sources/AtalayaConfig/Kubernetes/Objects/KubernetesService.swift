/// Upstream `Service`: a host name for the pods that a selector finds, inside of the cluster.
public struct KubernetesService: KubernetesManifest, Hashable {
    /// A port of the Service, which leads to a named port of the pods.
    public struct Port: Hashable, Sendable {
        /// Of the Service's port and of the pods'.
        public var name: String
        public var number: UInt16

        public init(_ name: String, _ number: UInt16) {
            self.name = name
            self.number = number
        }

        func document() -> Document {
            ["name": .string(name), "port": .int(Int64(number)), "targetPort": .string(name)]
        }
    }

    /// The name is a host name: at most 63 lower case letters, digits and `-`, beginning with a letter.
    public var metadata: KubernetesMetadata
    public var selector: [StackLabel]
    public var ports: [Port]
    /// Without an address of its own: the name is that of each pod (upstream `clusterIP: None`), as a StatefulSet needs.
    public var isHeadless: Bool

    public init(
        _ metadata: KubernetesMetadata, selector: [StackLabel], ports: [Port], isHeadless: Bool = false
    ) {
        self.metadata = metadata
        self.selector = selector
        self.ports = ports
        self.isHeadless = isHeadless
    }

    public var apiVersion: String { "v1" }
    public var kind: String { "Service" }

    public func set(in fields: inout Document.Fields) {
        fields.set(
            "spec",
            .fields {
                $0.set("clusterIP", string: isHeadless ? "None" : nil)
                $0.set("selector", selector.asMapping)
                $0.set("ports", nonEmpty: ports.map { $0.document() })
            })
    }
}
