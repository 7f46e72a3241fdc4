import AtalayaConfig
import Testing

struct AlertRoutingTests {
    static func routing(_ json: String) throws -> AlertRouting {
        try AlertRouting(try #require(JSONDocumentReader.read(json, file: "f").node))
    }

    private static let tree = """
        {"route": {"receiver": "root", "group_by": ["alertname"], "group_wait": "10s", "routes": [
          {"matchers": ["severity=\\"page\\""], "receiver": "oncall", "continue": true},
          {"match": {"team": "db"}, "match_re": {"env": "prod|stage"}, "receiver": "db", "group_by": ["..."], "routes": [
            {"matchers": ["service=~\\"mysql.*\\""], "receiver": "mysql", "group_by": ["service"], "repeat_interval": "1d"}]},
          {"matchers": ["team!=\\"\\"", "owner=\\"\\""], "receiver": "teams", "continue": true},
          {"matchers": ["severity!~\\"page|ticket\\""], "group_interval": "1m"}]}}
        """

    @Test(
        "An alert ends where Alertmanager has it end",
        arguments: [
            ([:], ["root"]), (["severity": "page"], ["oncall"]),
            (["severity": "page", "team": "db", "env": "prod"], ["oncall", "db"]),
            (["team": "db", "env": "production", "severity": "ticket"], ["teams"]),
            (["team": "db", "env": "stage", "service": "mysql-1"], ["mysql"]),
            (["team": "web", "owner": "me", "severity": "ticket"], ["root"]),
            (["team": "web", "severity": "info"], ["teams", "root"]),
        ] as [([String: String], [String])])
    func receivers(labels: [String: String], receivers: [String]) throws {
        let decision = try Self.routing(Self.tree).decision(for: labels)
        #expect(decision.receivers == receivers)
        #expect(decision.routedReceivers == receivers)
    }

    @Test("Settings come from the routes above, and from the program where nobody says")
    func inheritance() throws {
        let routes = try Self.routing(Self.tree).routes
        #expect(routes.map(\.receiver) == ["root", "oncall", "db", "mysql", "teams", "root"])
        #expect(
            routes.map(\.grouping) == [
                .labels(["alertname"]), .labels(["alertname"]), .all, .labels(["service"]), .labels(["alertname"]),
                .labels(["alertname"]),
            ])
        #expect(routes[3].groupWait == .seconds(10))
        #expect(routes[3].repeatInterval == .days(1))
        #expect(routes[3].groupInterval == .minutes(5))
        #expect(routes[5].groupInterval == .minutes(1))
        #expect(routes.map(\.parent) == [nil, 0, 0, 2, 0, 0])
    }

    @Test("A group is made of the labels that the alert has")
    func groups() throws {
        let routing = try Self.routing(Self.tree)
        let labels = ["alertname": "a", "team": "db", "env": "prod"]
        #expect(routing.decision(for: labels).deliveries.map(\.group) == [labels])
        #expect(routing.decision(for: ["severity": "ticket"]).deliveries.map(\.group) == [[:]])
        #expect(routing.decision(for: ["alertname": "b"]).deliveries.map(\.group) == [["alertname": "b"]])
    }

    // MARK: Time

    private static func timed(_ route: String, _ interval: String) throws -> AlertRouting {
        try routing(
            #"{"route": {"receiver": "a", "routes": [{\#(route)}]}, "time_intervals": [{"name": "office", "time_intervals": [\#(interval)]}]}"#
        )
    }

    /// Monday, 2026-11-23, 08:00 UTC.
    private static let monday: Int64 = 1_795_420_800

