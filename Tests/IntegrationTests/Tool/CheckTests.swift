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
