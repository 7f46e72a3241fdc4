import Foundation

extension Tree {
    /// Folders that a checkout grows but does not keep.
    private static let unkept: Set<String> = [
        ".git", ".build", ".swiftpm", ".venv", ".demo", "__pycache__", "node_modules",
    ]

    /// The checkout that this file belongs to, read once.
    static func repository() throws -> Tree {
        try checkout.get()
    }

    private static let checkout: Result<Tree, any Error> = Result { try Tree(directory: try repositoryRoot()) }

    /// The nearest folder above this file with a `Package.swift`; `ATALAYA_ROOT` names another one.
    private static func repositoryRoot() throws -> URL {
        if let root = ProcessInfo.processInfo.environment["ATALAYA_ROOT"], !root.isEmpty {
            return URL(fileURLWithPath: root, isDirectory: true)
        }
        var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        while !FileManager.default.fileExists(atPath: folder.appendingPathComponent("Package.swift").path) {
            guard folder.path != "/" else { throw CocoaError(.fileNoSuchFile) }
            folder.deleteLastPathComponent()
        }
        return folder
    }

    /// Reads every kept file below a folder.
    private init(directory: URL) throws {
        var files: [File] = []
        func visit(_ folder: URL, path: String) throws {
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
                if Self.unkept.contains(name) || name.hasPrefix(".build") { continue }
                let url = folder.appendingPathComponent(name)
                let values = try url.resourceValues(forKeys: [.isDirectoryKey, .isSymbolicLinkKey])
                if values.isSymbolicLink == true { continue }
                if values.isDirectory == true {
                    try visit(url, path: path + name + "/")
                } else {
                    files.append(
                        File(path: path + name, text: String(data: try Data(contentsOf: url), encoding: .utf8)))
                }
            }
        }
        try visit(directory, path: "")
        self.init(files: files)
    }
}
