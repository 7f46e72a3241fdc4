/// A file that outgrew its room wants to be two.
struct FileLengthRule: Rule {
    let sentence = "a source file has at most 500 lines"

    let breach = Tree(["Sources/Atalaya/Everything.swift": String(repeating: "let x = 1\n", count: 501)])

    private static let linesMax = 500
    private static let folders = ["Sources/", "Tests/", "Examples/", "Benchmarks/", "Fuzz/"]
    private static let extensions = [".swift", ".py", ".sh", ".h"]

    func findings(in tree: Tree) -> [Finding] {
        tree.files.compactMap { file in
            guard Self.folders.contains(where: { file.path.hasPrefix($0) }),
                Self.extensions.contains(where: { file.path.hasSuffix($0) })
            else { return nil }
            let count = file.lines.count - (file.text?.hasSuffix("\n") == true ? 1 : 0)
            return count > Self.linesMax ? Finding(file.path, "\(count) lines") : nil
        }
    }
}
