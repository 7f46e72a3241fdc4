/// Grafana dashboards in the Classic form: one JSON object with `panels`.
public struct DashboardCheck: DocumentCheck {
    public let kind = "dashboard"
    public let summary = "Grafana dashboards (Classic JSON)"

    public init() {}

    public var rules: [CheckRule] { Self.all + PromQLRules.all.map { CheckRule($0) } }

    public func recognises(_ node: DocumentNode) -> Bool {
        node["panels"]?.items != nil && (node["title"] != nil || node["schemaVersion"] != nil)
    }

    public func check(_ node: DocumentNode, file: String, targets: Targets) -> [Diagnostic] {
        diagnostics(node, file: file, targets: targets)
    }

    public func expressions(_ node: DocumentNode, targets: Targets) -> [PlacedExpression] {
        let sources = DashboardSources(node["templating"]?["list"]?.items ?? [])
        return Self.panels(node).flatMap { panel in
            (panel["targets"]?.items ?? []).compactMap { target -> PlacedExpression? in
                guard let expression = target["expr"], let text = expression.string,
                    sources.isPrometheus(target["datasource"] ?? panel["datasource"], text)
                else { return nil }
                return PlacedExpression(
                    expression, CheckedExpression(text, use: .panel, version: targets.prometheus))
            }
        }
    }

    private static let all: [CheckRule] = [
        CheckRule(
            "dashboard-uid", "A uid has 1 to 40 letters, digits, '-' and '_'; Grafana skips a dashboard with another."
        ) { root, _ in
            guard let node = root["uid"] else { return [] }
            if let uid = node.string, uid.wholeMatch(of: /[A-Za-z0-9_-]{1,40}/) != nil { return [] }
            return [CheckFinding(node, "'\(node.string ?? node.kindName)' is not a uid")]
        },
        CheckRule("dashboard-uid-missing", "Without a uid every import makes another dashboard.", severity: .warning) {
            root, _ in
            root["uid"] == nil ? [CheckFinding(root, "the dashboard has no uid")] : []
        },
        CheckRule("dashboard-id", "The numeric id belongs to the database of one Grafana.", severity: .warning) {
            root, _ in
            guard let node = root["id"], node.value != .null else { return [] }
            return [CheckFinding(node, "remove 'id': it belongs to the database that the dashboard came from")]
        },
        CheckRule("dashboard-title", "A dashboard has a title.") { root, _ in
            (root["title"]?.string ?? "").isEmpty
                ? [CheckFinding(root["title"] ?? root, "the dashboard has no title")] : []
        },
        CheckRule("dashboard-schema", "The last schema of the Classic form is 42.") { root, targets in
            guard let node = root["schemaVersion"], case .int(let version) = node.value else { return [] }
            let newest = DashboardSchemaVersion.forGrafana(targets.grafana).number
            return version > newest
                ? [CheckFinding(node, "Grafana \(targets.grafana) knows schemas up to \(newest)")] : []
        },
        CheckRule("dashboard-refresh", "'refresh' is text, such as \"30s\" or \"\".") { root, _ in
            guard let node = root["refresh"], node.string == nil else { return [] }
            return [CheckFinding(node, "'refresh' must be text, \"\" for never")]
        },
        CheckRule("panel-id", "Panels have ids of their own.") { root, _ in
            var seen: Set<Int64> = []
            return panels(root).compactMap { panel in
                guard let node = panel["id"], case .int(let id) = node.value else { return nil }
                if id < 1 || id > Int64(Int32.max) {
                    return CheckFinding(node, "\(id) is not a panel id: 1 to \(Int32.max)")
                }
                return seen.insert(id).inserted ? nil : CheckFinding(node, "there is already a panel with id \(id)")
            }
        },
        CheckRule("panel-place", "A panel stays within 24 columns.") { root, _ in
            panels(root).compactMap { panel in
                guard let node = panel["gridPos"], let place = Place(node), !place.fits else { return nil }
                return CheckFinding(node, "x \(place.x) and width \(place.width) leave the 24 columns")
            }
        },
        CheckRule("panel-overlap", "Panels do not overlap; Grafana would push them apart, and nobody knows where.") {
            root, _ in
            overlaps(root["panels"]?.items ?? [])
                + (root["panels"]?.items ?? []).flatMap { overlaps($0["panels"]?.items ?? []) }
        },
        CheckRule("panel-type", "Angular panels are gone since Grafana 12.") { root, targets in
            let gone = ["graph", "singlestat", "table-old", "grafana-worldmap-panel", "grafana-piechart-panel"]
            guard targets.grafana >= TargetVersion(12) else { return [] }
            return panels(root).compactMap { panel in
                guard let node = panel["type"], let type = node.string, gone.contains(type) else { return nil }
                return CheckFinding(node, "Grafana \(targets.grafana) has no panel '\(type)'")
            }
        },
        CheckRule("panel-unit", "Grafana knows the unit; otherwise it is shown as a bare word.") { root, _ in
            panels(root).compactMap { panel in
                guard let node = panel["fieldConfig"]?["defaults"]?["unit"], let unit = node.string, !unit.isEmpty,
                    !GrafanaUnit(unit).isKnown
                else { return nil }
                return CheckFinding(
                    node, "Grafana has no unit '\(unit)'; a word of your own is written 'suffix:\(unit)'")
            }
        },
        CheckRule("panel-refid", "The queries of a panel have different reference ids.") { root, _ in
            panels(root).flatMap { panel in
                var seen: Set<String> = []
                return (panel["targets"]?.items ?? []).compactMap { target -> CheckFinding? in
                    guard let node = target["refId"], let id = node.string else { return nil }
                    return seen.insert(id).inserted ? nil : CheckFinding(node, "the panel has two queries '\(id)'")
                }
            }
        },
        CheckRule("panel-description", "A panel says what it shows.", severity: .info) { root, _ in
            panels(root).filter { $0["type"]?.string != "row" && ($0["description"]?.string ?? "").isEmpty }.map {
                CheckFinding($0, "the panel '\($0["title"]?.string ?? "")' has no description")
            }
        },
        CheckRule("variable-undefined", "Queries use variables that exist.") { root, _ in
            let names = variables(root).compactMap { $0["name"]?.string }
            return panels(root).flatMap { panel in
                // A panel may be repeated for a variable of its own library; only queries are looked at.
                (panel["targets"]?.items ?? []).compactMap { $0["expr"] }.flatMap { node -> [CheckFinding] in
                    GrafanaVariableReferences.names(in: node.string ?? "").subtracting(names).sorted()
                        .filter { !$0.hasPrefix("__") && $0.first?.isNumber == false }
                        .map { CheckFinding(node, "the query uses $\($0), which is not defined") }
                }
            }
        },
        CheckRule("threshold-order", "Thresholds rise; the first has no value.") { root, _ in
            panels(root).compactMap { panel in
                guard let steps = panel["fieldConfig"]?["defaults"]?["thresholds"]?["steps"], let items = steps.items
                else { return nil }
                let values = items.dropFirst().map { number($0["value"]) }
                guard
                    values.contains(nil) || zip(values, values.dropFirst()).contains(where: { ($0 ?? 0) >= ($1 ?? 0) })
                else { return nil }
                return CheckFinding(steps, "the values of the thresholds must rise")
            }
        },
    ]

