/// What the panels of a dashboard are held to.
///
/// Grafana mends most of these in silence, by moving, renumbering or renaming what the file says: warnings, not errors.
enum DashboardPanelRules {
    static let all: [ReadingRule<DashboardReading>] = [
        ReadingRule("panel-id", "Panels have ids of their own; Grafana renumbers a second.", severity: .warning) {
            dashboard, _ in
            var seen: Set<Int64> = []
            return dashboard.panels.compactMap { panel in
                guard let node = panel.id, case .int(let id) = node.value else { return nil }
                if id < 1 || id > Int64(Int32.max) {
                    return CheckFinding(node, "\(id) is not a panel id: 1 to \(Int32.max)")
                }
                return seen.insert(id).inserted ? nil : CheckFinding(node, "there is already a panel with id \(id)")
            }
        },
        ReadingRule("panel-place", "A panel stays within 24 columns.", severity: .warning) { dashboard, _ in
            dashboard.panels.compactMap { panel in
                // Grafana makes every row as wide as the grid.
                guard let place = panel.place, !place.fits, !panel.isRow else { return nil }
                return CheckFinding(place.node, "x \(place.x) and width \(place.width) leave the 24 columns")
            }
        },
        ReadingRule(
            "panel-overlap", "Panels do not overlap; Grafana would push them apart, and nobody knows where.",
            severity: .warning
        ) { dashboard, _ in
            Dictionary(grouping: dashboard.panels, by: \.level).sorted { $0.key < $1.key }.flatMap {
                overlaps($0.value)
            }
        },
        ReadingRule(
            "panel-type", "Angular panels are gone since Grafana 12; it shows another panel in their place, or none.",
            severity: .warning
        ) { dashboard, targets in
            let gone = ["graph", "singlestat", "table-old", "grafana-worldmap-panel", "grafana-piechart-panel"]
            guard targets.grafana >= TargetVersion(12) else { return [] }
            return dashboard.panels.compactMap { panel in
                guard let node = panel.type, let type = node.string, gone.contains(type) else { return nil }
                return CheckFinding(node, "Grafana \(targets.grafana) has no panel '\(type)'")
            }
        },
        ReadingRule("panel-unit", "Grafana knows the unit; otherwise it is shown as a bare word.", severity: .warning) {
            dashboard, _ in
            dashboard.panels.compactMap { panel in
                guard let node = panel.fieldDefaults?["unit"], let unit = node.string, !unit.isEmpty,
                    !GrafanaUnit(unit).isKnown, !GrafanaVariableReferences.isNamed(in: unit.utf8)
                else { return nil }
                return CheckFinding(
                    node, "Grafana has no unit '\(unit)'; a word of your own is written 'suffix:\(unit)'")
            }
        },
        ReadingRule(
            "panel-refid", "The queries of a panel have different reference ids; Grafana renames a second.",
            severity: .warning
        ) { dashboard, _ in
            dashboard.panels.flatMap { panel in
                var seen: Set<String> = []
                return panel.targets.compactMap { target -> CheckFinding? in
                    guard let node = target.refID, let id = node.string else { return nil }
                    return seen.insert(id).inserted ? nil : CheckFinding(node, "the panel has two queries '\(id)'")
                }
            }
        },
        ReadingRule("panel-title", "A panel has a title.", severity: .info) { dashboard, _ in
            dashboard.panels.filter { !$0.isRow && !$0.isFromLibrary && $0.name.isEmpty && $0.type?.string != "text" }
                .map { CheckFinding($0.title ?? $0.node, "the panel has no title") }
        },
        ReadingRule("panel-description", "A panel says what it shows.", severity: .info) { dashboard, _ in
            dashboard.panels.filter { !$0.isRow && !$0.isFromLibrary && ($0.description?.string ?? "").isEmpty }.map {
                CheckFinding($0.node, "the panel '\($0.name)' has no description")
            }
        },
        ReadingRule("panel-targets", "A panel that shows data asks for some.", severity: .warning) { dashboard, _ in
            let kinds = ["stat", "singlestat", "graph", "timeseries", "gauge", "bargauge", "heatmap", "state-timeline"]
            return dashboard.panels.filter {
                kinds.contains($0.type?.string ?? "") && $0.targets.isEmpty && !$0.isFromLibrary
            }.map { CheckFinding($0.node, "the panel '\($0.name)' asks for nothing") }
        },
        ReadingRule(
            "panel-datasource",
            "A panel asks the data source that a variable chooses: then the dashboard works elsewhere.",
            severity: .info
        ) { dashboard, _ in
            let chosen = Set(dashboard.variables.filter { $0.type == "datasource" }.compactMap(\.name))
            return dashboard.panels.flatMap { panel in
                // The queries of one panel mostly ask the same: once is enough.
                panel.targets.lazy.compactMap { target -> CheckFinding? in
                    guard let source = target.dataSource, target.expression != nil else { return nil }
                    let node = source["uid"] ?? source["name"] ?? source
                    guard let name = node.string, !name.hasPrefix("-- "),
                        GrafanaVariableReferences.names(in: name).isDisjoint(with: chosen)
                    else { return nil }
                    return CheckFinding(node, "the data source '\(name)' is not one that a variable chooses")
                }.prefix(1)
            }
        },
        ReadingRule("threshold-order", "Thresholds rise; the first has no value.", severity: .warning) { dashboard, _ in
            dashboard.panels.compactMap { panel in
                guard let steps = panel.fieldDefaults?["thresholds"]?["steps"], let items = steps.items else {
                    return nil
                }
                let values = items.dropFirst().map { Double.value(of: $0["value"] ?? DocumentNode(.null)) }
                guard
                    values.contains(nil) || zip(values, values.dropFirst()).contains(where: { ($0 ?? 0) >= ($1 ?? 0) })
                else { return nil }
                return CheckFinding(steps, "the values of the thresholds must rise")
            }
        },
    ]

    /// Among panels of one level. Sorted by their upper edge, each is compared with those that begin before it ends.
    private static func overlaps(_ panels: [PanelReading]) -> [CheckFinding] {
        let placed = panels.compactMap { panel in panel.place.map { (place: $0, line: panel.node.line) } }
            .sorted { ($0.place.y, $0.place.x) < ($1.place.y, $1.place.x) }
        var findings: [CheckFinding] = []
        for (index, one) in placed.enumerated() {
            for other in placed[(index + 1)...].prefix(while: { $0.place.y < one.place.y + one.place.height })
            where one.place.overlaps(other.place) {
                findings.append(CheckFinding(other.place.node, "the panel overlaps the one of line \(one.line)"))
                // One panel in the way of all others would be as many findings as panels, for each of them.
                if findings.count >= overlapsMax { return findings }
            }
        }
        return findings
    }

    private static let overlapsMax = 100
}
