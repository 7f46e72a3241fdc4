@testable import AtalayaConfig

/// A dashboard as Grafana gets it: written, read again, and looked at without the model that made it.
struct DashboardJSON {
    let root: PlainValue

    init(_ dashboard: Dashboard, schemaVersion: DashboardSchemaVersion = .grafana11) throws {
        try self.init(text: JSONWriter.write(dashboard.document(schemaVersion: schemaVersion)))
    }

    init(text: String) throws { root = try PlainValue(json: text) }

    var topLevelPanels: [PlainValue] { root["panels"]?.items ?? [] }

    /// Rows and the panels inside them too.
    var panels: [PlainValue] { topLevelPanels.flatMap { [$0] + ($0["panels"]?.items ?? []) } }

    var targets: [PlainValue] { panels.flatMap { $0["targets"]?.items ?? [] } }

    /// What Grafana, or a person reading the dashboard, would stumble over.
    func problems() -> [String] {
        var problems: [String] = []
        let uid = root["uid"]?.string ?? ""
        if uid.isEmpty || uid.utf8.count > 40 || uid.wholeMatch(of: /[A-Za-z0-9_-]+/) == nil {
            problems.append("uid '\(uid)'")
        }
        let ids = panels.compactMap { $0["id"]?.int }
        if ids.count != panels.count || Set(ids).count != ids.count {
            problems.append("panel ids missing or not unique: \(ids)")
        }
        if ids.contains(where: { $0 < 1 || $0 > Int(Int32.max) }) { problems.append("panel ids out of range: \(ids)") }
        // A collapsed row hides its panels; each row's panels form a grid of their own then.
        problems += GridLayoutTests.problems(in: topLevelPanels.compactMap(Self.position))
        for row in topLevelPanels where row["collapsed"] == .bool(true) {
            let top = row["gridPos"]?["y"]?.int ?? 0
            let inside = (row["panels"]?.items ?? []).compactMap(Self.position)
            let shifted = inside.map { GridPosition(x: $0.x, y: $0.y - top - 1, size: $0.size) }
            problems += GridLayoutTests.problems(in: shifted)
        }
        for panel in panels where panel["type"] != .string("row") { problems += Self.problems(in: panel) }
        return problems
    }

    private static func problems(in panel: PlainValue) -> [String] {
        var problems: [String] = []
        let title = panel["title"]?.string ?? ""
        if title.isEmpty { problems.append("a panel has no title") }
        if panel["description"]?.string?.isEmpty != false { problems.append("'\(title)' has no description") }
        let unit = panel["fieldConfig"]?["defaults"]?["unit"]?.string
        if unit.map({ GrafanaUnit($0).isKnown }) != true { problems.append("'\(title)' has unit \(unit ?? "none")") }
        let references = (panel["targets"]?.items ?? []).compactMap { $0["refId"]?.string }
        if Set(references).count != (panel["targets"]?.items.count ?? 0) {
            problems.append("'\(title)' repeats a refId")
        }
        if references.isEmpty, panel["type"] != .string("text") { problems.append("'\(title)' asks for nothing") }
        return problems
    }

    private static func position(_ panel: PlainValue) -> GridPosition? {
        guard let place = panel["gridPos"], let x = place["x"]?.int, let y = place["y"]?.int,
            let width = place["w"]?.int,
            let height = place["h"]?.int
        else { return nil }
        return GridPosition(x: x, y: y, size: GridSize(width: width, height: height))
    }
}
