import AtalayaConfig
import Foundation

/// What a check of a `kustomization.yaml` needs files and YAML for: whether what it names is there, and the patches
/// that stand in it as text.
enum KustomizationFiles {
    /// More patches of one file are not read.
    static let patchesMax = 1_000

    static func diagnostics(_ root: DocumentNode, file: String, targets: Targets) -> [Diagnostic] {
        missing(root, file: file)
            + Kustomization.inlinePatches(root).prefix(patchesMax).flatMap { patch($0, file: file, targets: targets) }
    }

    private static func missing(_ root: DocumentNode, file: String) -> [Diagnostic] {
        guard file != "standard input" else { return [] }
        let directory = (file as NSString).deletingLastPathComponent
        func problem(of named: Kustomization.NamedFile) -> String? {
            let path =
                named.path.hasPrefix("/") ? named.path : (directory as NSString).appendingPathComponent(named.path)
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
                return "there is no '\(named.path)'"
            }
            guard isDirectory.boolValue else { return nil }
            guard named.isDirectoryAllowed else { return "'\(named.path)' is a directory" }
            let hasOwn = Kustomization.fileNames.contains {
                FileManager.default.fileExists(atPath: (path as NSString).appendingPathComponent($0))
            }
            return hasOwn ? nil : "the directory '\(named.path)' has no kustomization.yaml"
        }
        return Kustomization.namedFiles(root).compactMap { named in
            problem(of: named).map {
                Diagnostic(
                    file: file, line: named.node.line, column: named.node.column, rule: "kustomize-file", message: $0)
            }
        }
    }

    private static func patch(_ patch: Kustomization.InlinePatch, file: String, targets: Targets) -> [Diagnostic] {
        let text = patch.node.string ?? ""
        let reading = YAMLDocumentReader.read(text, file: file, readsAll: true)
        var lines = SourceLines(text)
        func place(_ line: Int, _ column: Int) -> (line: Int, column: Int) {
            lines.byte(line: line, column: column).map(patch.node.position(ofByte:))
                ?? (patch.node.line, patch.node.column)
        }
        guard let first = reading.node else {
            return reading.diagnostics.map { problem in
                let (line, column) = place(problem.line, problem.column)
                return Diagnostic(
                    file: file, line: line, column: column, rule: "kustomize-patch", message: problem.message)
            }
        }
        return KustomizationCheck().check(
            patch, documents: [first] + reading.following, file: file, targets: targets, place: place)
    }
}
