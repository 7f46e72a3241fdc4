/// Code on a documentation page is code that a test compiles and runs.
///
/// Each block of Swift on the page `ChooseBuckets.md` of a documentation catalog stands in a `Documentation/ChooseBucketsTests.swift`,
/// line for line; only the indentation differs.
struct DocumentationCodeRule: Rule {
    let sentence = "code on documentation pages is code of a test"

    let breach = Tree([
        "Sources/AtalayaMetrics/AtalayaMetrics.docc/Articles/Count.md": "# Count\n\n```swift\ncounter.add(1)\n```\n",
        "Tests/AtalayaMetricsTests/Documentation/CountTests.swift": "        counter.increment()\n",
    ])

    func findings(in tree: Tree) -> [Finding] {
        let tests = tree.files(under: "Tests/").filter { $0.folder.hasSuffix("/Documentation") }
        return tree.files(under: "Sources/").filter { $0.path.contains(".docc/") && $0.path.hasSuffix(".md") }.flatMap {
            page -> [Finding] in
            let name = page.name.dropLast(".md".count) + "Tests.swift"
            let sources = tests.filter { $0.name == name }.map(\.lines)
            return Self.blocks(of: page.lines).compactMap { line, block in
                if sources.contains(where: { Self.contains($0, block) }) { return nil }
                return Finding(page.path, line: line, "no Documentation/\(name) has this code")
            }
        }
    }

    /// The blocks marked as Swift, with the line each begins at.
    static func blocks(of lines: [Substring]) -> [(line: Int, block: [Substring])] {
        var blocks: [(line: Int, block: [Substring])] = []
        var open: (line: Int, block: [Substring])?
        for (number, line) in zip(1..., lines) {
            if let (start, block) = open {
                if line.hasPrefix("```") {
                    blocks.append((start, block))
                    open = nil
                } else {
                    open = (start, block + [line])
                }
            } else if line == "```swift" {
                open = (number + 1, [])
            }
        }
        return blocks
    }

    /// Whether the block stands in the lines, all of it indented by the same spaces.
    static func contains(_ lines: [Substring], _ block: [Substring]) -> Bool {
        guard let first = block.first, lines.count >= block.count else { return false }
        return (0...(lines.count - block.count)).contains { start in
            guard lines[start].hasSuffix(first) else { return false }
            let indentation = lines[start].dropLast(first.count)
            guard indentation.allSatisfy({ $0 == " " }) else { return false }
            return zip(lines[start...], block).allSatisfy { line, expected in
                expected.isEmpty ? line.isEmpty : line == indentation + expected
            }
        }
    }
}
