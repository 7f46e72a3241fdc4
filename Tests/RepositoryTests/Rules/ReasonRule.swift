/// A trap, and a promise that the compiler cannot check, carry their reason: `// why: …` behind the code or above it.
struct ReasonRule: Rule {
    let sentence = "what traps or escapes the compiler's checks says why"

    let breach = Tree(["Sources/Atalaya/Server.swift": "let port = channel.localAddress!.port!\n"])

    private static let words = [
        "fatalError(", "precondition(", "preconditionFailure(", "try!", "as!", "unowned(unsafe)",
        "@unchecked Sendable", "nonisolated(unsafe)", "@preconcurrency",
    ]

    func findings(in tree: Tree) -> [Finding] {
        tree.swiftSources(under: "Sources/").flatMap { source in
            source.numberedLines.compactMap { number, line in
                guard let word = Self.trap(in: line.code), !source.hasReason(atLine: number) else { return nil }
                return Finding(source.path, line: number, "\(word) without a reason")
            }
        }
    }

    static func trap(in code: String) -> String? {
        if let word = words.first(where: { code.contains($0) }) { return word }
        return containsForceUnwrap(code) ? "a force unwrap" : nil
    }

    /// `name!`, `call()!`, `array[0]!`; neither `!name` nor `a != b`.
    static func containsForceUnwrap(_ code: String) -> Bool {
        let characters = Array(code)
        return characters.indices.dropFirst().contains { index in
            guard characters[index] == "!" else { return false }
            let before = characters[index - 1]
            let after = index + 1 < characters.count ? characters[index + 1] : " "
            return (before.isLetter || before.isNumber || "_)]}\"`".contains(before)) && after != "="
        }
    }
}
