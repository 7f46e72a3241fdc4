import AtalayaConfig
import Foundation
import Testing

/// `docs/CHECKS.md` is written by this test from the rules themselves; `RECORD_GOLDENS=1` writes it anew and fails.
struct CheckPageTests {
    @Test("The page of the checks says of each rule what the rule says of itself")
    func page() throws {
        let file = Self.root.appending(path: "docs/CHECKS.md")
        if ProcessInfo.processInfo.environment["RECORD_GOLDENS"] == "1" {
            try Self.text.write(to: file, atomically: true, encoding: .utf8)
            Issue.record("docs/CHECKS.md was written anew")
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == Self.text)
    }

    private static var root: URL {
        var directory = URL(filePath: #filePath)
        repeat {
            directory.deleteLastPathComponent()
        } while !FileManager.default.fileExists(atPath: directory.appending(path: "docs/STACK.md").path)
            && directory.path != "/"
        return directory
    }

    private static var text: String {
        """
        # The rules of `atalaya check`

        Every problem is one line, `file:line: error[rule]: message`. Besides the rules of syntax (`yaml-syntax`, `json-syntax`) and of keys
        (`unknown-key`, `missing-key`, `wrong-type`, `duplicate-key`, `invalid-duration`, `key-newer-than-target` …), files are held to these.
        The rules of `atalaya.yml` have [a page of their own](STACK.md#rules).

        \(DocumentChecks.all.filter { !$0.rules.isEmpty }.map(section).joined(separator: "\n\n"))

        ## Expressions

        In rules, in the queries of dashboards and in the alerts of `atalaya.yml`, where the first breach is at its own line and column also
        inside of a block. What only an alert is asked, only an alert breaks.

        | rule | | what it asks for | wrong | right |
        |---|---|---|---|---|
        \(PromQLRules.all.map(row).joined(separator: "\n"))

        """
    }

    private static func section(_ check: any DocumentCheck) -> String {
        let expressionRules = Set(PromQLRules.all.map(\.id))
        let rules = check.rules.filter { !expressionRules.contains($0.id) }
        let rows = rules.map { "| `\($0.id)` | \($0.severity.rawValue) | \($0.explanation) |" }
        return """
            ## \(check.kind)

            \(check.summary.prefix(1).uppercased() + check.summary.dropFirst()).\(rules.count == check.rules.count ? "" : " Also the rules of [expressions](#expressions).")

            | rule | | what it asks for |
            |---|---|---|
            \(rows.joined(separator: "\n"))
            """
    }

    private static func row(_ rule: PromQLRule) -> String {
        let cells = [rule.bad.text, rule.good.text].map { text in
            let text = text.count > 90 ? text.prefix(30) + "…" : text
            return "`\(text.replacing("|", with: "\\|"))`"
        }
        return "| `\(rule.id)` | \(rule.severity.rawValue) | \(rule.explanation) | \(cells[0]) | \(cells[1]) |"
    }
}
