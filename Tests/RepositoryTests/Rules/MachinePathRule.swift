/// The tree is the same on every machine: it names no folder of somebody's own and no package index.
struct MachinePathRule: Rule {
    let sentence = "no file knows the machine it was written on"

    let breach = Tree(["docs/NOTES.md": "see \(words[0])main/README.md\n"])

    /// Put together here, so that the rule does not find itself.
    private static let words = folders.map { $0.joined(separator: "/") } + hosts.map { $0.joined(separator: ".") }

    private static let folders = [["", "work", ""], ["", "root", ""], ["", "tmp", "bash"]]

    private static let hosts = [
        ["pypi", "org"], ["files", "pythonhosted", "org"], ["registry", "npmjs", "org"], ["rubygems", "org"],
        ["crates", "io"], ["proxy", "golang", "org"],
    ]

    func findings(in tree: Tree) -> [Finding] {
        tree.files.filter { $0.name != "Package.resolved" }.flatMap { file in
            zip(1..., file.lines).compactMap { number, line in
                Self.words.first { line.contains($0) }.map { Finding(file.path, line: number, "mentions \($0)") }
            }
        }
    }
}
