/// Upstream `ServiceAccount`: who a pod is to the API server.
public struct KubernetesServiceAccount: KubernetesManifest, Hashable {
    public var metadata: KubernetesMetadata

    public init(_ metadata: KubernetesMetadata) { self.metadata = metadata }

    public var apiVersion: String { "v1" }
    public var kind: String { "ServiceAccount" }

    public func set(in fields: inout Document.Fields) {}
}

/// Upstream `Role` (of one namespace) or `ClusterRole` (of all): what may be done.
public struct KubernetesRole: KubernetesManifest, Hashable {
    /// Upstream `PolicyRule`: these verbs on these resources.
    public struct Permission: Hashable, Sendable {
        /// `""` is the group of the core: pods, services, nodes.
        public var group: String
        /// In the plural: `pods`.
        public var resources: [String]
        /// `get`, `list`, `watch` …
        public var verbs: [String]

        public init(group: String = "", resources: [String], verbs: [String]) {
            self.group = group
            self.resources = resources
            self.verbs = verbs
        }

        func document() -> Document {
            [
                "apiGroups": .flowStrings([group]), "resources": .flowStrings(resources),
                "verbs": .flowStrings(verbs),
            ]
        }
    }

    /// Without a namespace it is a ClusterRole.
    public var metadata: KubernetesMetadata
    public var permissions: [Permission]

    public init(_ metadata: KubernetesMetadata, permissions: [Permission]) {
        self.metadata = metadata
        self.permissions = permissions
    }

    /// What Prometheus needs to find the pods of a namespace, and with `group: "discovery.k8s.io"` their Services.
    public static func discovery(_ metadata: KubernetesMetadata) -> KubernetesRole {
        KubernetesRole(metadata, permissions: [Permission(resources: ["pods"], verbs: ["get", "list", "watch"])])
    }

    public var apiVersion: String { "rbac.authorization.k8s.io/v1" }
    public var kind: String { metadata.namespace == nil ? "ClusterRole" : "Role" }

    public func set(in fields: inout Document.Fields) {
        fields.set("rules", .sequence(permissions.map { $0.document() }))
    }
}

/// Upstream `RoleBinding` or `ClusterRoleBinding`: who may do what a role says.
public struct KubernetesRoleBinding: KubernetesManifest, Hashable {
    /// Without a namespace it is a ClusterRoleBinding.
    public var metadata: KubernetesMetadata
    public var role: KubernetesRole
    /// The account, with its namespace.
    public var account: KubernetesServiceAccount

    public init(_ metadata: KubernetesMetadata, role: KubernetesRole, account: KubernetesServiceAccount) {
        self.metadata = metadata
        self.role = role
        self.account = account
    }

    public var apiVersion: String { "rbac.authorization.k8s.io/v1" }
    public var kind: String { metadata.namespace == nil ? "ClusterRoleBinding" : "RoleBinding" }

    public func set(in fields: inout Document.Fields) {
        fields.set(
            "roleRef",
            [
                "apiGroup": "rbac.authorization.k8s.io", "kind": .string(role.kind),
                "name": .string(role.metadata.name),
            ])
        let subject = Document.fields {
            $0.set("kind", "ServiceAccount")
            $0.set("name", string: account.metadata.name)
            $0.set("namespace", string: account.metadata.namespace)
        }
        fields.set("subjects", [subject])
    }
}
