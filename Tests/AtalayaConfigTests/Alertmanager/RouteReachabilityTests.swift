import AtalayaConfig
import Testing

struct RouteReachabilityTests {
    private func answers(_ routes: String) throws -> [RouteReachability.Answer] {
        RouteReachability(
            try AlertRoutingTests.routing(#"{"route": {"receiver": "a", "routes": [\#(routes)]}}"#)
        ).answers
    }

    @Test(
        "A route that no alert reaches is told with the reason",
        arguments: [
            (#"{"matchers": ["a=\"1\""]}, {"matchers": ["a=\"1\"", "b=\"2\""]}"#, [nil, nil, .shadowed(by: [1])]),
            (#"{}, {"matchers": ["a=\"1\""]}"#, [nil, nil, .shadowed(by: [1])]),
            (#"{"matchers": ["a=~\"x.*\""]}, {"matchers": ["a=~\"xy|xz\""]}"#, [nil, nil, .shadowed(by: [1])]),
            (
                #"{"matchers": ["a=~\"x|y\""]}, {"matchers": ["b=\"1\""]}, {"matchers": ["a!~\"x|y\""]}, {"matchers": ["c=\"1\""]}"#,
                [nil, nil, nil, nil, .shadowed(by: [1, 3])]
            ),
            (#"{"matchers": ["a=\"1\"", "a=\"2\""]}"#, [nil, .contradiction(label: "a")]),
            (#"{"matchers": ["b=\"1\"", "a=~\"x.+\"", "a!~\"x.*\""]}"#, [nil, .contradiction(label: "a")]),
            (
                #"{"matchers": ["a=\"1\""], "routes": [{"matchers": ["a=\"2\""], "routes": [{}]}]}"#,
                [nil, nil, .contradiction(label: "a"), .below]
            ),
            // Shadowed by a sibling of the route above.
            (
                #"{"matchers": ["a=\"1\""]}, {"matchers": ["b=\"1\""], "routes": [{"matchers": ["a=\"1\""]}]}"#,
                [nil, nil, nil, .shadowed(by: [1])]
            ),
        ] as [(String, [RouteReachability.Answer?])])
    func unreachable(routes: String, expected: [RouteReachability.Answer?]) throws {
        let found = try answers(routes)
        #expect(found.map { $0.isUnreachable ? $0 : nil } == expected)
        #expect(!found.contains(.undecided))
    }

    @Test(
        "A route that an alert reaches is told with that alert",
        arguments: [
            (#"{"matchers": ["a=\"1\""], "continue": true}, {"matchers": ["a=\"1\""]}"#, ["a": "1"]),
            (#"{"matchers": ["a=\"1\""]}, {"matchers": ["a!=\"1\""]}"#, [:]),
            (#"{"matchers": ["a=~\"x|y\""]}, {"matchers": ["a=~\"x|y|z\""]}"#, ["a": "z"]),
            (#"{"matchers": ["a=\"1\"", "b=\"1\""]}, {"matchers": ["a=\"1\""]}"#, ["a": "1"]),
            (#"{"matchers": ["a=\"\""]}, {"matchers": ["a!=\"other\""]}"#, ["a": "x"]),
            (#"{"matchers": ["a=\"\""]}, {"matchers": ["b=\"\""]}, {}"#, ["a": "other", "b": "other"]),
        ])
    func reached(routes: String, alert: [String: String]) throws {
        #expect(try answers(routes).last == .reached(by: alert))
    }

    @Test("Many routes for many teams are decided within the bounds")
    func many() throws {
        let routes = (0..<200).map { #"{"matchers": ["team=\"t\#($0)\"", "severity=~\"page|ticket\""]}"# }
        let found = try answers(routes.joined(separator: ",") + #",{"matchers": ["team=~\"t1?7\""]}"#)
        #expect(found.allSatisfy { !$0.isUnreachable && $0 != .undecided })
    }

    @Test("Random trees are judged as trying all alerts judges them", arguments: 0..<400)
    func random(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let routing = try AlertRoutingTests.routing(#"{"route": \#(RandomRoutes.tree(using: &random))}"#)
        let found = RouteReachability(routing).answers
        var seen = Set<Int>()
        func enter(_ labels: [String: String]) -> Set<Int> {
            var entered = Set<Int>()
            for end in routing.routes(of: labels) {
                var index: Int? = end
                while let current = index {
                    entered.insert(current)
                    index = routing.routes[current].parent
                }
            }
            return entered
        }
        for labels in RandomRoutes.alerts { seen.formUnion(enter(labels)) }
        for (index, answer) in found.enumerated() {
            switch answer {
            case .reached(let labels): #expect(enter(labels).contains(index), "\(labels)")
            case .contradiction, .shadowed, .below: #expect(!seen.contains(index))
            case .undecided: Issue.record("not decided")
            }
        }
    }
}

/// Trees of routes over two labels with few values, and every alert that these can tell apart.
enum RandomRoutes {
    private static let values = ["", "1", "2", "12", "x"]

    static let alerts: [[String: String]] = values.flatMap { a in values.map { b in ["a": a, "b": b] } }

    static func tree(using random: inout SplitMix64) -> String {
        route(depth: 0, using: &random)
    }

    private static func route(depth: Int, using random: inout SplitMix64) -> String {
        var fields = [#""receiver": "r\#(Int.random(in: 0..<5, using: &random))""#]
        if depth > 0 {
            let count = Int.random(in: 0...2, using: &random)
            let matchers = (0..<count).map { _ in #""\#(matcher(using: &random))""# }
            fields.append(#""matchers": [\#(matchers.joined(separator: ", "))]"#)
            if Int.random(in: 0..<4, using: &random) == 0 { fields.append(#""continue": true"#) }
        }
        if depth < 3 {
            let count = Int.random(in: 0...(depth == 0 ? 5 : 2), using: &random)
            let routes = (0..<count).map { _ in route(depth: depth + 1, using: &random) }
            fields.append(#""routes": [\#(routes.joined(separator: ", "))]"#)
        }
        return "{\(fields.joined(separator: ", "))}"
    }

    private static func matcher(using random: inout SplitMix64) -> String {
        let label = Bool.random(using: &random) ? "a" : "b"
        let expression = ["1|2", "1.*", ".+", "", "[12]+", "x|"].randomElement(using: &random) ?? ""
        let value = values.randomElement(using: &random) ?? ""
        return switch Int.random(in: 0..<4, using: &random) {
        case 0: #"\#(label)=\"\#(value)\""#
        case 1: #"\#(label)!=\"\#(value)\""#
        case 2: #"\#(label)=~\"\#(expression)\""#
        default: #"\#(label)!~\"\#(expression)\""#
        }
    }
}
