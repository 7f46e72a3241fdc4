/// A link in our own documentation leads somewhere.
struct LocalLinkRule: Rule {
    let sentence = "every link to a local file resolves"

    let breach = Tree(["docs/ARCHITECTURE.md": "See [the tailer](../Sources/Atalaya/Tailer.swift#L10).\n"])

    func findings(in tree: Tree) -> [Finding] {
        tree.files.filter { $0.path.hasSuffix(".md") }.flatMap { file in
            zip(1..., file.lines).flatMap { number, line in
                Self.targets(in: line).compactMap { target in
                    let path = Self.resolve(target, from: file.folder)
                    return tree.contains(path) ? nil : Finding(file.path, line: number, "nothing at \(target)")
                }
            }
        }
    }

    /// The local targets of Markdown links in a line, without their anchors.
    static func targets(in line: Substring) -> [String] {
        line.matches(of: /\]\(<?([^)\s>]+)>?[^)]*\)/).compactMap { match in
            let target = match.output.1.prefix { $0 != "#" }
            if target.isEmpty || target.contains(":") || target.hasPrefix("//") { return nil }
            return String(target)
        }
    }

    /// `../Sources/./A.swift` seen from `docs` → `Sources/A.swift`; what leaves the tree stays visible as `..`.
    static func resolve(_ target: String, from folder: String) -> String {
        var parts = target.hasPrefix("/") ? [] : folder.split(separator: "/").map(String.init)
        for part in target.split(separator: "/") {
            switch part {
            case ".": continue
            case ".." where !parts.isEmpty: parts.removeLast()
            default: parts.append(String(part))
            }
        }
        return parts.joined(separator: "/")
    }
}
