@testable import AtalayaConfig
import Foundation
import Testing

/// `docs/STACK.md` says what may stand in `atalaya.yml`; this holds the page to the code, in both directions.
@Suite("The page of atalaya.yml")
struct StackPageTests {
    /// One of every mapping, each under the name `*`.
    private static let probe = """
        {"stack": {}, "targets": {}, "sidecar": {}, "grafana": {}, "loki": {}, "fluentd": {}, "kubernetes": {"operator": {}}, "alerts": {"*": {}}, "imported": {"*": {}},
         "services": {"*": {"health": {}, "logs": {}, "exposition": {}, "container": {}, "kubernetes": {},
           "metrics": {"*": {"from_log": {}, "native": {}}}, "objectives": {"*": {}}}},
         "prometheus": {"jobs": {"*": {}}},
         "alertmanager": {"receivers": {"*": {"webhook": {}, "email": {}, "pagerduty": {}, "slack": {}}},
           "routes": {"page": {}}}}
        """

    @Test("lists every key, and no other")
    func keys() throws {
        let node = try #require(JSONDocumentReader.read(Self.probe, file: "probe").node)
        let context = DecodingContext(file: "probe")
        _ = Stack.decode(node, path: "", context: context)
        var code = Set<String>()
        for (path, keys) in context.knownKeys where !path.isEmpty {
            code.formUnion(keys.map { path + "." + $0 })
        }
        let page = try Self.cells(of: "Keys")
        #expect(Set(page).subtracting(code) == [], "on the page, not in the code")
        #expect(code.subtracting(page) == [], "in the code, not on the page")
        #expect(page.count == Set(page).count, "a key is listed twice")
    }

    @Test("lists every rule, and no other")
    func rules() throws {
        #expect(try Self.cells(of: "Rules") == StackRules.all.map(\.id))
    }

    @Test("says of each rule what the rule says of itself")
    func explanations() throws {
        let text = try Self.page()
        for rule in StackRules.all { #expect(text.contains("| `\(rule.id)` | \(rule.explanation) |"), "\(rule.id)") }
    }

    @Test("says of each setting of the sidecar what the setting says of itself", arguments: SidecarSettings.ofStacks)
    func settings(setting: SidecarSetting) throws {
        let key = try #require(setting.key)
        let standard = setting.read(SidecarConfiguration())
        let values = setting.valueName.lowercased().replacing("|", with: ", ")
        let meaning = setting.help.replacing("|", with: "\\|")
        let row = "| `sidecar.\(key)` | \(values) | \(standard.map { "`\($0)`" } ?? "none") | \(meaning) |"
        #expect(try Self.page().contains(row), "\(row)")
    }

    /// The first cells of the table in a section, without their backquotes.
    private static func cells(of section: String) throws -> [String] {
        let text = try page().components(separatedBy: "\n## ").first { $0.hasPrefix(section + "\n") } ?? ""
        return text.components(separatedBy: "\n").compactMap { line in
            let parts = line.components(separatedBy: "`")
            return line.hasPrefix("| `") ? parts[1] : nil
        }
    }

    private static func page() throws -> String {
        var directory = URL(filePath: #filePath)
        repeat {
            directory.deleteLastPathComponent()
        } while !FileManager.default.fileExists(atPath: directory.appending(path: "docs/STACK.md").path)
            && directory.path != "/"
        return try String(contentsOf: directory.appending(path: "docs/STACK.md"), encoding: .utf8)
    }
}
