/// A page that names a test as its proof names one that exists.
///
/// Written as: the name in curly quotation marks, ` in `, and a link to the file.
struct NamedTestRule: Rule {
    let sentence = "every test that a page of docs/ names is there"

    let breach = Tree([
        "docs/CORRECTNESS.md": "It adds: “One and one is two” in [SumTests](../Tests/SumTests.swift)\n",
        "Tests/SumTests.swift": #"@Test("One and one is three")"#,
    ])

    func findings(in tree: Tree) -> [Finding] {
        tree.files(under: "docs/").filter { $0.path.hasSuffix(".md") }.flatMap { page in
            zip(1..., page.lines).flatMap { number, line in
                line.matches(of: /“([^”]+)” in \[[^\]]+\]\(([^)]+)\)/).compactMap { match -> Finding? in
                    let file = LocalLinkRule.resolve(String(match.output.2), from: page.folder)
                    if tree[file]?.text?.contains("\"\(match.output.1)\"") == true { return nil }
                    return Finding(page.path, line: number, "\(file) has no test “\(match.output.1)”")
                }
            }
        }
    }
}
