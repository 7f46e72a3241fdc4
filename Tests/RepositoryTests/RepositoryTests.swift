import Testing

/// The tree is tested too: what a compiler accepts and review overlooks.
@Suite("The repository")
struct RepositoryTests {
    @Test("keeps its rules", arguments: Rules.all.map(NamedRule.init))
    func keeps(_ rule: NamedRule) throws {
        for finding in rule.rule.findings(in: try Tree.repository()) {
            Issue.record("\(finding)")
        }
    }

    @Test("has no rule that cannot fail", arguments: Rules.all.map(NamedRule.init))
    func notices(_ rule: NamedRule) {
        #expect(!rule.rule.findings(in: rule.rule.breach).isEmpty)
    }

    @Test("is really there to be looked at")
    func isComplete() throws {
        let tree = try Tree.repository()
        #expect(tree["Package.swift"] != nil)
        #expect(tree.swiftSources(under: "Sources/").count > 20)
    }
}

/// A rule that shows as its sentence in the list of test cases.
struct NamedRule: Sendable, CustomTestStringConvertible {
    var rule: any Rule
    var testDescription: String { rule.sentence }
}
