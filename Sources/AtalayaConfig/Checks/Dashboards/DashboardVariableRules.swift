/// What the variables of a dashboard are held to, and the queries that use them.
enum DashboardVariableRules {
    static let all: [ReadingRule<DashboardReading>] = [
        ReadingRule("variable-undefined", "Queries use variables that exist.") { dashboard, _ in
            let names = Set(dashboard.variables.compactMap(\.name))
            // Without any variable the file is a part of a dashboard, whose variables another part has.
            guard !names.isEmpty else { return [] }
            return dashboard.expressions.items.flatMap { item -> [CheckFinding] in
                let text = item.placed.checked.text
                guard text.utf8.contains(where: { $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: "[") }) else {
                    return []
                }
                return undefined(in: text, names).map {
                    CheckFinding(item.placed.node, "the query uses $\($0), which is not defined")
                }
            }
        },
        ReadingRule("variable-name", "Variables have names, each once.", severity: .warning) { dashboard, _ in
            var seen: Set<String> = []
            return dashboard.variables.compactMap { variable in
                guard let name = variable.name, !name.isEmpty else {
                    return CheckFinding(variable.node, "the variable has no name")
                }
                return seen.insert(name).inserted
                    ? nil
                    : CheckFinding(variable.values["name"] ?? variable.node, "there is already a variable '\(name)'")
            }
        },
        ReadingRule(
            "variable-query", "The query of a variable is one that Prometheus' data source has, with a legal selector.",
            severity: .warning
        ) { dashboard, targets in
            prometheusVariables(dashboard).compactMap { variable in
                guard let node = variable.query, let text = node.string else { return nil }
                return GrafanaVariableQuery.problem(of: text, version: targets.prometheus).map {
                    CheckFinding(node, $0)
                }
            }
        },
        ReadingRule(
            "variable-reload", "The choices of a variable are asked for again when the time range changes.",
            severity: .info
        ) { dashboard, _ in
            dashboard.variables.filter { $0.type == "query" }.compactMap { variable in
                let node = variable.values["refresh"]
                if node?.value == .int(2) || node?.string == "onTimeRangeChanged" { return nil }
                return CheckFinding(node ?? variable.node, "write \"refresh\": 2 for '\(variable.name ?? "")'")
            }
        },
        ReadingRule(
            "variable-datasource", "A variable of data sources chooses the one that the queries are for.",
            severity: .info
        ) { dashboard, _ in
            let sources = dashboard.variables.filter { $0.type == "datasource" }
            guard !sources.isEmpty else {
                return dashboard.expressions.items.isEmpty
                    ? [] : [CheckFinding(dashboard.dashboard, "no variable chooses the data source: add 'datasource'")]
            }
            return sources.enumerated().compactMap { index, source in
                guard let name = source.name, let kind = source.pluginID else { return nil }
                let fitting = ["\(kind.lowercased())_datasource"] + (index == 0 ? ["datasource"] : [])
                guard !fitting.contains(name) else { return nil }
                return CheckFinding(
                    source.values["name"] ?? source.node,
                    "call it \(fitting.joined(separator: " or ")), as other dashboards do")
            }
        },
        choice(of: "job"),
        choice(of: "instance"),
    ]

    /// `job` and `instance` are on every series: a dashboard that lets people choose them is of use to everybody.
    private static func choice(of label: String) -> ReadingRule<DashboardReading> {
        ReadingRule(
            "variable-\(label)", "People choose '\(label)', several at once, and all of them by '.+'.", severity: .info
        ) { dashboard, _ in
            guard dashboard.variables.contains(where: { $0.type == "datasource" && $0.pluginID == "prometheus" }) else {
                return []
            }
            guard let variable = dashboard.variables.first(where: { $0.name == label }) else {
                // Any other choice narrows the series down as well, and a dashboard of one service needs none.
                guard !dashboard.variables.contains(where: { $0.type == "query" }), asksForEverything(dashboard) else {
                    return []
                }
                return [CheckFinding(dashboard.dashboard, "there is no variable '\(label)'")]
            }
            var wanted: [String] = []
            if variable.type != "query" { wanted.append("a query") }
            if variable.values["multi"]?.value != .bool(true) { wanted.append("\"multi\": true") }
            if variable.values["allValue"]?.string != ".+" { wanted.append("\"allValue\": \".+\"") }
            return wanted.isEmpty
                ? [] : [CheckFinding(variable.node, "'\(label)' should have \(wanted.joined(separator: ", "))")]
        }
    }

    /// Whether a query takes every series of a name, whoever exposes it.
    private static func asksForEverything(_ dashboard: DashboardReading) -> Bool {
        dashboard.expressions.items.contains { $0.placed.checked.selectors.contains { $0.matchers.isEmpty } }
    }

    private static func prometheusVariables(_ dashboard: DashboardReading) -> [VariableReading] {
        dashboard.variables.filter { variable in
            guard variable.type == "query" else { return false }
            let source = variable.values["datasource"] ?? variable.values["query"]?["datasource"]
            let kind = variable.values["query"]?["group"] ?? source?["type"]
            if let kind = kind?.string { return kind == "prometheus" }
            return false
        }
    }

    private static func undefined(in text: String, _ names: Set<String>) -> [String] {
        GrafanaVariableReferences.names(in: text).subtracting(names)
            .filter { !$0.hasPrefix("__") && $0.first?.isNumber == false }.sorted()
    }
}

/// What a variable may ask Prometheus' data source: functions of its own, not PromQL.
enum GrafanaVariableQuery {
    /// What is wrong with a query; nil if nothing is.
    static func problem(of text: String, version: TargetVersion) -> String? {
        let text = trimmed(text[...])
        // A regular expression or a text that another variable makes is all Grafana's.
        guard let open = text.firstIndex(of: "("), text.hasSuffix(")") else { return nil }
        let name = String(trimmed(text[..<open]))
        let inside = text[text.index(after: open)..<text.index(before: text.endIndex)]
        switch name {
        case "label_names", "metrics": return nil
        case "label_values":
            guard let comma = inside.lastIndex(of: ",") else {
                return isLabel(trimmed(inside)) ? nil : "'\(inside)' is not the name of a label"
            }
            let label = trimmed(inside[inside.index(after: comma)...])
            guard isLabel(label) else { return "'\(label)' is not the name of a label" }
            return selectorProblem(trimmed(inside[..<comma]), version)
        case "query_result": return selectorProblem(trimmed(inside), version)
        default: return nil
        }
    }

    private static func selectorProblem(_ text: Substring, _ version: TargetVersion) -> String? {
        guard !text.isEmpty else { return nil }
        let reading = PromQL.read(
            String(text), dialect: PromQLDialect(version: version, allowsGrafanaVariables: true))
        // All series may be asked for here.
        guard let problem = reading.problems.first, problem.code != .type else { return nil }
        return problem.message
    }

    private static func isLabel(_ text: Substring) -> Bool {
        let text = text.first == "\"" && text.last == "\"" && text.count > 1 ? text.dropFirst().dropLast() : text
        return !text.isEmpty && !text.contains { $0 == "(" || $0 == ")" || $0 == "{" || $0 == "}" || $0 == "," }
            || GrafanaVariableReferences.isNamed(in: text.utf8)
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
