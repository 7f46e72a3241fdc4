import Foundation
import Testing

@Suite("atalaya check")
struct CheckTests {
    let place: TemporaryFolder

    init() throws {
        place = try TemporaryFolder()
    }

    private func check(_ arguments: String...) async throws -> RunningProgram.Outcome {
        try await RunningProgram.run(Checkout.tool, ["check"] + arguments, in: place.path)
    }

    @Test("an exposition in order has exit code 0")
    func good() async throws {
        try place.write("good.prom", "# TYPE a_total counter\na_total 1\n")
        try place.write("good.om", "# TYPE a counter\na_total 1\n# EOF\n")
        #expect(try await check("good.prom", "good.om").exitCode == 0)
    }

    @Test("problems are lines for people and one document for programs, with exit code 1")
    func problems() async throws {
        try place.write("bad.prom", "# TYPE a_total counter\na_total one\n")
        let text = try await check("bad.prom")
        #expect(text.exitCode == 1)
        #expect(text.errorLines.first?.hasPrefix("bad.prom:2: error[exposition-syntax]: ") == true, "\(text.errors)")

        let json = try await check("--format", "json", "bad.prom")
        #expect(json.exitCode == 1)
        let report = try JSONDecoder().decode(Report.self, from: Data(json.output.utf8))
        #expect(report.diagnostics.map(\.file) == ["bad.prom"])
        #expect(report.diagnostics.map(\.line) == [2])
        #expect(report.diagnostics.map(\.severity) == ["error"])
    }

    @Test("a file that cannot be read, or whose kind nobody can tell, has exit code 2")
    func unreadable() async throws {
        try place.write("what.txt", "hello")
        #expect(try await check("nowhere.prom").exitCode == 2)
        #expect(try await check("what.txt").exitCode == 2)
        #expect(try await check("--kind", "nonsense", "what.txt").exitCode == 2)
    }

    @Test("of a directory every known file is checked, each by the rules of its kind; others are passed over")
    func directory() async throws {
        try place.write("stack/prometheus.yml", "scrape_configs:\n  - job_name: a\n    scrape_intervall: 5s\n")
        try place.write("stack/rules/app.yml", "groups:\n  - name: g\n    rules:\n      - alert: A\n")
        try place.write("stack/notes.txt", "hello")
        let outcome = try await check("stack")
        #expect(outcome.exitCode == 1)
        #expect(outcome.errorLines.contains { $0.hasPrefix("stack/prometheus.yml:3: error[") }, "\(outcome.errors)")
        #expect(outcome.errorLines.contains { $0.hasPrefix("stack/rules/app.yml:4: error[") }, "\(outcome.errors)")
        #expect(!outcome.errors.contains("notes.txt"))
    }

    @Test("what a version lacks is a problem for that version only")
    func targets() async throws {
        try place.write(
            "prometheus.yml",
            "scrape_configs:\n  - job_name: a\n    fallback_scrape_protocol: PrometheusText0.0.4\n    static_configs: [{targets: [\"a:1\"]}]\n"
        )
        #expect(try await check("prometheus.yml").exitCode == 0)
        #expect(try await check("--target", "prometheus=2.42", "prometheus.yml").exitCode == 1)
        #expect(try await check("--target", "prometheus", "prometheus.yml").exitCode == 2)
    }

    private struct Report: Decodable {
        struct Entry: Decodable {
            var file: String
            var line: Int
            var column: Int
            var rule: String
            var severity: String
            var message: String
        }
        var diagnostics: [Entry]
    }
}
