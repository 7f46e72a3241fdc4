import AtalayaConfig
import Testing

/// Documents that nobody would write but to do harm. What each of them once did is in its name; how long anything takes is
/// for `make fuzz` and people to see.
struct HostileDocumentTests {
    private func fluentd(_ text: String) throws -> [Diagnostic] {
        try #require(DocumentChecks.kind("fluentd")).check(text: text, file: "a.conf", targets: Targets())
    }

    @Test(
        "Patterns of Fluentd that would take a stack or forever are not compared",
        arguments: [
            String(repeating: "**.", count: 100_000), String(repeating: "{a,b}", count: 50_000),
            String(repeating: "{a.**,b.*,c}.", count: 20_000), String(repeating: "**.a.", count: 60),
        ])
    func fluentdPatterns(pattern: String) throws {
        let matches = "<match \(pattern)x>\n@type null\n</match>\n<match \(pattern)y>\n@type null\n</match>\n"
        #expect(try !fluentd(matches).contains { $0.rule == "fluentd-unreachable" })
    }

    @Test("A match among hundreds of others is still found unreachable")
    func fluentdMatches() throws {
        let matches = (0..<300).map { "<match a\($0).**>\n@type null\n</match>\n" }.joined()
        let found = try fluentd(matches + "<match a299.b>\n@type null\n</match>\n")
        #expect(found.filter { $0.rule == "fluentd-unreachable" }.map(\.line) == [901])
    }

    @Test("Of more routes than are looked at, the check says so")
    func routes() throws {
        let count = RouteReachability.routesMax + 1
        let routes = (0..<count).map { "{\"receiver\": \"a\", \"matchers\": [\"a=\\\"\($0)\\\"\"]}" }
        let text = """
            {"receivers": [{"name": "a"}], "route": {"receiver": "a", "routes": [\(routes.joined(separator: ","))]}}
            """
        let node = try #require(JSONDocumentReader.read(text, file: "a.json").node)
        #expect(try RouteReachability(AlertRouting(node)).isIncomplete)
        let found = try #require(DocumentChecks.kind("alertmanager")).check(node, file: "a.json", targets: Targets())
        #expect(found.contains { $0.rule == "route-unreachable" && $0.message.contains("\(count - 1) routes") })
    }

    @Test("A stack has so many profiles, for each of which all of it is read")
    func profiles() throws {
        func problems(_ count: Int) throws -> [Diagnostic] {
            let profiles = (0..<count).map { "\"p\($0)\": {}" }.joined(separator: ",")
            let text = "{\"stack\": {\"name\": \"a\"}, \"services\": {}, \"profiles\": {\(profiles)}}"
            return Stack.decode(try #require(JSONDocumentReader.read(text, file: "a.json").node), file: "a").diagnostics
        }
        #expect(try !problems(Stack.profilesMax).contains { $0.rule == "too-many-profiles" })
        #expect(try problems(Stack.profilesMax + 1).contains { $0.rule == "too-many-profiles" })
    }

    @Test("A list of names that nobody can read is cut in a message")
    func names() throws {
        let services = (0..<2_000).map { "\"s\($0)\": {\"image\": \"a:1\", \"depends_on\": [\"x\($0)\"]}" }
        let text = "{\"services\": {\(services.joined(separator: ","))}}"
        let node = try #require(JSONDocumentReader.read(text, file: "a.json").node)
        let found = try #require(DocumentChecks.kind("compose")).check(node, file: "a.json", targets: Targets())
            .filter { $0.rule == "compose-dependency" }
        #expect(found.count == 2_000)
        #expect(found.allSatisfy { $0.message.utf8.count < 1_000 && $0.message.hasSuffix("more") })
    }
}
