import AtalayaConfig
import Foundation

/// Tells patches from whole objects: by the kustomization that names them, in the same directory or in one above.
enum KustomizePatches {
    /// How many directories are looked at, from that of the file upwards.
    static let levelsMax = 8

    static func contains(_ file: String) -> Bool {
        guard file != "standard input", [".yml", ".yaml", ".json"].contains(where: file.hasSuffix) else { return false }
        var parts = URL(fileURLWithPath: file).standardizedFileURL.pathComponents
        guard let name = parts.popLast(), !Kustomization.fileNames.contains(name) else { return false }
        var relative = name
        for _ in 0..<levelsMax where !parts.isEmpty {
            let directory = NSString.path(withComponents: parts)
            for kustomization in Kustomization.fileNames {
                let path = (directory as NSString).appendingPathComponent(kustomization)
                guard FileManager.default.fileExists(atPath: path), let text = try? TextFile.text(of: path),
                    let root = YAMLDocumentReader.read(text, file: path).node
                else { continue }
                if Kustomization.patchPaths(root).contains(relative) { return true }
            }
            relative = "\(parts.removeLast())/\(relative)"
        }
        return false
    }
}
