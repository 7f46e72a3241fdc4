extension Kustomization {
    /// The names that kustomize looks for in a directory.
    public static let fileNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"]

    /// The files that a kustomization names as patches, in whichever of its three ways: relative to it, without `./`.
    public static func patchPaths(_ root: DocumentNode) -> [String] {
        patchFiles(root).map { normalised($0.string ?? "") }
    }

    private static func patchFiles(_ root: DocumentNode) -> [DocumentNode] {
        ["patches", "patchesJson6902"].flatMap { root[$0]?.items ?? [] }.compactMap { $0["path"] }
            .filter { $0.string != nil }
            // These may also be the patch itself.
            + texts(root, "patchesStrategicMerge").filter { $0.string?.contains("\n") == false }
    }

    // MARK: Named files

    /// A file or a directory on this machine that a kustomization names.
    public struct NamedFile: Hashable, Sendable {
        public var node: DocumentNode
        /// Relative to the kustomization, as it stands there.
        public var path: String
        /// Whether a directory with a kustomization of its own would do.
        public var isDirectoryAllowed: Bool

        /// Whether it is a file that lies neither beside the kustomization nor below.
        var isOutside: Bool {
            guard path.hasPrefix("../") || path.hasPrefix("/") else { return false }
            return !isDirectoryAllowed || [".yaml", ".yml", ".json"].contains { path.hasSuffix($0) }
        }
    }

    /// What a kustomization names on this machine, in no particular order; addresses of others are left out.
    public static func namedFiles(_ root: DocumentNode) -> [NamedFile] {
        func files(_ nodes: [DocumentNode], orDirectories: Bool = false) -> [NamedFile] {
            nodes.compactMap { node in
                node.string.map { NamedFile(node: node, path: $0, isDirectoryAllowed: orDirectories) }
            }
        }
        let generators = ["configMapGenerator", "secretGenerator"].flatMap { root[$0]?.items ?? [] }
        let data = generators.flatMap { generator in
            texts(generator, "files").map { node in
                let path = node.string.map { $0.split(separator: "=", maxSplits: 1).last.map(String.init) ?? $0 }
                return NamedFile(node: node, path: path ?? "", isDirectoryAllowed: false)
            } + files(texts(generator, "envs") + [generator["env"]].compactMap { $0 })
        }
        let plugins = ["generators", "transformers", "validators"].flatMap { texts(root, $0) }
        return
            (files(
                ["resources", "bases", "components"].flatMap { texts(root, $0) }
                    // These may also be the object itself.
                    + plugins.filter { $0.string?.contains("\n") == false }, orDirectories: true)
            + files(["crds", "configurations"].flatMap { texts(root, $0) } + patchFiles(root))
            + files([root["openapi"]?["path"]].compactMap { $0 })
            + files((root["replacements"]?.items ?? []).compactMap { $0["path"] }) + data)
            .filter { !$0.path.isEmpty && !isRemote($0.path) }
    }

    /// `https://…`, `git@…`, `github.com/owner/name//path?ref=main`.
    static func isRemote(_ path: String) -> Bool {
        if path.contains("://") || path.contains("?ref=") || path.contains("?version=") || path.contains("//") {
            return true
        }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let host = parts.first ?? ""
        if host.contains("@") || host.contains(":") { return true }
        return parts.count > 2 && host.contains(".") && !host.allSatisfy { $0 == "." }
            && ![".yaml", ".yml", ".json"].contains { path.hasSuffix($0) }
    }

    /// Without `./` and without slashes at the end.
    static func normalised(_ path: String) -> String {
        let parts = path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
        return path.hasPrefix("/") ? "/" + parts : parts
    }

    static func texts(_ node: DocumentNode, _ key: String) -> [DocumentNode] {
        (node[key]?.items ?? []).filter { $0.string != nil }
    }

    // MARK: Patches that stand in it

    /// A patch whose text stands in the kustomization.
    public struct InlinePatch: Hashable, Sendable {
        public var node: DocumentNode
        /// Whether the kustomization says which objects it is for.
        public var hasTarget: Bool
    }

    public static func inlinePatches(_ root: DocumentNode) -> [InlinePatch] {
        ["patches", "patchesJson6902"].flatMap { root[$0]?.items ?? [] }.compactMap { item in
            item["patch"].map { InlinePatch(node: $0, hasTarget: item["target"] != nil) }
        }.filter { $0.node.string != nil }
            + texts(root, "patchesStrategicMerge").filter { $0.string?.contains("\n") == true }
            .map { InlinePatch(node: $0, hasTarget: false) }
    }
}
