/// What `provisioning/alerting` is held to: Grafana does not start with a file that breaks one of the errors.
///
/// Names are looked up in the file itself, and only if it defines any of the kind: others may define the rest.
enum GrafanaAlertingRules {
    /// The lists that such files have.
    static let sections = [
        "groups", "contactPoints", "policies", "muteTimes", "templates", "deleteRules", "deleteContactPoints",
        "resetPolicies", "deleteMuteTimes", "deleteTemplates",
    ]

    static let all: [CheckRule] =
        [
            CheckRule("alerting-group", "A group has a name, a folder, rules and an interval of whole tens of seconds.")
            {
                root, _ in
                groups(root).flatMap { group -> [CheckFinding] in
                    var found = ["name", "folder"].filter { (group[$0]?.string ?? "").isEmpty }.map {
                        CheckFinding(group, "the group has no '\($0)'")
                    }
                    guard let interval = group["interval"] else {
                        return found + [CheckFinding(group, "the group has no 'interval'")]
                    }
                    guard let milliseconds = milliseconds(interval), milliseconds > 0, milliseconds % 10_000 == 0 else {
                        found.append(CheckFinding(interval, "an interval is a duration of whole tens of seconds"))
                        return found
                    }
                    return found
                }
            },
            CheckRule(
                "alerting-rule", "A rule has a title and a uid of 1 to 40 letters, digits, '-' and '_', used once."
            ) {
                root, _ in
                var seen: Set<String> = []
                return groups(root).flatMap { group -> [CheckFinding] in
                    var titles: Set<String> = []
                    return rules(group).flatMap { rule -> [CheckFinding] in
                        var found: [CheckFinding] = []
                        let title = rule["title"]?.string ?? ""
                        if title.isEmpty {
                            found.append(CheckFinding(rule, "the rule has no 'title'"))
                        } else if !titles.insert(title).inserted {
                            found.append(CheckFinding(rule, "there is already a rule '\(title)' in the group"))
                        }
                        found += uidFindings(rule, "rule", &seen)
                        return found
                    }
                }
            },
            CheckRule("alerting-condition", "The condition of a rule is the refId of one of its queries.") { root, _ in
                allRules(root).compactMap { rule in
                    // A rule that records has no condition.
                    guard rule["record"] == nil else { return nil }
                    guard let condition = rule["condition"], let name = condition.string, !name.isEmpty else {
                        return CheckFinding(rule, "the rule has no 'condition'")
                    }
                    let known = queries(rule).compactMap { $0["refId"]?.string }
                    return known.contains(name)
                        ? nil : CheckFinding(condition, Spelling.unknown("query", name, known: known))
                }
            },
            CheckRule("alerting-query", "A query has a refId of its own and a data source; expressions name queries.") {
                root, _ in
                let known = (root["datasources"]?.items ?? []).compactMap { $0["uid"]?.string }
                return allRules(root).flatMap { rule -> [CheckFinding] in
                    if queries(rule).isEmpty { return [CheckFinding(rule, "the rule has no 'data'")] }
                    var seen: Set<String> = []
                    let names = queries(rule).compactMap { $0["refId"]?.string }
                    return queries(rule).flatMap { query -> [CheckFinding] in
                        var found: [CheckFinding] = []
                        let name = query["refId"]?.string ?? ""
                        if name.isEmpty {
                            found.append(CheckFinding(query, "the query has no 'refId'"))
                        } else if !seen.insert(name).inserted {
                            found.append(CheckFinding(query["refId"] ?? query, "there is already a query '\(name)'"))
                        }
                        let source = query["datasourceUid"]?.string ?? ""
                        if source.isEmpty {
                            found.append(CheckFinding(query, "the query has no 'datasourceUid'"))
                        } else if isExpression(source) {
                            found += unknownOperands(of: query, names)
                        } else if !known.isEmpty, !known.contains(source), !source.contains("$") {
                            let message = Spelling.unknown("data source", source, known: known)
                            found.append(CheckFinding(query["datasourceUid"] ?? query, message))
                        }
                        return found
                    }
                }
            },
            CheckRule("alerting-range", "The time range of a query begins before it ends: 'from' is above 'to'.") {
                root, _ in
                allRules(root).flatMap { queries($0) }.compactMap { query in
                    guard !isExpression(query["datasourceUid"]?.string ?? "") else { return nil }
                    guard let range = query["relativeTimeRange"] else {
                        return CheckFinding(query, "the query has no 'relativeTimeRange'")
                    }
                    let from = seconds(range["from"])
                    let to = seconds(range["to"]) ?? 0
                    return from.map { $0 > to && to >= 0 } == true
                        ? nil : CheckFinding(range, "'from' is not above 'to': seconds before now, 600 to 0")
                }
            },
            CheckRule("alerting-duration", "'for' and 'keepFiringFor' are durations.") { root, _ in
                allRules(root).flatMap { rule in
                    ["for", "keepFiringFor", "keep_firing_for"].compactMap { rule[$0] }.filter {
                        milliseconds($0) == nil
                    }
                    .map { CheckFinding($0, "'\($0.string ?? $0.kindName)' is no duration") }
                }
            },
            CheckRule(
                "alerting-for", "'for' is a multiple of the group's interval; it is looked at no more often than that.",
                severity: .warning
            ) { root, _ in
                groups(root).flatMap { group -> [CheckFinding] in
                    guard let interval = group["interval"].flatMap(milliseconds), interval > 0 else { return [] }
                    return rules(group).compactMap { $0["for"] }.filter { (milliseconds($0) ?? 0) % interval != 0 }.map
                    {
                        CheckFinding($0, "'for' is no multiple of the interval \(group["interval"]?.string ?? "")")
                    }
                }
            },
            CheckRule(
                "alerting-state", "What becomes of a rule without data, or with an error, is one of Grafana's states."
            ) {
                root, _ in
                let states = [
                    ("noDataState", ["Alerting", "NoData", "OK", "KeepLast"]),
                    ("execErrState", ["Alerting", "Error", "OK", "KeepLast"]),
                ]
                return allRules(root).flatMap { rule in
                    states.compactMap { key, known in
                        guard let node = rule[key], let state = node.string, !state.isEmpty, !known.contains(state)
                        else {
                            return nil
                        }
                        return CheckFinding(node, Spelling.unknown("state", state, known: known))
                    }
                }
            },
            CheckRule(
                "alerting-dollar",
                "In labels '$' of a template is '$$', because the environment is filled in; elsewhere not."
            ) { root, _ in
                allRules(root).flatMap { rule -> [CheckFinding] in
                    let labels = (rule["labels"]?.entries ?? []).map(\.value).filter {
                        $0.string?.contains(/(?:^|[^$])\$(?:labels|values?)(?![A-Za-z0-9_])/) == true
                    }
                    let annotations = (rule["annotations"]?.entries ?? []).map(\.value).filter {
                        $0.string?.contains(/\$\$(?:labels|values?)(?![A-Za-z0-9_])/) == true
                    }
                    return labels.map { CheckFinding($0, "write '$$' here: '$labels' is taken for a variable") }
                        + annotations.map { CheckFinding($0, "write '$' here: annotations are taken as they are") }
                }
            },
        ] + GrafanaNotificationRules.all

