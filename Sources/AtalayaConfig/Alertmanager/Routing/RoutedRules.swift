/// The receivers that the alerts of rule files can reach, whatever their series are.
///
/// Of an alert, its name and the labels that its rule sets are known; all others (those of its series, and the external
/// labels of Prometheus) may have any value or be missing. So an alert can have several ends, each with an example.
public struct RoutedRule: Sendable {
    public var file: String
    /// Of the alert in that file.
    public var line: Int
    public var name: String
    /// The labels that are known, the name among them; those that come from a template are not.
    public var labels: [String: String]
    /// Where it can end, in the order of the routes.
    public var ends: [End]
    /// Whether there may be more, because a bound was reached.
    public var isUndecided: Bool

    public struct End: Sendable {
        public var route: AlertRoute
        /// The labels beside the known ones that an alert needs to end here, as an example; empty: none.
        public var example: [String: String]
    }

    /// The receivers of all ends, each once.
    public var receivers: [String] {
        var seen = Set<String>()
        return ends.map(\.route.receiver).filter { seen.insert($0).inserted }
    }
}

extension AlertRouting {
    /// The steps for all alerts together: some tenths of a second, for each alert is asked about each route.
    private static let routedStepsMax = 5_000_000

    /// Where the alerts of a rule file can end.
    ///
    /// - Parameters:
    ///   - document: A rule file; what is none has no alerts.
    ///   - file: Its name, for the answer.
    public func routedRules(of document: DocumentNode, file: String) -> [RoutedRule] {
        var solver = AlertSolver(stepsMax: Self.routedStepsMax)
        return (document["groups"]?.items ?? []).flatMap { $0["rules"]?.items ?? [] }.compactMap { rule in
            guard let name = rule["alert"]?.scalarText, !name.isEmpty else { return nil }
            var labels = ["alertname": name]
            for entry in rule["labels"]?.entries ?? [] {
                guard let text = entry.value.scalarText else { continue }
                labels[entry.key.name] = text.contains("{{") ? nil : text
            }
            return routed(labels, name, file, rule.line, &solver)
        }
    }

    private func routed(
        _ labels: [String: String], _ name: String, _ file: String, _ line: Int, _ solver: inout AlertSolver
    ) -> RoutedRule {
        let known = labels.map { LabelCondition(LabelMatcher($0.key, .equal, $0.value), nil) }
        var rule = RoutedRule(file: file, line: line, name: name, labels: labels, ends: [], isUndecided: false)
        for route in routes {
            let path = path(to: route)
            let others = path.flatMap(earlierSiblings).map(\.conditions) + route.children.map { routes[$0].conditions }
            switch solver.answer(known + path.flatMap(\.conditions), noneOf: others) {
            case .alert(let found):
                rule.ends.append(RoutedRule.End(route: route, example: found.filter { labels[$0.key] == nil }))
            case .none: break
            case .undecided: rule.isUndecided = true
            }
        }
        return rule
    }
}
