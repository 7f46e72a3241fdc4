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
        let services = (0..<500).map { "\"s\($0)\": {\"image\": \"a:1\", \"depends_on\": [\"x\($0)\"]}" }
        let text = "{\"services\": {\(services.joined(separator: ","))}}"
        let node = try #require(JSONDocumentReader.read(text, file: "a.json").node)
        let found = try #require(DocumentChecks.kind("compose")).check(node, file: "a.json", targets: Targets())
            .filter { $0.rule == "compose-dependency" }
        #expect(found.count == 500)
        #expect(found.allSatisfy { $0.message.utf8.count < 1_000 && $0.message.hasSuffix("more") })
    }

    /// Findings of one rule that are told of one file.
    private static let toldMax = 1_000

    @Test(
        "Of more findings of a rule than are told, the check says how many more, and where",
        arguments: [
            ("web", "unknown-key", #"{"http_server_config": {"headers": {ITEMS}}}"#, #""h#": 1"#),
            (
                "rules", "duplicate-record", #"{"groups": [{"name": "g", "rules": [ITEMS]}]}"#,
                #"{"record": "a:b", "expr": "a"}"#
            ),
            (
                "rules", "promql-syntax", #"{"groups": [{"name": "g", "rules": [ITEMS]}]}"#,
                #"{"record": "a:b#", "expr": "("}"#
            ),
            (
                "alertmanager", "matcher-quotes", #"{"route": {"receiver": "a", "routes": [{"matchers": [ITEMS]}]}}"#,
                #""a=b#""#
            ),
            (
                "dashboard", "promql-syntax", #"{"title": "a", "panels": [{"type": "stat", "targets": [ITEMS]}]}"#,
                #"{"expr": "(", "refId": "A#"}"#
            ),
        ])
    func manyFindings(kind: String, rule: String, document: String, item: String) throws {
        let count = Self.toldMax + 51
        let items = (0..<count).map { item.replacing("#", with: String($0)) }.joined(separator: ",\n")
        let text = document.replacing("ITEMS", with: items)
        let node = try #require(JSONDocumentReader.read(text, file: "a.json").node)
        let check = try #require(DocumentChecks.kind(kind))
        let found = check.check(node, file: "a.json", targets: Targets()).filter { $0.rule == rule }
        #expect(found.count == Self.toldMax + 1)
        let last = try #require(found.last)
        // Of what repeats another, the first breaks nothing.
        let more = rule == "duplicate-record" ? 50 : 51
        #expect(last.message == "\(more) more of these, from here on, are not listed")
        #expect(last.line > found[Self.toldMax - 1].line)
    }

    @Test(
        "Expressions that cannot be compared with so many others are left undecided",
        arguments: [
            // Each needs a state for every letter that may stand forty places from the end.
            (0..<40).map { #"'a=~"(.*[abc].{\#($0)})"'"# }.joined(separator: ","),
            (0..<3_000).map { #"'a!~"x*\#($0)"'"# }.joined(separator: ","),
            (0..<2_000).map { #"'a!="\#($0)"', 'a=~"[0-9]{1,\#($0 % 9 + 1)}"'"# }.joined(separator: ","),
        ])
    func expressions(matchers: String) throws {
        let matchers = matchers.replacing("\"", with: "\\\"").replacing("'", with: "\"")
        let text =
            "{\"receivers\": [{\"name\": \"a\"}], \"route\": {\"receiver\": \"a\", \"routes\": [{\"matchers\": [\(matchers)]}]}}"
        let node = try #require(JSONDocumentReader.read(text, file: "a.json").node)
        let found = try #require(DocumentChecks.kind("alertmanager")).check(node, file: "a.json", targets: Targets())
        #expect(!found.contains { $0.rule == "route-unreachable" && $0.message.contains("no alert") })
        if let routing = try? AlertRouting(node) {
            #expect(RouteReachability(routing).answers.last == .undecided)
        }
    }

    @Test("The steps of all answers together have a bound, and later ones are not looked for")
    func steps() throws {
        // Each route asks of one label what no other does, so that none can be told apart from another.
        let routes = (0..<1_500).map { "{\"receiver\": \"a\", \"matchers\": [\"l\($0)!=\\\"a\\\"\"]}" }
        let text = "{\"route\": {\"receiver\": \"a\", \"routes\": [\(routes.joined(separator: ","))]}}"
        let node = try #require(JSONDocumentReader.read(text, file: "a.json").node)
        let reachability = try RouteReachability(AlertRouting(node))
        #expect(reachability.isIncomplete)
        #expect(reachability.answers.count == 1_501)
        #expect(reachability.answers[1] == .reached(by: [:]))
        #expect(reachability.answers.last == .undecided)
    }
}
