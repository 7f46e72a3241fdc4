/// Products and targets are the drawing of docs/ARCHITECTURE.md. A new one wants its reason written down first.
struct PackageShapeRule: Rule {
    let sentence = "the package has the products and targets of its drawing"

    let breach = Tree(["Package.swift": #".target(name: "AtalayaExtras")"#])

    private static let products: Set = [
        "library Atalaya", "library AtalayaConfig", "library AtalayaMetrics", "library AtalayaHTTP",
        "library AtalayaTesting", "executable atalaya", "executable atalaya-sidecar",
    ]

    private static let targets: Set = [
        "systemLibrary CAtalayaZlib", "systemLibrary CAtalayaMalloc", "target AtalayaZlib", "target AtalayaModel",
        "target AtalayaMetrics", "target AtalayaLogs", "target AtalayaConfig",
        "target Atalaya", "target AtalayaHTTP", "target AtalayaTesting",
        "executableTarget AtalayaTool", "executableTarget AtalayaSidecar",
        "executableTarget EmbeddedService", "executableTarget StackInSwift",
        "testTarget AtalayaModelTests", "testTarget AtalayaZlibTests", "testTarget AtalayaMetricsTests",
        "testTarget AtalayaLogsTests", "testTarget AtalayaConfigTests", "testTarget AtalayaTests",
        "testTarget AtalayaHTTPTests",
        "testTarget IntegrationTests", "testTarget RepositoryTests",
    ]

    func findings(in tree: Tree) -> [Finding] {
        guard let manifest = tree["Package.swift"]?.text else { return [Finding("Package.swift", "is missing")] }
        let declared = Self.declarations(in: manifest)
        let expected = Self.products.union(Self.targets)
        let surplus = declared.subtracting(expected).sorted().map { "declares \($0), which the drawing does not have" }
        let missing = expected.subtracting(declared).sorted().map { "lacks \($0)" }
        return (surplus + missing).map { Finding("Package.swift", $0) }
    }

    /// `.library(name: "Atalaya", …` → `library Atalaya`.
    static func declarations(in manifest: String) -> Set<String> {
        let declaration =
            /\.(library|executable|systemLibrary|target|executableTarget|testTarget)\(\s*name:\s*"([^"]+)"/
        return Set(manifest.matches(of: declaration).map { "\($0.output.1) \($0.output.2)" })
    }
}
