/// Who reads a source file knows where its tests are: `Sources/M/Domain/` is tested in `Tests/MTests/Domain/`.
struct TestMirrorRule: Rule {
    let sentence = "tests mirror the sources"

    let breach = Tree([
        "Sources/AtalayaModel/Names/MetricName.swift": "",
        "Tests/AtalayaModelTests/Naming/MetricNameTests.swift": "",
    ])

    /// Modules without a folder of their own, and where they are tested instead.
    private static let testedElsewhere: [String: String] = [
        "CAtalayaZlib": "a header; AtalayaZlibTests calls it",
        "CAtalayaMalloc": "a header; AtalayaTests calls it",
        "AtalayaTool": "a program; IntegrationTests runs it",
        "AtalayaSidecar": "a program; IntegrationTests runs it",
        "AtalayaTesting": "AtalayaTests lives on it",
    ]

    /// Folders of a test module that stand for no folder of the module.
    private static let testOnlyFolders: Set = ["Documentation", "Golden", "Support", "TestKit"]

    func findings(in tree: Tree) -> [Finding] {
        let modules = Set(tree.files(under: "Sources/").compactMap { $0.path.split(separator: "/").dropFirst().first })
        return modules.map(String.init).sorted().flatMap { module -> [Finding] in
            if Self.testedElsewhere[module] != nil { return [] }
            let mirror = "Tests/\(module)Tests"
            guard tree.contains(mirror) else { return [Finding("Sources/\(module)", "has no \(mirror)")] }
            return tree.folderPaths.compactMap { folder in
                guard folder.hasPrefix(mirror + "/") else { return nil }
                let inside = folder.dropFirst(mirror.count + 1)
                let parts = inside.split(separator: "/").map(String.init)
                if !Self.testOnlyFolders.isDisjoint(with: parts) { return nil }
                let source = "Sources/\(module)/\(inside)"
                return tree.contains(source) ? nil : Finding(folder, "there is no \(source)")
            }
        }
    }
}