    // MARK: Parts

    static func groups(_ root: DocumentNode) -> [DocumentNode] { root["groups"]?.items ?? [] }
    private static func rules(_ group: DocumentNode) -> [DocumentNode] { group["rules"]?.items ?? [] }
    private static func allRules(_ root: DocumentNode) -> [DocumentNode] { groups(root).flatMap(rules) }
    private static func queries(_ rule: DocumentNode) -> [DocumentNode] { rule["data"]?.items ?? [] }
    /// Both names that Grafana had for its own expressions.
    private static func isExpression(_ source: String) -> Bool { ["__expr__", "-100"].contains(source) }

    /// Nil for what is no duration; whole seconds may be a number.
    static func milliseconds(_ node: DocumentNode) -> Int64? {
        if case .int(let seconds) = node.value, seconds >= 0 { return seconds.multipliedReportingOverflow(by: 1_000).0 }
        guard let text = node.string, let duration = try? PrometheusDuration(text) else { return nil }
        return duration.milliseconds
    }

    private static func seconds(_ node: DocumentNode?) -> Int64? {
        guard case .int(let seconds)? = node?.value else { return nil }
        return seconds
    }

    static func uidFindings(_ node: DocumentNode, _ what: String, _ seen: inout Set<String>) -> [CheckFinding] {
        guard let uid = node["uid"] else { return [CheckFinding(node, "the \(what) has no 'uid'")] }
        let text = uid.string ?? uid.text ?? ""
        guard text.wholeMatch(of: /[A-Za-z0-9_-]{1,40}/) != nil || text.contains("$") else {
            return [CheckFinding(uid, "'\(text)' is not a uid")]
        }
        return seen.insert(text).inserted
            ? [] : [CheckFinding(uid, "there is already a \(what) with the uid '\(text)'")]
    }

    /// The queries that an expression works on and that are not there.
    private static func unknownOperands(of query: DocumentNode, _ names: [String]) -> [CheckFinding] {
        guard let model = query["model"], let expression = model["expression"], let text = expression.string,
            let type = model["type"]?.string
        else { return [] }
        var operands: [String] = []
        switch type {
        case "math":
            operands = text.matches(of: /\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?/).map { String($0.1) }
        case "reduce", "threshold", "resample": operands = [text]
        default: break
        }
        return operands.filter { !names.contains($0) && !$0.isEmpty && !names.contains("\($0.dropFirst())") }.map {
            CheckFinding(expression, Spelling.unknown("query", $0, known: names))
        }
    }
}