    // MARK: Looking around

    /// Every panel, rows and the panels inside them too; the rows of old dashboards have a list of their own.
    private static func panels(_ root: DocumentNode) -> [DocumentNode] {
        let rows = (root["rows"]?.items ?? []).flatMap { $0["panels"]?.items ?? [] }
        return (root["panels"]?.items ?? []).flatMap { [$0] + ($0["panels"]?.items ?? []) } + rows
    }

    private static func variables(_ root: DocumentNode) -> [DocumentNode] { root["templating"]?["list"]?.items ?? [] }

    private static func number(_ node: DocumentNode?) -> Double? {
        switch node?.value {
        case .int(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }

    private struct Place {
        var x: Int64
        var y: Int64
        var width: Int64
        var height: Int64

        /// Nil unless all four are numbers of a size that can be added up.
        init?(_ node: DocumentNode) {
            func read(_ key: String) -> Int64? {
                guard case .int(let value) = node[key]?.value, value.magnitude < 1 << 31 else { return nil }
                return value
            }
            guard let x = read("x"), let y = read("y"), let width = read("w"), let height = read("h") else {
                return nil
            }
            (self.x, self.y, self.width, self.height) = (x, y, width, height)
        }

        var fits: Bool { x >= 0 && width >= 1 && x + width <= Int64(GridLayout.columns) }

        func overlaps(_ other: Place) -> Bool {
            x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + height
        }
    }

    /// Among panels of one level. Sorted by their upper edge, each is compared with those that begin before it ends.
    private static func overlaps(_ panels: [DocumentNode]) -> [CheckFinding] {
        let placed = panels.compactMap { panel -> (place: Place, node: DocumentNode)? in
            panel["gridPos"].flatMap { node in Place(node).map { ($0, node) } }
        }.sorted { ($0.place.y, $0.place.x) < ($1.place.y, $1.place.x) }
        var findings: [CheckFinding] = []
        for (index, one) in placed.enumerated() {
            for other in placed[(index + 1)...].prefix(while: { $0.place.y < one.place.y + one.place.height })
            where one.place.overlaps(other.place) {
                findings.append(CheckFinding(other.node, "the panel overlaps the one of line \(one.node.line)"))
            }
        }
        return findings
    }
}
