import AtalayaConfig
import Foundation
import Testing

@Suite("atalaya diff")
struct DiffTests {
    let place: TemporaryFolder

    private static func rules(_ bound: Int, annotation: String = "a") -> String {
        """
        groups:
          - name: g
            rules:
              - alert: Down
                expr: up < \(bound)
                annotations: {summary: \(annotation)}

        """
    }

    init() throws {
        place = try TemporaryFolder()
        try place.write("old/rules.yml", Self.rules(2))
        try place.write("new/rules.yml", Self.rules(1, annotation: "b"))
        try place.write("old/fluent.conf", "<match a.**>\n  @type null\n</match>\n")
        try place.write("new/fluent.conf", "<match b.**>\n  @type null\n</match>\n")
        try place.write("old/README", "no configuration")
    }

    private func diff(_ arguments: String...) async throws -> RunningProgram.Outcome {
        try await RunningProgram.run(Checkout.tool, ["diff"] + arguments, in: place.path)
    }

    @Test("changes of a directory are told, the worst first, and are exit code 1")
    func directory() async throws {
        let outcome = try await diff("old", "new/")
        #expect(outcome.exitCode == 1)
        #expect(
            outcome.output == """
                fluent.conf:1: blind[match-pattern]: match 'b.**' (null): takes 'b.**', not 'a.**'
                rules.yml:5: blind[alert-threshold]: alert 'Down': fires at < 1, not < 2; it comes later or not at all
                rules.yml:6: harmless[alert-annotation]: alert 'Down': 'summary' changes from 'a' to 'b'
                3 changes: 2 blind, 1 harmless

                """)
    }

    @Test("what is written differently and says the same is no change")
    func same() async throws {
        try place.write("again.yml", "# again\n" + Self.rules(2).replacing("up < 2", with: "'up   <   2'"))
        let outcome = try await diff("old/rules.yml", "again.yml")
        #expect(outcome.exitCode == 0)
        #expect(outcome.output == "no changes\n")
    }

    @Test("the class of risk that fails can be chosen")
    func failOn() async throws {
        try place.write("text.yml", Self.rules(2, annotation: "c"))
        #expect(try await diff("old/rules.yml", "text.yml").exitCode == 1)
        #expect(try await diff("--fail-on", "blind", "old/rules.yml", "text.yml").exitCode == 0)
        #expect(try await diff("--fail-on", "blind", "old/rules.yml", "new/rules.yml").exitCode == 1)
    }

    @Test("programs read JSON, pull requests Markdown")
    func formats() async throws {
        let json = try await diff("--format", "json", "old/rules.yml", "new/rules.yml")
        let node = try #require(JSONDocumentReader.read(json.output, file: "output").node)
        #expect(node["changes"]?.items?.compactMap { $0["risk"]?.string } == ["blind", "harmless"])
        let markdown = try await diff("--format", "markdown", "old/rules.yml", "new/rules.yml")
        #expect(markdown.output.hasPrefix("**2 changes: 1 blind, 1 harmless**\n\n### blind: "))
        #expect(markdown.output.contains(#"- **alert 'Down'** fires at \< 1, not \< 2; it comes later or not at all"#))
    }

    @Test(
        "what cannot be compared is exit code 2",
        arguments: [
            ["old", "new/rules.yml"], ["old/rules.yml", "missing.yml"], ["old/README", "old/README"],
            ["old/rules.yml", "old/fluent.conf"], ["--kind", "x", "old", "new"],
        ])
    func refused(arguments: [String]) async throws {
        let outcome = try await RunningProgram.run(Checkout.tool, ["diff"] + arguments, in: place.path)
        #expect(outcome.exitCode == 2, "\(outcome.output)\(outcome.errors)")
    }
}
