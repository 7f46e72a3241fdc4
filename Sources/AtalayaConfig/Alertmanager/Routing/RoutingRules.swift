/// Rules about what a configuration of Alertmanager does with alerts.
enum RoutingRules {
    static let all: [ReadingRule<AlertmanagerReading>] = [
        ReadingRule(
            "route-unreachable",
            "There is an alert for every route: none is shadowed by an earlier one that takes everything.",
            severity: .warning
        ) { reading, _ in
            // What cannot be read is for other rules to say.
            guard let routing = reading.routing else { return [] }
            let reachability = RouteReachability(routing)
            var found = zip(routing.routes, reachability.answers).compactMap { route, answer -> CheckFinding? in
                guard let message = message(answer, routing) else { return nil }
                return CheckFinding(line: route.line, column: route.column, message: message)
            }
            if reachability.isIncomplete, let root = routing.routes.first {
                let limits = "\(RouteReachability.routesMax) routes and \(AlertSolver.stepsMax) steps"
                found.append(
                    CheckFinding(
                        line: root.line, column: root.column,
                        message: "not every route was looked at; the limits are \(limits)"))
            }
            return found
        },
        ReadingRule(
            "inhibition-never", "There is a pair of alerts for every inhibit rule.", severity: .warning
        ) { reading, _ in
            guard let routing = reading.routing else { return [] }
            var solver = AlertSolver()
            return routing.inhibitions.compactMap { rule in
                problem(rule, &solver).map { CheckFinding(line: rule.line, column: rule.column, message: $0) }
            }
        },
        ReadingRule(
            "inhibition-unlimited", "An inhibit rule says which alerts are silenced, and by which.", severity: .warning
        ) { reading, _ in
            guard let routing = reading.routing else { return [] }
            return routing.inhibitions.compactMap { rule in
                let side = rule.source.isEmpty ? "source" : rule.target.isEmpty ? "target" : nil
                return side.map {
                    CheckFinding(
                        line: rule.line, column: rule.column, message: "without \($0)_matchers, every alert is a \($0)")
                }
            }
        },
    ]

    private static func message(_ answer: RouteReachability.Answer, _ routing: AlertRouting) -> String? {
        switch answer {
        case .reached, .undecided, .below: return nil
        case .contradiction(let label):
            return "no alert comes here: '\(label)' cannot be what this route and those above it ask for"
        case .shadowed(let indices):
            let lines = indices.map { String(routing.routes[$0].line) }
            let list = lines.count == 1 ? "line \(lines[0])" : "lines \(lines.joined(separator: ", "))"
            let who = lines.count == 1 ? "the route in \(list) takes" : "the routes in \(list) take"
            return "no alert comes here: \(who) them all, without 'continue'"
        }
    }

    private static func problem(_ rule: AlertInhibition, _ solver: inout AlertSolver) -> String? {
        for (side, conditions) in [("source", rule.sourceConditions), ("target", rule.targetConditions)] {
            if solver.answer(conditions) == .none { return "no alert is what its \(side)_matchers ask for" }
        }
        for label in rule.equal {
            let both = (rule.sourceConditions + rule.targetConditions).filter { $0.label == label }
            if solver.answer(both) == .none {
                return "'\(label)' is never equal: source and target ask for different values"
            }
        }
        return nil
    }
}
