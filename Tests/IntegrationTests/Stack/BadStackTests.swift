import Foundation
import Testing

/// A mistake in the description is told with its line, together with all other mistakes, and nothing is written.
@Suite("A mistake in the reference stack")
struct BadStackTests {
    /// A mistake, made by replacing a text that the description has once.
    struct Mistake: Sendable, CustomTestStringConvertible {
        var name: String
        var right: String
        var wrong: String
        /// The text of the line that must be named.
        var line: String
        var testDescription: String { name }
    }

    static let mistakes = [
        Mistake(
            name: "a misspelt key", right: "scrape_timeout: 10s", wrong: "scrape_timeuot: 10s", line: "scrape_timeuot"),
        Mistake(
            name: "a wrong type", right: "    container:\n", wrong: "    container: []\n    contained:\n",
            line: "container: []"),
        Mistake(
            name: "a bad duration", right: "evaluation_interval: 15s", wrong: "evaluation_interval: 15 seconds",
            line: "15 seconds"),
        Mistake(
            name: "a duplicate job", right: "  scrape_interval: 15s",
            wrong: "  scrape_interval: 15s\n  jobs: {prometheus: {targets: [\"a:1\"]}, extra: {targets: [\"a:1\"]}}",
            line: "jobs:"),
        Mistake(
            name: "a bad label name", right: "labels: {method: any, route: any, status: any}",
            wrong: "labels: {\"bad-label\": any, method: any, route: any, status: any}", line: "bad-label"),
    ]

    @Test("is one line that names its place, and nothing is written", arguments: mistakes)
    func one(_ mistake: Mistake) async throws {
        let text = try Self.description(with: [mistake])
        let (outcome, written) = try await Self.generate(text)
        #expect(outcome.exitCode == 1)
        #expect(written == ["atalaya.yml"])
        let line = Self.lineNumber(of: mistake.line, in: text)
        #expect(outcome.errorLines.contains { $0.hasPrefix("atalaya.yml:\(line): error[") }, "\(outcome.errors)")
    }

    @Test("does not hide the others: all of them are told in one run")
    func all() async throws {
        let text = try Self.description(with: Self.mistakes)
        let (outcome, written) = try await Self.generate(text)
        #expect(outcome.exitCode == 1)
        #expect(written == ["atalaya.yml"])
        for mistake in Self.mistakes {
            let line = Self.lineNumber(of: mistake.line, in: text)
            #expect(
                outcome.errorLines.contains { $0.hasPrefix("atalaya.yml:\(line): error[") },
                "\(mistake.name), line \(line), in:\n\(outcome.errors)")
        }
    }

    private static func description(with mistakes: [Mistake]) throws -> String {
        var text = try Checkout.text(of: "Examples/orchestrator/atalaya.yml")
        for mistake in mistakes {
            guard let range = text.firstRange(of: mistake.right) else {
                throw ProgramError("the reference stack has no \(mistake.right) any more")
            }
            text.replaceSubrange(range, with: mistake.wrong)
        }
        return text
    }

    private static func generate(_ text: String) async throws -> (outcome: RunningProgram.Outcome, written: [String]) {
        let folder = try TemporaryFolder()
        try folder.write("atalaya.yml", text)
        let outcome = try await RunningProgram.run(Checkout.tool, ["generate"], in: folder.path)
        return (outcome, try folder.allFiles().keys.sorted())
    }

    private static func lineNumber(of part: String, in text: String) -> Int {
        (text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.contains(part) } ?? -1) + 1
    }
}
