/// `kustomization.yaml`, and components: which files are applied together, and what is changed in them.
///
/// Whether the files that it names exist, and the patches that stand in it as text, are looked at by whoever reads files
/// and YAML: see ``Kustomization/namedFiles(_:)`` and ``Kustomization/inlinePatches(_:)``.
public struct KustomizationCheck: DocumentCheck {
    public let kind = "kustomization"
    public let summary = "kustomization.yaml, and components"

    public init() {}

    public let rules: [CheckRule] = [
        CheckRule("kustomize-duplicate", "A file is a resource once; a generated name is generated once.") { root, _ in
            let resources = ["resources", "bases"].flatMap { Kustomization.texts(root, $0) }
            let generated = ["configMapGenerator", "secretGenerator"].flatMap { key in
                (root[key]?.items ?? []).filter { !["merge", "replace"].contains($0["behavior"]?.string) }
                    .compactMap { item -> (name: String, node: DocumentNode)? in
                        guard let node = item["name"], let name = node.string else { return nil }
                        return ("\(key)/\(item["namespace"]?.string ?? "")/\(name)", node)
                    }
            }
            return repeated(
                resources.map { (Kustomization.normalised($0.string ?? ""), $0) }, "this is a resource already")
                + repeated(generated, "this name is generated already")
        },
        CheckRule("kustomize-generator", "A literal is 'key=value', and a file has a name or is 'key=path'.") {
            root, _ in
            generators(root).flatMap { generator in
                Kustomization.texts(generator, "literals").compactMap { node in
                    let text = node.string ?? ""
                    return text.contains("=") && !text.hasPrefix("=")
                        ? nil : CheckFinding(node, "'\(text)' is not 'key=value'")
                }
                    + Kustomization.texts(generator, "files").compactMap { node in
                        let parts = (node.string ?? "").split(separator: "=", omittingEmptySubsequences: false)
                        return parts.count <= 2 && parts.allSatisfy { !$0.isEmpty }
                            ? nil : CheckFinding(node, "'\(node.string ?? "")' is neither a path nor 'key=path'")
                    }
            }
        },
        CheckRule(
            "kustomize-outside",
            "Files lie beside the kustomization or below; above, only directories with a kustomization of their own.",
            severity: .warning
        ) { root, _ in
            Kustomization.namedFiles(root).filter { $0.isOutside }.map {
                CheckFinding(
                    $0.node, "'\($0.path)' lies outside of the directory: kustomize refuses it unless told otherwise")
            }
        },
        CheckRule(
            "kustomize-old", "Old keys have their place taken by others, and will be gone.", severity: .warning
        ) { root, _ in
            (root.entries ?? []).compactMap { entry in
                replaced[entry.key.name].map {
                    CheckFinding(entry.key, "'\(entry.key.name)' is old: write '\($0)'; `kustomize edit fix` does")
                }
            }
                + generators(root).compactMap { generator in
                    generator.entries?.first { $0.key.name == "env" }.map {
                        CheckFinding($0.key, "'env' is old: write 'envs', a list")
                    }
                }
        },
        CheckRule("kustomize-target", "Operations of JSON 6902 say what they are for.", severity: .error),
        CheckRule("kustomize-patch", "A patch that stands in the kustomization is YAML.", severity: .error),
        CheckRule("kustomize-file", "The files that a kustomization names are there.", severity: .error),
    ]

    /// Also without `apiVersion` and `kind`, which the name of the file makes up for.
    public func recognises(_ node: DocumentNode) -> Bool {
        node["apiVersion"]?.string?.hasPrefix("kustomize.config.k8s.io/") == true
            && ["Kustomization", "Component"].contains(node["kind"]?.string)
    }

    public func check(_ node: DocumentNode, file: String, targets: Targets) -> [Diagnostic] {
        if node.value == .null { return [] }
        let version = TargetVersion(5, 8)
        var walker = KeyTableWalker(file: file, version: version, newest: version, program: "kustomize")
        walker.walk(node, as: .table { KustomizeKeys.root })
        return (walker.diagnostics + diagnostics(node, file: file, targets: targets)).inFileOrder()
    }

    /// More problems of one patch are not told.
    static let patchProblemsMax = 200

    /// The problems of a patch that stands in the kustomization, each where its text stands.
    ///
    /// - Parameters:
    ///   - documents: the patch as YAML.
    ///   - place: from a line and a column of the patch to those of the file.
    public func check(
        _ patch: Kustomization.InlinePatch, documents: [DocumentNode], file: String, targets: Targets,
        place: (_ line: Int, _ column: Int) -> (line: Int, column: Int)
    ) -> [Diagnostic] {
        let all = documents.flatMap { KustomizePatchCheck().check($0, file: file, targets: targets) }
        var found = Array(all.prefix(Self.patchProblemsMax))
        for index in found.indices {
            (found[index].line, found[index].column) = place(found[index].line, found[index].column)
        }
        if !patch.hasTarget, documents.contains(where: { $0.items != nil }) {
            found.append(
                Diagnostic(
                    file: file, line: patch.node.line, column: patch.node.column, rule: "kustomize-target",
                    message: "operations without a 'target': nobody knows what they are for"))
        }
        return found
    }

    private static let replaced = [
        "bases": "resources", "commonLabels": "labels", "patchesStrategicMerge": "patches",
        "patchesJson6902": "patches", "vars": "replacements", "imageTags": "images",
        "helmChartInflationGenerator": "helmCharts",
    ]

    private static func generators(_ root: DocumentNode) -> [DocumentNode] {
        ["configMapGenerator", "secretGenerator"].flatMap { root[$0]?.items ?? [] }
    }

    private static func repeated(_ named: [(name: String, node: DocumentNode)], _ message: String) -> [CheckFinding] {
        var seen: Set<String> = []
        return named.filter { !seen.insert($0.name).inserted }.map { CheckFinding($0.node, message) }
    }
}
