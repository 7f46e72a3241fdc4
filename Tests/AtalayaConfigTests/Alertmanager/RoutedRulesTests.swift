import AtalayaConfig
import Testing

struct RoutedRulesTests {
    private static let tree = """
        {"route": {"receiver": "root", "routes": [
          {"matchers": ["severity=\\"page\\""], "receiver": "oncall", "routes": [
            {"matchers": ["team=\\"db\\""], "receiver": "db"}]},
          {"matchers": ["alertname=~\\"Watch.*\\""], "receiver": "deadman"},
          {"matchers": ["severity=~\\"ticket|info\\"", "team!~\\"db|\\""], "receiver": "tickets", "continue": true},
          {"matchers": ["severity=\\"ticket\\""], "receiver": "queue"}]}}
        """

    private func ends(_ rule: String) throws -> [String] {
        let routing = try AlertRoutingTests.routing(Self.tree)
        let document = try #require(
            JSONDocumentReader.read(#"{"groups": [{"name": "g", "rules": [\#(rule)]}]}"#, file: "f").node)
        let rules = routing.routedRules(of: document, file: "f")
        #expect(rules.allSatisfy { !$0.isUndecided })
        return rules.flatMap(\.ends).map { end in
            let labels = end.example.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            return ([end.route.receiver] + labels).joined(separator: " ")
        }
    }

    @Test(
        "An alert can end where its known labels allow it, with an example of the others",
        arguments: [
            (#"{"alert": "A", "expr": "x", "labels": {"severity": "page", "team": "db"}}"#, ["db"]),
            (#"{"alert": "A", "expr": "x", "labels": {"severity": "page"}}"#, ["oncall", "db team=db"]),
            (#"{"alert": "A", "expr": "x", "labels": {"severity": "page", "team": "web"}}"#, ["oncall"]),
            (#"{"alert": "Watchdog", "expr": "x", "labels": {"severity": "none"}}"#, ["deadman"]),
            (#"{"alert": "A", "expr": "x", "labels": {"severity": "ticket", "team": "web"}}"#, ["tickets", "queue"]),
            (#"{"alert": "A", "expr": "x", "labels": {"severity": "debug"}}"#, ["root"]),
            // A template may give anything.
            (
                #"{"alert": "A", "expr": "x", "labels": {"severity": "{{ $labels.s }}", "team": "db"}}"#,
                ["root", "db severity=page", "queue severity=ticket"]
            ),
            (#"{"record": "r", "expr": "x"}"#, []),
        ])
    func ends(rule: String, expected: [String]) throws {
        #expect(try ends(rule) == expected)
    }
}
