/// Dashboards of any form: which panels are gone, ask something else, or only moved.
struct DashboardComparison: DocumentComparison {
    let kind = "dashboard"

    func changes(from old: [ComparedFile], to new: [ComparedFile]) -> [ConfigChange] {
        func readings(_ files: [ComparedFile]) -> [Dashboard] {
            files.map { Dashboard(file: $0.name, reading: DashboardReading($0.document, targets: Targets())) }
        }
        let pairs = ItemPairs(
            readings(old), readings(new),
            by: [{ $0.uid }, { $0.file }, { $0.reading.dashboard.text("title") }]
                + (old.count == 1 && new.count == 1 ? [{ _ in "" }] : []))
        return pairs.pairs.flatMap { Self.changes(from: $0.old, to: $0.new) }
            + pairs.removed.map {
                ConfigChange(
                    "dashboard-removed", .blind, $0.subject, "is gone", at: $0.reading.dashboard, in: $0.file)
            }
            + pairs.added.map {
                ConfigChange("dashboard-added", .harmless, $0.subject, "is new", at: $0.reading.dashboard, in: $0.file)
            }
    }

    private struct Dashboard {
        var file: String
        var reading: DashboardReading
        var uid: String? { reading.uid?.scalarText }
        var subject: String { "dashboard '\(reading.dashboard.text("title") ?? "")'" }
    }

    private static func changes(from old: Dashboard, to new: Dashboard) -> [ConfigChange] {
        var found: [ConfigChange] = []
        if old.uid != new.uid {
            found.append(
                ConfigChange(
                    "dashboard-uid", .blind, new.subject,
                    "has the uid '\(new.uid ?? "")', not '\(old.uid ?? "")'; links to it lead nowhere",
                    at: new.reading.uid ?? new.reading.dashboard, in: new.file))
        }
        let panels = ItemPairs(
            old.reading.panels, new.reading.panels,
            by: [
                { panel in panel.id?.scalarText.map { "\($0) \(panel.name)" } },
                { $0.name.isEmpty ? nil : "\($0.type?.scalarText ?? "") \($0.name)" },
                { $0.id?.scalarText.map { $0 } },
                { $0.name.isEmpty ? nil : $0.name },
                // Of panels without a name, the first is the first.
                { $0.name.isEmpty ? $0.type?.scalarText ?? "" : nil },
            ])
        func subject(_ panel: PanelReading) -> String { "panel '\(panel.name)' of \(new.subject)" }
        found += panels.removed.map {
            $0.isRow
                ? ConfigChange(
                    "row-removed", .harmless, "row '\($0.name)' of \(new.subject)", "is gone", at: $0.node, in: new.file
                )
                : ConfigChange("panel-removed", .blind, subject($0), "is gone", at: $0.node, in: new.file)
        }
        found += panels.added.map {
            ConfigChange("panel-added", .harmless, subject($0), "is new", at: $0.node, in: new.file)
        }
        for (before, after) in panels.pairs {
            found += panelChanges(from: before, to: after, subject(after), new.file)
        }
        found += variableChanges(from: old, to: new)
        let rest = ValueChanges(
            subject: new.subject, file: new.file, change: "dashboard-setting", risk: .harmless,
            except: ["panels", "rows", "elements", "layout", "templating", "variables", "uid", "version", "id"])
        return found + rest.changes(from: old.reading.dashboard, to: new.reading.dashboard)
    }

    // MARK: Panels

    private static func panelChanges(
        from old: PanelReading, to new: PanelReading, _ subject: String, _ file: String
    ) -> [ConfigChange] {
        var found: [ConfigChange] = []
        func add(_ change: String, _ risk: ConfigChange.Risk, _ message: String, _ node: DocumentNode?) {
            found.append(ConfigChange(change, risk, subject, message, at: node ?? new.node, in: file))
        }
        if old.name != new.name { add("panel-renamed", .harmless, "was '\(old.name)'", new.title) }
        if let before = old.place, let after = new.place {
            if (before.x, before.y) != (after.x, after.y) {
                add(
                    "panel-moved", .harmless, "stands at \(after.x),\(after.y), not \(before.x),\(before.y)", after.node
                )
            }
            if (before.width, before.height) != (after.width, after.height) {
                add(
                    "panel-resized", .harmless,
                    "is \(after.width)×\(after.height), not \(before.width)×\(before.height)", after.node)
            }
        }
        if let before = old.id?.scalarText, let after = new.id?.scalarText, before != after {
            add("panel-id", .meaning, "has the id \(after), not \(before); links to it lead elsewhere", new.id)
        }
        let targets = ItemPairs(old.targets, new.targets, by: [{ $0.refID?.scalarText }, { $0.query.identity }])
        for target in targets.removed {
            add("query-removed", .blind, "asks no more: \(words(target))", nil)
        }
        for target in targets.added {
            add("query-added", .harmless, "asks too: \(words(target))", target.node)
        }
        for (before, after) in targets.pairs {
            let (was, isNow) = (before.expression?.scalarText, after.expression?.scalarText)
            if was != isNow, !asksTheSame(was, isNow) {
                add("query-changed", .meaning, "asks \(words(after)), not \(words(before))", after.expression)
            }
            let values = ValueChanges(
                subject: subject, file: file, change: "query-setting", except: ["expr", "datasource"])
            found += values.changes(from: before.query, to: after.query)
            if let left = before.dataSource?.identity, let right = after.dataSource?.identity, left != right {
                add("query-source", .meaning, "asks another data source", after.dataSource)
            }
        }
        let inside = ["targets", "gridPos", "title", "id", "panels", "datasource", "spec"]
        var values = ValueChanges(
            subject: subject, file: file, change: "panel-setting", risk: .harmless, except: Set(inside))
        // What makes the same number look like another one.
        for key in ["unit", "thresholds", "mappings", "min", "max", "calcs"] {
            values.known[key] = ValueChanges.Known(change: "panel-reading", risk: .meaning)
        }
        found += values.changes(from: old.node, to: new.node)
        values.except = ["id", "title", "data"]
        if let left = old.node["spec"], let right = new.node["spec"] { found += values.changes(from: left, to: right) }
        return found
    }

    private static func asksTheSame(_ old: String?, _ new: String?) -> Bool {
        let dialect = PromQLDialect(allowsGrafanaVariables: true)
        guard let old, let new, let before = PromQL.read(old, dialect: dialect).expression else { return false }
        return before == PromQL.read(new, dialect: dialect).expression
    }

    private static func words(_ target: PanelReading.Target) -> String {
        target.expression.map { ValueChanges.shortened($0.scalarText ?? "") }
            ?? "query \(target.refID?.scalarText ?? "")"
    }

    // MARK: Variables

    private static func variableChanges(from old: Dashboard, to new: Dashboard) -> [ConfigChange] {
        let variables = ItemPairs(old.reading.variables, new.reading.variables, by: [{ $0.name }])
        func subject(_ variable: VariableReading) -> String { "variable '\(variable.name ?? "")' of \(new.subject)" }
        return variables.removed.map {
            ConfigChange("variable-removed", .meaning, subject($0), "is gone", at: $0.node, in: new.file)
        }
            + variables.added.map {
                ConfigChange("variable-added", .harmless, subject($0), "is new", at: $0.node, in: new.file)
            }
            + variables.pairs.flatMap { old, new2 in
                ValueChanges(
                    subject: subject(new2), file: new.file, change: "variable-setting", except: ["current", "options"]
                ).changes(from: old.values, to: new2.values)
            }
    }
}
