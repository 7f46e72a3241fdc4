import AtalayaConfig
import Foundation
import Testing

@Suite("atalaya route")
struct RouteTests {
    let place: TemporaryFolder

    private static let configuration = """
        route:
          receiver: tickets
          group_by: [alertname, service]
          routes:
            - matchers: ['severity="page"']
              receiver: oncall
            - matchers: ['severity="ticket"']
              active_time_intervals: [office]
        inhibit_rules:
          - source_matchers: ['alertname="Down"']
            target_matchers: ['alertname!="Down"']
            equal: [service]
        time_intervals:
          - name: office
            time_intervals:
              - {weekdays: ['monday:friday'], times: [{start_time: '08:00', end_time: '18:00'}], location: Europe/Berlin}
        receivers:
          - name: oncall
          - name: tickets

        """

    init() throws {
        place = try TemporaryFolder()
        try place.write("am.yml", Self.configuration)
    }

    private func route(_ arguments: String...) async throws -> RunningProgram.Outcome {
        try await RunningProgram.run(Checkout.tool, ["route"] + arguments, in: place.path)
    }

    @Test("an alert's receivers are told with group and times")
    func text() async throws {
        let outcome = try await route("am.yml", "--label", "severity=page", "--label", "alertname=Slow")
        #expect(outcome.exitCode == 0)
        #expect(
            outcome.output == """
                {alertname="Slow", severity="page"}
                  oncall (line 5): told
                    grouped with {alertname="Slow"}; after 30s, with news every 5m, again every 4h
                told: oncall

                """)
    }

    @Test("time zones with daylight saving time are known", arguments: [("07:30", 0), ("06:30", 1), ("17:30", 1)])
    func times(clock: String, exitCode: Int32) async throws {
        let outcome = try await route(
            "am.yml", "--label", "severity=ticket", "--at", "2026-11-23T\(clock):00Z", "--expect", "tickets")
        #expect(outcome.exitCode == exitCode, "\(outcome.output)\(outcome.errors)")
    }

    @Test("the zone Local is that of Alertmanager's machine, which has to be told")
    func local() async throws {
        try place.write("local.yml", Self.configuration.replacing("Europe/Berlin", with: "Local"))
        let early = ["local.yml", "--label", "severity=ticket", "--at", "2026-11-23T07:30:00Z"]
        let run = { (more: [String]) in
            try await RunningProgram.run(Checkout.tool, ["route"] + early + more, in: place.path)
        }
        #expect(try await run([]).output.contains("Local"))
        #expect(try await run(["--local-zone", "Europe/Berlin", "--expect", "tickets"]).exitCode == 0)
        #expect(try await run(["--local-zone", "UTC", "--expect", "tickets"]).exitCode == 1)
        #expect(try await run(["--local-zone", "Nowhere/Else"]).exitCode == 2)
    }

    @Test("a firing alert silences another one of its service")
    func inhibition() async throws {
        let outcome = try await route(
            "am.yml", "--label", "severity=page", "--label", "service=a", "--firing", #"alertname="Down",service="a""#,
            "--format", "json", "--expect", "")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let node = try #require(JSONDocumentReader.read(outcome.output, file: "output").node)
        #expect(node["receivers"]?.items?.isEmpty == true)
        #expect(node["inhibited_by"]?.items?.first?["source"]?["service"]?.string == "a")
        #expect(node["routes"]?.items?.first?["receiver"]?.string == "oncall")
    }

    @Test("every route is shown with an alert that reaches it, or without one")
    func tree() async throws {
        #expect(try await route("am.yml").exitCode == 0)
        try place.write("shadowed.yml", Self.configuration.replacing(#"severity="ticket""#, with: #"severity=~"pa.e""#))
        try place.write("dead.yml", Self.configuration.replacing(#"severity="ticket""#, with: #"severity=~"pag[e]""#))
        #expect(try await route("shadowed.yml").exitCode == 0)
        let outcome = try await route("dead.yml")
        #expect(outcome.exitCode == 1)
        #expect(outcome.output.contains("tickets {severity=~\"pag[e]\"} (line 7): no alert: taken before by line 5"))
    }

    @Test("every alert of rule files is told with all receivers that it can reach")
    func rules() async throws {
        try place.write(
            "rules/a.yml",
            """
            groups:
              - name: g
                rules:
                  - {alert: Down, expr: up == 0, labels: {severity: page}}
                  - {alert: Odd, expr: up == 0}

            """)
        let outcome = try await route("am.yml", "--rules", "rules")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(
            outcome.output == """
                rules/a.yml:4: Down: oncall
                rules/a.yml:5: Odd: tickets, or oncall with {severity="page"}, or tickets with {severity="ticket"}

                """)
    }

    @Test("receivers are those that amtool tells of random trees", .needs(.amtool), arguments: 0..<12)
    func amtool(seed: Int) async throws {
        var random = SeededGenerator(seed: UInt64(seed))
        func tree(_ depth: Int) -> String {
            var fields = ["receiver: r\(Int.random(in: 0..<5, using: &random))"]
            if depth > 0 {
                let matchers = (0..<Int.random(in: 0...2, using: &random)).map { _ in
                    let label = ["a", "b", "c"].randomElement(using: &random) ?? ""
                    let condition =
                        [
                            "=\"1\"", "=\"\"", "!=\"1\"", "=~\"1|2\"", "!~\"2.*\"", "=~\".+\"", "!~\"\"",
                            "=~\"[12]{2}\"",
                        ].randomElement(using: &random) ?? ""
                    return "'\(label)\(condition)'"
                }
                fields.append("matchers: [\(matchers.joined(separator: ", "))]")
                if Int.random(in: 0..<3, using: &random) == 0 { fields.append("continue: true") }
            }
            if depth < 3 {
                let routes = (0..<Int.random(in: 1...3, using: &random)).map { _ in tree(depth + 1) }
                fields.append("routes: [\(routes.joined(separator: ", "))]")
            }
            return "{\(fields.joined(separator: ", "))}"
        }
        let receivers = (0..<5).map { "{name: r\($0)}" }.joined(separator: ", ")
        let route = tree(0)
        try place.write("random.yml", "route: \(route)\nreceivers: [\(receivers)]\n")
        for _ in 0..<6 {
            var labels = ["alertname": "x"]
            for name in ["a", "b", "c"] where Bool.random(using: &random) {
                labels[name] = ["1", "2", "12", "x"].randomElement(using: &random)
            }
            let pairs = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            let theirs = try await Peer.amtool.run(
                ["config", "routes", "test", "--config.file", "random.yml"] + pairs, in: place.path)
            let told = theirs.output.trimmingCharacters(in: .whitespacesAndNewlines).split(separator: ",")
            let ours = try await RunningProgram.run(
                Checkout.tool, ["route", "random.yml", "--format", "json"] + pairs.flatMap { ["--label", $0] },
                in: place.path)
            let node = try #require(JSONDocumentReader.read(ours.output, file: "output").node)
            let found = (node["routes"]?.items ?? []).compactMap { $0["receiver"]?.string }
            #expect(found == told.map(String.init), "\(route) \(pairs)")
        }
    }
}
