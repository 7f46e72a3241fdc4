/// Folders are named after what they are about. These names are about nothing.
struct FolderNameRule: Rule {
    let sentence = "a folder is a domain"

    let breach = Tree(["Sources/Atalaya/Utils/Strings.swift": ""])

    private static let empty: Set = [
        "util", "utils", "utilities", "misc", "common", "manager", "managers", "helper", "helpers", "shared", "core",
    ]

    func findings(in tree: Tree) -> [Finding] {
        tree.folderPaths.filter { path in
            path.split(separator: "/").last.map { Self.empty.contains($0.lowercased()) } ?? false
        }.map { Finding($0, "says nothing about what is inside") }
    }
}
