/// Upstream `NetworkPolicy`, as far as it says who may reach pods: who is not named may not.
///
/// It has an effect where the cluster's network plugin enforces policies.
public struct KubernetesNetworkPolicy: KubernetesManifest, Hashable {
    /// Who may reach which ports (upstream `ingress`).
    public struct Allowance: Hashable, Sendable {
        public var comments: [String]
        /// Any of them; empty: everybody.
        public var peers: [Peer]
        /// Numbers of the pods' ports; empty: all.
        public var ports: [UInt16]

        public init(from peers: [Peer], ports: [UInt16] = [], comments: [String] = []) {
            self.comments = comments
            self.peers = peers
            self.ports = ports
        }

        func document() -> Document {
            let document = Document.fields {
                $0.set("from", nonEmpty: peers.map { $0.document() })
                $0.set("ports", nonEmpty: ports.map { ["protocol": "TCP", "port": .int(Int64($0))] })
            }
            let shown = document == .mapping([]) ? document.flow() : document
            return comments.isEmpty ? shown : .styled(.init(comments: comments), shown)
        }
    }

    /// Pods, of the policy's own namespace or of another. Both selectors stand in one item of the list: as two items
    /// either would be enough.
    public struct Peer: Hashable, Sendable {
        public var pods: KubernetesSelector
        /// By the label `kubernetes.io/metadata.name`, which every namespace has; `nil`: the policy's own.
        public var namespace: String?

        public init(pods: KubernetesSelector = KubernetesSelector(), namespace: String? = nil) {
            self.pods = pods
            self.namespace = namespace
        }

        func document() -> Document {
            .fields {
                $0.set(
                    "namespaceSelector",
                    namespace.map {
                        KubernetesSelector([StackLabel("kubernetes.io/metadata.name", $0)]).document()
                    })
                $0.set("podSelector", pods.document())
            }
        }
    }

    public var metadata: KubernetesMetadata
    /// The pods that are protected.
    public var pods: KubernetesSelector
    public var allowances: [Allowance]

    public init(_ metadata: KubernetesMetadata, pods: KubernetesSelector, allowances: [Allowance]) {
        self.metadata = metadata
        self.pods = pods
        self.allowances = allowances
    }

    public var apiVersion: String { "networking.k8s.io/v1" }
    public var kind: String { "NetworkPolicy" }

    public func set(in fields: inout Document.Fields) {
        fields.set(
            "spec",
            .fields {
                $0.set("podSelector", pods.document())
                $0.set("policyTypes", .flowStrings(["Ingress"]))
                $0.set("ingress", nonEmpty: allowances.map { $0.document() })
            })
    }
}
