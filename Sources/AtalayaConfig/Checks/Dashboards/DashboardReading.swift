/// A dashboard as the rules look at it, whichever of Grafana's forms the file has.
///
/// - Classic: one object with `panels`, or with `rows` in dashboards from before 2018.
/// - What Grafana's API exports and imports: the same below `dashboard`.
/// - A resource of kind `Dashboard`: below `spec` the Classic form (`…/v0alpha1`, `…/v1…`), or the form of version 2,
///   with `elements` and a `layout`.
struct DashboardReading {
    enum Form: Hashable {
        case classic
        case version2
    }

    let form: Form
    /// The whole document.
    let document: DocumentNode
    /// The object with the title.
    let dashboard: DocumentNode
    /// Where the uid stands, in a resource `metadata.name`.
    let uid: DocumentNode?
    let panels: [PanelReading]
    let variables: [VariableReading]
    let sources: DashboardSources
    let expressions: DashboardExpressions

    init(_ document: DocumentNode, targets: Targets) {
        self.document = document
        let isResource = Self.isResource(document)
        dashboard = (isResource ? document["spec"] : document["dashboard"]) ?? document
        uid = isResource ? document["metadata"]?["name"] : dashboard["uid"]
        form = dashboard["elements"]?.entries != nil ? .version2 : .classic
        switch form {
        case .classic:
            panels = Self.classicPanels(of: dashboard)
            variables = (dashboard["templating"]?["list"]?.items ?? []).map { VariableReading($0, values: $0) }
        case .version2:
            let places = DashboardPlaces(dashboard["layout"])
            panels = (dashboard["elements"]?.entries ?? []).compactMap { entry in
                entry.value["spec"].map { PanelReading(element: entry.value, spec: $0, place: places[entry.key.name]) }
            }
            variables = (dashboard["variables"]?.items ?? []).map { VariableReading($0, values: $0["spec"] ?? $0) }
        }
        sources = DashboardSources(variables)
        expressions = DashboardExpressions(panels, sources: sources, targets: targets)
    }

    /// Whether a document is a dashboard of any form.
    static func recognises(_ node: DocumentNode) -> Bool {
        if isResource(node) { return true }
        let dashboard = node["dashboard"] ?? node
        guard dashboard["panels"]?.items != nil || dashboard["rows"]?.items != nil else { return false }
        return ["title", "schemaVersion", "templating"].contains { dashboard[$0] != nil }
    }

    private static func isResource(_ node: DocumentNode) -> Bool {
        node["kind"]?.string == "Dashboard" && node["spec"]?.entries != nil
            && node["apiVersion"]?.string?.hasPrefix("dashboard.grafana.app/") == true
    }

    /// Every panel, rows and the panels inside them too; the rows of old dashboards have a list of their own.
    private static func classicPanels(of dashboard: DocumentNode) -> [PanelReading] {
        let panels = (dashboard["panels"]?.items ?? []).enumerated().flatMap { index, panel in
            [PanelReading(classic: panel, level: 0)]
                + (panel["panels"]?.items ?? []).map { PanelReading(classic: $0, level: index + 1) }
        }
        let rows = (dashboard["rows"]?.items ?? []).flatMap { $0["panels"]?.items ?? [] }
        return panels + rows.map { PanelReading(classic: $0, level: -1) }
    }
}

/// A panel as the rules look at it. A class, for it has many parts and every rule walks over all panels.
final class PanelReading {
    struct Target {
        /// What is asked, with its reference id.
        let node: DocumentNode
        /// Where the words of the query language stand: `expr` and its like.
        let query: DocumentNode
        let refID: DocumentNode?
        let dataSource: DocumentNode?
        /// The kind of data source that the query itself says it is for.
        let kind: String?
        let isHidden: Bool

        var expression: DocumentNode? { query["expr"] }
    }

    let node: DocumentNode
    let id: DocumentNode?
    let title: DocumentNode?
    let description: DocumentNode?
    let type: DocumentNode?
    let dataSource: DocumentNode?
    let targets: [Target]
    /// Whether it says what it asks, be it nothing.
    let hasTargets: Bool
    let fieldDefaults: DocumentNode?
    let place: PanelPlace?
    /// Panels of one level share a grid: 0 at the top, one more for each row that holds panels.
    let level: Int

    var isRow: Bool { type?.string == "row" }
    var isFromLibrary: Bool { node["libraryPanel"]?.entries != nil || node["kind"]?.string == "LibraryPanel" }
    /// In the words of a message.
    var name: String { title?.string ?? "" }

