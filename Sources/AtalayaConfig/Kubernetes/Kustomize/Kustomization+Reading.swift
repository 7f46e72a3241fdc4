extension Kustomization {
    /// The names that kustomize looks for in a directory.
    public static let fileNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"]

    /// The files that a kustomization names as patches, in whichever of its three ways: relative to it, without `./`.
    public static func patchPaths(_ root: DocumentNode) -> [String] {
        func items(_ key: String) -> [DocumentNode] { root[key]?.items ?? [] }
        let named =
            (items("patches") + items("patchesJson6902")).compactMap { $0["path"]?.string }
            // These may also be the patch itself.
            + items("patchesStrategicMerge").compactMap(\.string).filter { !$0.contains("\n") }
        return named.map { path in
            path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
        }
    }
}
