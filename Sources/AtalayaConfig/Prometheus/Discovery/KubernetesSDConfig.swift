/// Upstream `kubernetes_sd_configs`: the objects of a cluster.
public struct KubernetesSDConfig: ConfigSection {
    public var source = SectionSource()
    /// Nil only where a file lacks it.
    public internal(set) var role: Role?
    /// The address of the API; nil inside of a cluster, where the client is made by itself and has no HTTP settings.
    public var apiServer: String?
    /// Instead of ``apiServer``; has the HTTP settings in it.
    public var kubeconfigFile: String?
    /// Default: all.
    public var namespaces: Namespaces?
    /// One at most for each role; which ones a role can have is checked.
    public var selectors: [Selector] = []
    /// More labels, which cost requests.
    public var attachMetadata: AttachMetadata?
    public var authentication: HTTPAuthentication?
    public var http = HTTPConnection()

    public init(role: Role, namespaces: Namespaces? = nil, selectors: [Selector] = []) {
        self.role = role
        self.namespaces = namespaces
        self.selectors = selectors
    }

    private init() {}

    public enum Role: String, Hashable, Sendable, CaseIterable {
        case node, service, pod, endpoints, endpointslice, ingress
    }

    public struct Namespaces: ConfigSection {
        public var source = SectionSource()
        /// The one that Prometheus runs in; only inside of a cluster.
        public var ownNamespace: Bool?
        public var names: [String]

        public init(ownNamespace: Bool? = nil, names: [String] = []) {
            self.ownNamespace = ownNamespace
            self.names = names
        }

        public static let schema = SectionSchema<Self>("namespaces", { Namespaces() }) {
            $0.key("own_namespace", \.ownNamespace, .bool)
            $0.list("names", \.names, .list(.text, isFlow: true))
        }
    }

    /// What the server is asked for.
    public struct Selector: ConfigSection {
        public var source = SectionSource()
        public var role: Role?
        /// As for `kubectl -l`: `app=web,tier!=test`.
        public var label: String?
        /// As for `kubectl --field-selector`: `metadata.name=web`.
        public var field: String?

        public init(role: Role, label: String? = nil, field: String? = nil) {
            self.role = role
            self.label = label
            self.field = field
        }

        fileprivate init() {}

        public static let schema = SectionSchema<Self>("a selector", { Selector() }) {
            $0.demanded("role", \.role, .choice, isRequired: false)
            $0.key("label", \.label, .text)
            $0.key("field", \.field, .text(fields))
        }

        /// `metadata.name=a,status.phase!=Running`: the server has no other operators for fields.
        private static let fields = TextForm("kubernetes-selector") { text in
            let terms = text.split(separator: ",", omittingEmptySubsequences: true)
            let wrong = terms.first { !$0.contains("=") }
            return wrong.map { "'\($0)' selects by no field; write for example metadata.name=a" }
        }
    }

    /// Labels of other objects on the targets.
    public struct AttachMetadata: ConfigSection {
        public var source = SectionSource()
        public var node: Bool?
        /// Since 3.6.
        public var namespace: Bool?
        /// Since 3.12, as `job` and `cronjob`.
        public var deployment: Bool?
        public var job: Bool?
        public var cronjob: Bool?

        public init(node: Bool? = nil) { self.node = node }

        public static let schema = SectionSchema<Self>("attach_metadata", { AttachMetadata() }) {
            $0.key("node", \.node, .bool)
            $0.key("namespace", \.namespace, .bool, since: (3, 6))
            $0.key("deployment", \.deployment, .bool, since: (3, 12))
            $0.key("job", \.job, .bool, since: (3, 12))
            $0.key("cronjob", \.cronjob, .bool, since: (3, 12))
        }
    }

    public static let schema = SectionSchema<Self>("kubernetes_sd_config", { KubernetesSDConfig() }) {
        $0.demanded("role", \.role, .choice)
        $0.key("api_server", \.apiServer, .text)
        $0.key("kubeconfig_file", \.kubeconfigFile, .text)
        $0.key("namespaces", \.namespaces, .section)
        $0.list("selectors", \.selectors, .list(.section))
        $0.key("attach_metadata", \.attachMetadata, .section)
        $0.authentication(\.authentication)
        $0.inline("http", \.http)
        for constraint in KubernetesDiscoveryRules.all { $0.constraint(constraint) }
    }
}
