/// The README opens with two commands, and they exist.
struct FrontDoorRule: Rule {
    let sentence = "the first two commands of the README are targets of the Makefile"

    let breach = Tree(["README.md": "```sh\nmake demo\nmake everything\n```\n", "Makefile": "demo:\n\techo\n"])

    func findings(in tree: Tree) -> [Finding] {
        guard let readme = tree["README.md"] else { return [Finding("README.md", "is missing")] }
        guard let makefile = tree["Makefile"] else { return [Finding("Makefile", "is missing")] }
        let targets = Self.targets(of: makefile.lines)
        let commands = Self.commands(of: readme.lines).prefix(2)
        if commands.count < 2 { return [Finding(readme.path, "shows \(commands.count) commands")] }
        return commands.compactMap { command in
            let words = command.split(separator: " ")
            if words.count >= 2, words[0] == "make", targets.contains(String(words[1])) { return nil }
            return Finding(readme.path, "“\(command)” is no target of the Makefile")
        }
    }

    static func targets(of lines: [Substring]) -> Set<String> {
        let rule = /([A-Za-z0-9_.\-]+( [A-Za-z0-9_.\-]+)*):([^=]|$)/
        return Set(
            lines.compactMap { $0.prefixMatch(of: rule)?.output.1 }
                .flatMap { $0.split(separator: " ").map(String.init) })
    }

    /// What stands in fenced blocks, without prompts and comments.
    static func commands(of lines: [Substring]) -> [String] {
        var isFenced = false
        var commands: [String] = []
        for line in lines {
            if line.hasPrefix("```") {
                isFenced.toggle()
            } else if isFenced {
                let command = line.prefix { $0 != "#" }.drop { $0 == "$" || $0 == " " }
                if !command.isEmpty { commands.append(String(command)) }
            }
        }
        return commands
    }
}
