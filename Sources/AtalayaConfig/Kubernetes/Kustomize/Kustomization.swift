/// A `kustomization.yaml`: which files are applied together, and which files become ConfigMaps.
///
/// `kubectl apply -k DIRECTORY` reads it. A generated ConfigMap has a name that ends in a hash of its contents, so that
/// a changed file starts the pods anew that mount it.
public struct Kustomization: Hashable, Sendable {
    /// Files that become one ConfigMap.
    public struct Generator: Hashable, Sendable {
        public var name: String
        /// `path`, or `key=path`; at or below the directory of the file itself.
        public var files: [String]

        public init(_ name: String, files: [String]) {
            self.name = name
            self.files = files
        }

        func document() -> Document {
            ["name": .string(name), "files": .sequence(files.map(Document.string))]
        }
    }

    /// Every object is put there; `nil`: where it says itself.
    public var namespace: String?
    /// Files, and directories with a kustomization of their own, which may lie elsewhere.
    public var resources: [String]
    public var configMaps: [Generator]
    /// Files that say where kinds of others refer to names.
    public var configurations: [String]

    public init(
        namespace: String? = nil, resources: [String] = [], configMaps: [Generator] = [],
        configurations: [String] = []
    ) {
        self.namespace = namespace
        self.resources = resources
        self.configMaps = configMaps
        self.configurations = configurations
    }

    public func document() -> Document {
        .fields {
            $0.set("apiVersion", "kustomize.config.k8s.io/v1beta1")
            $0.set("kind", "Kustomization")
            $0.set("namespace", string: namespace)
            $0.set("resources", nonEmpty: resources.map(Document.string))
            $0.set("configMapGenerator", nonEmpty: configMaps.map { $0.document() })
            $0.set("configurations", nonEmpty: configurations.map(Document.string))
        }
    }
}