    @Test(
        "A route is silent in its mute intervals and outside of its active ones",
        arguments: [
            (#""mute_time_intervals": ["office"]"#, #"{"weekdays": ["monday:friday"]}"#, ["muted"]),
            (#""mute_time_intervals": ["office"]"#, #"{"weekdays": ["tuesday"]}"#, ["told"]),
            (#""active_time_intervals": ["office"]"#, #"{"weekdays": ["tuesday"]}, {"years": ["2025"]}"#, ["inactive"]),
            (
                #""active_time_intervals": ["office"]"#, #"{"weekdays": ["tuesday"]}, {"months": ["november"]}"#,
                ["told"]
            ),
            (
                #""active_time_intervals": ["office"]"#,
                #"{"times": [{"start_time": "08:00", "end_time": "08:01"}], "days_of_month": ["-8"]}"#, ["told"]
            ),
            (
                #""active_time_intervals": ["office"]"#,
                #"{"times": [{"start_time": "07:00", "end_time": "08:00"}]}"#, ["inactive"]
            ),
            (
                #""active_time_intervals": ["office"]"#,
                #"{"times": [{"start_time": "10:00", "end_time": "10:01"}], "location": "Etc/GMT-2"}"#, ["told"]
            ),
            (
                #""active_time_intervals": ["office"]"#,
                #"{"times": [{"start_time": "10:00", "end_time": "10:01"}], "location": "Europe/Berlin"}"#,
                ["unknown Europe/Berlin"]
            ),
        ])
    func times(route: String, interval: String, expected: [String]) throws {
        let decision = try Self.timed(route, interval).decision(for: [:], at: Self.monday)
        let found = decision.deliveries.map { delivery in
            switch delivery.timing {
            case .told: "told"
            case .muted(let name): name == "office" ? "muted" : "muted by \(name)"
            case .inactive: "inactive"
            case .unknownZone(let zone): "unknown \(zone)"
            }
        }
        #expect(found == expected)
        #expect(decision.receivers == (["told", "unknown Europe/Berlin"].contains(found[0]) ? ["a"] : []))
        #expect(decision.routedReceivers == ["a"])
    }

    @Test("Without a time, time intervals are left out of the answer")
    func noTime() throws {
        let routing = try Self.timed(#""active_time_intervals": ["office"]"#, #"{"years": ["1999"]}"#)
        #expect(routing.decision(for: [:]).receivers == ["a"])
    }

    @Test("The zones without a table are fixed, ahead of UTC where the name says minus")
    func zones() {
        let zones = FixedTimeZones()
        #expect(zones.secondsEast(of: "UTC", at: 0) == 0)
        #expect(zones.secondsEast(of: "Etc/GMT-14", at: 0) == 14 * 3_600)
        #expect(zones.secondsEast(of: "Etc/GMT+12", at: 0) == -12 * 3_600)
        for unknown in ["Etc/GMT-15", "Etc/GMT+13", "Etc/GMT-", "Local", "Europe/Madrid", "utc"] {
            #expect(zones.secondsEast(of: unknown, at: 0) == nil)
        }
    }

    // MARK: Inhibition

    private static let inhibition = """
        {"route": {"receiver": "a"}, "inhibit_rules": [
          {"source_matchers": ["alertname=\\"Down\\""], "target_matchers": ["severity!=\\"\\""], "equal": ["service"]},
          {"source_match": {"severity": "page"}, "target_match_re": {"severity": "ticket|page"}, "equal": ["alertname"]}]}
        """

    @Test(
        "A firing alert silences others by the rules",
        arguments: [
            (["severity": "page", "service": "x"], ["alertname": "Down", "service": "x"], 1),
            (["severity": "page", "service": "x"], ["alertname": "Down", "service": "y"], 0),
            // A label that both lack is equal.
            (["severity": "page"], ["alertname": "Down"], 1),
            (["service": "x"], ["alertname": "Down", "service": "x"], 0),
            (["severity": "ticket", "alertname": "a"], ["severity": "page", "alertname": "a"], 1),
            // Source and target at once: neither silences the other, nor itself.
            (["severity": "page", "alertname": "a"], ["severity": "page", "alertname": "a"], 0),
            (["severity": "ticket", "alertname": "a"], ["severity": "ticket", "alertname": "a"], 0),
        ] as [([String: String], [String: String], Int)])
    func inhibited(labels: [String: String], firing: [String: String], count: Int) throws {
        let decision = try Self.routing(Self.inhibition).decision(for: labels, firing: [["x": "y"], firing])
        #expect(decision.inhibitors.count == count)
        #expect(decision.inhibitors.allSatisfy { $0.source == firing })
        #expect(decision.receivers == (count == 0 ? ["a"] : []))
    }

    // MARK: Reading

    @Test(
        "What cannot be read is an error",
        arguments: [
            "{}", #"{"route": {"receiver": "a", "routes": [{"matchers": ["="]}]}}"#,
            #"{"route": {"receiver": "a", "routes": [{"match_re": {"a": "("}}]}}"#,
            #"{"route": {"receiver": "a"}, "inhibit_rules": [{"source_matchers": ["a=~\"(\""]}]}"#,
            #"{"route": {"receiver": "a"}, "time_intervals": [{"name": "t", "time_intervals": [{"weekdays": ["x"]}]}]}"#,
        ])
    func unreadable(json: String) throws {
        #expect(throws: ConfigError.self) { try Self.routing(json) }
    }

    @Test("A configuration made in Swift is routed as its file is")
    func typed() throws {
        let configuration = AlertmanagerConfiguration(
            route: AlertmanagerRoute(
                receiver: "all",
                routes: [
                    AlertmanagerRoute(
                        matchers: [LabelMatcher("severity", .equal, "page")], receiver: "oncall")
                ]),
            receivers: [AlertmanagerReceiver(name: "all"), AlertmanagerReceiver(name: "oncall")])
        let routing = try AlertRouting(configuration)
        #expect(routing.decision(for: ["severity": "page"]).receivers == ["oncall"])
        #expect(routing.decision(for: ["severity": "info"]).receivers == ["all"])
    }
}
