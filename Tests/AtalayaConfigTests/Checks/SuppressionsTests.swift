import AtalayaConfig
import Testing

struct SuppressionsTests {
    private func left(_ text: String, _ problems: [(line: Int, rule: String)]) -> [String] {
        let diagnostics = problems.map { Diagnostic(file: "f", line: $0.line, rule: $0.rule, message: "m") }
        return Suppressions(text, comments: YAMLComment.all(in: text)).applied(to: diagnostics, file: "f")
            .map { "\($0.line) \($0.rule)" }
    }

    @Test("A comment above an entry covers everything in it, and nothing else")
    func entry() {
        let text = "a:\n  # atalaya:ignore r known and accepted\n  - b:\n      c: 1\n\n    d: 2\n  - e: 3\n"
        #expect(left(text, [(1, "r"), (3, "r"), (4, "r"), (6, "r"), (7, "r"), (6, "s")]) == ["1 r", "6 s", "7 r"])
    }

    @Test("A comment beside a value covers its line")
    func line() {
        let text = "a: 1 # atalaya:ignore r because\nb: 2\n"
        #expect(left(text, [(1, "r"), (2, "r")]) == ["2 r"])
    }

    @Test("A comment for the file covers all of it")
    func file() {
        let text = "a: 1\nb: 2\n# atalaya:ignore-file r because\n"
        #expect(left(text, [(0, "r"), (1, "r"), (2, "s")]) == ["2 s"])
    }

    @Test("Without a reason nothing is ignored, and that is a problem")
    func reason() {
        #expect(left("# atalaya:ignore r\na: 1\n", [(2, "r")]) == ["1 suppression-reason", "2 r"])
    }

    @Test("A suppression of nothing is told")
    func unused() {
        #expect(left("# atalaya:ignore r because\na: 1\n", [(2, "s")]) == ["1 suppression-unused", "2 s"])
    }

    @Test("A text that looks like a suppression is none")
    func text() {
        #expect(left("a: '# atalaya:ignore r because'\n", [(1, "r")]) == ["1 r"])
    }

    @Test("SARIF has each problem with its place, and each rule with what it asks for")
    func sarif() throws {
        let text = JSONWriter.write(
            SARIFReport.document(
                [
                    Diagnostic(file: "a.yml", line: 3, column: 2, rule: "duplicate-job", message: "twice"),
                    Diagnostic(file: "a.yml", rule: "not-utf8", severity: .info, message: "bytes"),
                ], version: "1"))
        let run = try #require(JSONDocumentReader.read(text, file: "s").node?["runs"]?.items?.first)
        let results = try #require(run["results"]?.items)
        #expect(results.map { $0["level"]?.string } == ["error", "note"])
        let places = results.map { $0["locations"]?.items?.first?["physicalLocation"]?["region"] }
        #expect(places[0]?["startLine"]?.value == .int(3))
        #expect(places[1] == nil)
        let rules = run["tool"]?["driver"]?["rules"]?.items ?? []
        #expect(rules.map { $0["id"]?.string } == ["duplicate-job", "not-utf8"])
        #expect(rules.first?["shortDescription"]?["text"]?.string == "Every job has a name of its own.")
    }

    @Test("Suppressions beyond the limit are not read, and it is said where they begin")
    func tooMany() {
        let text = String(repeating: "# atalaya:ignore a b\n", count: Suppressions.countMax + 2)
        let found = Suppressions(text, comments: YAMLComment.all(in: text)).applied(to: [], file: "x.yml")
        #expect(found.filter { $0.rule == "suppression-reason" }.map(\.line) == [Suppressions.countMax + 1])
    }
}
