/// An empty room is no room.
struct PlaceholderRule: Rule {
    let sentence = "no file only holds a place"

    let breach = Tree(["Sources/AtalayaModel/Placeholder.swift": "\n"])

    func findings(in tree: Tree) -> [Finding] {
        tree.files.filter { $0.name.hasPrefix("Placeholder.") }.map { Finding($0.path, "holds a place") }
    }
}
