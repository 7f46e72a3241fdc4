/// What a dashboard is held to as a whole. Errors are what Grafana refuses to load.
enum DashboardFileRules {
    static let all: [ReadingRule<DashboardReading>] = [
        ReadingRule(
            "dashboard-uid", "A uid has 1 to 40 letters, digits, '-' and '_'; Grafana skips a dashboard with another."
        ) { dashboard, _ in
            guard let node = dashboard.uid, node.value != .null, node.string != "" else { return [] }
            if let uid = node.string, isUID(uid) { return [] }
            return [CheckFinding(node, "'\(node.string ?? node.kindName)' is not a uid")]
        },
        ReadingRule("dashboard-uid-missing", "Without a uid every import makes another dashboard.", severity: .warning)
        { dashboard, _ in
            guard let node = dashboard.uid, node.value != .null, node.string != "" else {
                return [CheckFinding(dashboard.uid ?? dashboard.dashboard, "the dashboard has no uid")]
            }
            return []
        },
        ReadingRule("dashboard-id", "The numeric id belongs to the database of one Grafana.", severity: .warning) {
            dashboard, _ in
            guard let node = dashboard.dashboard["id"], node.value != .null else { return [] }
            return [CheckFinding(node, "remove 'id': it belongs to the database that the dashboard came from")]
        },
        ReadingRule("dashboard-title", "A dashboard has a title.") { dashboard, _ in
            let title = dashboard.dashboard["title"]
            guard (title?.string ?? "").allSatisfy(\.isWhitespace) else { return [] }
            return [CheckFinding(title ?? dashboard.dashboard, "the dashboard has no title")]
        },
        ReadingRule("dashboard-schema", "The last schema of the Classic form is 42.") { dashboard, targets in
            guard dashboard.form == .classic, let node = dashboard.dashboard["schemaVersion"],
                case .int(let version) = node.value
            else { return [] }
            let newest = DashboardSchemaVersion.forGrafana(targets.grafana).number
            return version > newest
                ? [CheckFinding(node, "Grafana \(targets.grafana) knows schemas up to \(newest)")] : []
        },
        ReadingRule("dashboard-refresh", "'refresh' is text, such as \"30s\" or \"\".", severity: .warning) {
            dashboard, _ in
            guard let node = dashboard.dashboard["refresh"], node.string == nil, node.value != .null else { return [] }
            return [CheckFinding(node, "'refresh' must be text, \"\" for never")]
        },
        ReadingRule(
            "dashboard-editable", "A dashboard from a file is not editable: what is changed in the browser is lost.",
            severity: .info
        ) { dashboard, _ in
            let node = dashboard.dashboard["editable"]
            if node?.value == .bool(false) { return [] }
            return [CheckFinding(node ?? dashboard.dashboard, "write \"editable\": false")]
        },
        ReadingRule("dashboard-element", "The layout shows elements that exist, and every element is shown.") {
            dashboard, _ in
            guard dashboard.form == .version2 else { return [] }
            let elements = dashboard.dashboard["elements"]?.entries ?? []
            let names = elements.map(\.key.name)
            let references = DashboardPlaces(dashboard.dashboard["layout"]).references
            let shown = Set(references.compactMap(\.string))
            return references.filter { !names.contains($0.string ?? "") }.map {
                CheckFinding($0, Spelling.unknown("element", $0.string ?? "", known: names))
            }
                + elements.filter { !shown.contains($0.key.name) }.map {
                    CheckFinding($0.key, "no layout shows the element '\($0.key.name)'")
                }
        },
        ReadingRule(
            "dashboard-metricsql", "Words of MetricsQL are for VictoriaMetrics; Prometheus refuses them.",
            severity: .warning
        ) { dashboard, _ in
            dashboard.expressions.metricsQL.map {
                [CheckFinding($0, "this is MetricsQL: its grammar is not checked in this dashboard")]
            } ?? []
        },
    ]

    private static func isUID(_ text: String) -> Bool {
        text.utf8.count <= 40 && text.utf8.allSatisfy { $0.isWord || $0 == UInt8(ascii: "-") }
    }
}