    init(classic node: DocumentNode, level: Int) {
        self.node = node
        self.level = level
        id = node["id"]
        title = node["title"]
        description = node["description"]
        type = node["type"]
        dataSource = node["datasource"]
        targets = (node["targets"]?.items ?? []).map { target in
            Target(
                node: target, query: target, refID: target["refId"],
                dataSource: target["datasource"] ?? node["datasource"], kind: nil,
                isHidden: target["hide"]?.value == .bool(true))
        }
        hasTargets = node["targets"] != nil
        fieldDefaults = node["fieldConfig"]?["defaults"]
        place = node["gridPos"].flatMap { PanelPlace($0, width: "w", height: "h") }
    }

    /// An element of version 2.
    init(element: DocumentNode, spec: DocumentNode, place: (place: PanelPlace, level: Int)?) {
        node = element
        level = place?.level ?? 0
        self.place = place?.place
        id = spec["id"]
        title = spec["title"]
        description = spec["description"]
        let visualization = spec["vizConfig"]
        // The first versions of the form had the plugin's id for a kind.
        let kind = visualization?["kind"]
        type = visualization?["group"] ?? (kind?.string == "VizConfig" ? nil : kind)
        dataSource = nil
        let queries = spec["data"]?["spec"]?["queries"]
        targets = (queries?.items ?? []).compactMap { item in
            guard let spec = item["spec"], let query = spec["query"] else { return nil }
            let group = query["group"] ?? (query["kind"]?.string == "DataQuery" ? nil : query["kind"])
            return Target(
                node: item, query: query["spec"] ?? query, refID: spec["refId"],
                dataSource: query["datasource"] ?? spec["datasource"], kind: group?.string,
                isHidden: spec["hidden"]?.value == .bool(true))
        }
        hasTargets = queries != nil
        fieldDefaults = visualization?["spec"]?["fieldConfig"]?["defaults"]
    }
}

/// A variable as the rules look at it.
struct VariableReading {
    let node: DocumentNode
    /// Where its settings stand.
    let values: DocumentNode

    init(_ node: DocumentNode, values: DocumentNode) {
        self.node = node
        self.values = values
    }

    var name: String? { values["name"]?.string }
    /// In the words of the Classic form: "query", "datasource" …
    var type: String? {
        values["type"]?.string
            ?? node["kind"]?.string.map { kind in
                (kind.hasSuffix("Variable") ? String(kind.dropLast(8)) : kind).lowercased()
            }
    }
    /// What a variable of data sources chooses from: "prometheus".
    var pluginID: String? { values["pluginId"]?.string ?? values["query"]?.string }
    /// What a variable asks its data source.
    var query: DocumentNode? {
        let query = values["query"]
        for node in [values["definition"], query?["query"], query, query?["spec"]?["query"]] {
            if let node, let text = node.string, !text.isEmpty { return node }
        }
        return nil
    }
}

/// Where a panel stands in the grid.
struct PanelPlace {
    let node: DocumentNode
    let x: Int64
    let y: Int64
    let width: Int64
    let height: Int64

    /// Nil unless all four are numbers of a size that can be added up.
    init?(_ node: DocumentNode, width: String, height: String) {
        func read(_ key: String) -> Int64? {
            guard case .int(let value) = node[key]?.value, value.magnitude < 1 << 31 else { return nil }
            return value
        }
        guard let x = read("x"), let y = read("y"), let w = read(width), let h = read(height) else { return nil }
        (self.node, self.x, self.y, self.width, self.height) = (node, x, y, w, h)
    }

    var fits: Bool { x >= 0 && width >= 1 && x + width <= Int64(GridLayout.columns) }

    func overlaps(_ other: PanelPlace) -> Bool {
        x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + height
    }
}

/// The places of the elements of version 2, from its tree of layouts. Each grid is a level of its own.
struct DashboardPlaces {
    private var places: [String: (place: PanelPlace, level: Int)] = [:]
    /// Every element that the layout names, where it names it.
    private(set) var references: [DocumentNode] = []
    private var grids = 0

    init(_ layout: DocumentNode?) {
        if let layout { visit(layout) }
    }

    subscript(name: String) -> (place: PanelPlace, level: Int)? { places[name] }

    /// Layouts stand in `spec.layout` of rows and tabs; items in `spec.items`, and each layout knows its own kind.
    private mutating func visit(_ layout: DocumentNode) {
        guard let spec = layout["spec"] else { return }
        for key in ["rows", "tabs"] {
            for part in spec[key]?.items ?? [] { if let inner = part["spec"]?["layout"] { visit(inner) } }
        }
        grids += 1
        let level = grids
        for item in spec["items"]?.items ?? [] {
            guard let place = item["spec"] else { continue }
            if let element = place["element"]?["name"], let name = element.string {
                references.append(element)
                if let place = PanelPlace(place, width: "width", height: "height") { places[name] = (place, level) }
            }
            // The first versions of the form had rows inside of grids.
            for inner in place["elements"]?.items ?? [] {
                guard let element = inner["spec"]?["element"]?["name"], element.string != nil else { continue }
                references.append(element)
            }
        }
    }
}
