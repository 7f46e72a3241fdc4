/// A Grafana dashboard: what it shows, in sections, without places, ids or JSON.
///
/// ``document(schemaVersion:)`` renders the Classic form (one JSON object with `panels`), which is what Grafana's file
/// provisioning reads in every version from 10 to 13. Places come from ``GridLayout``, ids from ``StableIdentifier``,
/// both derived from logical names: a panel that moves or is renamed keeps its id, and links to it hold.
///
/// ```swift
/// let dashboard = Dashboard(name: "shop-overview", title: "Shop / Overview", sections: [
///     DashboardSection(panels: [
///         Panel(name: "traffic", title: "Requests", description: "Requests a second.", visualization:
///         TimeSeriesPanel(), fields: FieldOptions(unit: .requestsPerSecond), targets: [PrometheusTarget(query)])
///     ])
/// ])
/// ```
public struct Dashboard: Sendable {
    /// The logical name, from which the uid is made. Never change it in a dashboard that people have bookmarked.
    public var name: String
    /// Shown in the list of dashboards; unique in its folder, or Grafana refuses the second.
    public var title: DashboardText
    public var description: DashboardText
    public var tags: [String]
    public var variables: [DashboardVariable]
    public var annotations: [DashboardAnnotation]
    public var links: [DashboardLink]
    public var sections: [DashboardSection]
    /// The time range when it is opened, in Grafana's notation: `now-6h` to `now`.
    public var timeFrom: String
    /// The end of the time range; `now` unless the dashboard is about the past.
    public var timeTo: String
    /// What the panels share while the mouse is over one of them.
    public var cursor: Cursor
    /// How often the browser asks again, such as `30s`; empty for never.
    public var refresh: String
    /// `browser`, `utc` or an IANA name.
    public var timeZone: String
    /// Whether a person may change it in the browser. Off: the file is the truth, and a change would be lost.
    public var isEditable: Bool

    /// The numbers are those of `graphTooltip`.
    public enum Cursor: Int, Sendable, CaseIterable { case own, crosshair, tooltip }

    public init(
        name: String, title: DashboardText, description: DashboardText = "", tags: [String] = [],
        variables: [DashboardVariable] = [],
        annotations: [DashboardAnnotation] = [], links: [DashboardLink] = [], sections: [DashboardSection] = [],
        timeFrom: String = "now-6h", timeTo: String = "now", cursor: Cursor = .crosshair, refresh: String = "30s",
        timeZone: String = "browser", isEditable: Bool = false
    ) {
        self.name = name
        self.title = title
        self.description = description
        self.tags = tags
        self.variables = variables
        self.annotations = annotations
        self.links = links
        self.sections = sections
        self.timeFrom = timeFrom
        self.timeTo = timeTo
        self.cursor = cursor
        self.refresh = refresh
        self.timeZone = timeZone
        self.isEditable = isEditable
    }

    /// The uid in links (`/d/<uid>`): at most 40 characters, from ``name`` alone.
    public var uid: String { StableIdentifier.uid(for: name) }

    /// All panels in reading order, those of collapsed sections included.
    public var panels: [Panel] { sections.flatMap(\.panels) }

    /// The id of the panel with this logical name, for `/d/<uid>?viewPanel=<id>`; nil when there is no such panel.
    public func panelID(named panelName: String) -> Int32? {
        arrange().lazy.flatMap { [$0] + $0.children }.first { $0.panel?.name == panelName }?.id
    }

    /// The Classic JSON of the dashboard. `id` and `version` are left out: they belong to the database that loads the
    /// file.
    public func document(schemaVersion: DashboardSchemaVersion = .grafana11) -> Document {
        .fields {
            $0.set("uid", string: uid)
            $0.set("title", title.document())
            $0.set("description", description.document())
            $0.set("tags", .sequence(tags.map(Document.string)))
            $0.set("timezone", string: timeZone)
            $0.set("editable", bool: isEditable)
            $0.set("graphTooltip", int: cursor.rawValue)
            $0.set("schemaVersion", int: schemaVersion.number)
            $0.set("refresh", string: refresh)
            $0.set("time", ["from": .string(timeFrom), "to": .string(timeTo)])
            $0.set("timepicker", [:])
            $0.set("links", .sequence(links.map { $0.document() }))
            $0.set("annotations", ["list": .sequence(annotations.map { $0.document() })])
            $0.set("templating", ["list": .sequence(variables.map { $0.document() })])
            $0.set("panels", .sequence(arrange().map { $0.document() }))
        }
    }

    /// Sections to placed panels. The panels of an open section stand beside its header, those of a collapsed one
    /// inside it, with the places they will have once it is opened; what follows a collapsed section moves up to its
    /// header.
    func arrange() -> [PlacedPanel] {
        var names: [String] = []
        for (index, section) in sections.enumerated() {
            if section.title != nil { names.append("\(name)/row/\(section.name ?? String(index))") }
            names += section.panels.map { "\(name)/\($0.name)" }
        }
        var ids = StableIdentifier.panelIDs(for: names)[...]
        var layout = GridLayout()
        var placed: [PlacedPanel] = []
        for section in sections {
            var header = section.title.map { title in
                PlacedPanel(
                    id: ids.popFirst() ?? 1, position: layout.placeRow(), rowTitle: title,
                    isCollapsed: section.isCollapsed, repeats: section.repeats)
            }
            var inside = layout
            let panels = section.panels.map { panel in
                PlacedPanel(id: ids.popFirst() ?? 1, position: inside.place(panel.size), panel: panel)
            }
            if header != nil, section.isCollapsed {
                header?.children = panels
                if let header { placed.append(header) }
            } else {
                if let header { placed.append(header) }
                placed += panels
                layout = inside
            }
        }
        return placed
    }
}

/// Panels that belong together, under a header that can be folded away, or without one.
public struct DashboardSection: Sendable {
    /// The logical name of the header; needed only where the header's own id must survive reordering.
    public var name: String?
    /// The header; nil for panels without one (the top of a dashboard).
    public var title: DashboardText?
    /// Folded away when the dashboard is opened: its queries run only once a person unfolds it.
    public var isCollapsed: Bool
    public var panels: [Panel]
    /// The name of a variable: the section is shown once for each of its chosen values. Needs a title.
    public var repeats: String?

    public init(
        name: String? = nil, title: DashboardText? = nil, isCollapsed: Bool = false, repeats: String? = nil,
        panels: [Panel]
    ) {
        self.name = name ?? title.map { StableIdentifier.slug($0.text) }
        self.title = title
        self.isCollapsed = isCollapsed
        self.repeats = repeats
        self.panels = panels
    }
}

/// The version of the Classic schema a dashboard is written in. Grafana migrates a lower number up when it loads the
/// file, so a lower number is always safe, and a higher one than it knows is not.
public struct DashboardSchemaVersion: Hashable, Sendable {
    public let number: Int

    private init(number: Int) { self.number = number }

    /// 39: Grafana 11.2 and later. The default.
    public static let grafana11 = DashboardSchemaVersion(number: 39)
    /// 41: Grafana 11.6 and later.
    public static let grafana12 = DashboardSchemaVersion(number: 41)
    /// 42: the newest, and the last of the Classic form.
    public static let grafana13 = DashboardSchemaVersion(number: 42)

    /// The newest version that this Grafana knows.
    public static func forGrafana(_ target: TargetVersion) -> DashboardSchemaVersion {
        if target >= TargetVersion(13) { return .grafana13 }
        return target >= TargetVersion(11, 6) ? .grafana12 : .grafana11
    }
}

/// A panel or a row header with its id and its place.
struct PlacedPanel: Sendable {
    var id: Int32
    var position: GridPosition
    var panel: Panel?
    var rowTitle: DashboardText?
    var isCollapsed = false
    var repeats: String?
    var children: [PlacedPanel] = []

    init(id: Int32, position: GridPosition, panel: Panel) {
        self.id = id
        self.position = position
        self.panel = panel
    }

    init(id: Int32, position: GridPosition, rowTitle: DashboardText, isCollapsed: Bool, repeats: String?) {
        self.repeats = repeats
        self.id = id
        self.position = position
        self.rowTitle = rowTitle
        self.isCollapsed = isCollapsed
    }

    func document() -> Document {
        if let panel { return panel.document(id: id, position: position) }
        return .fields {
            $0.set("id", .int(Int64(id)))
            $0.set("type", "row")
            $0.set("title", (rowTitle ?? "").document())
            $0.set("gridPos", position.document())
            $0.set("collapsed", bool: isCollapsed)
            $0.set("repeat", string: repeats)
            $0.set("panels", .sequence(children.map { $0.document() }))
        }
    }
}

extension GridPosition {
    func document() -> Document {
        let place: Document = [
            "h": .int(Int64(size.height)), "w": .int(Int64(size.width)), "x": .int(Int64(x)), "y": .int(Int64(y)),
        ]
        return place.flow()
    }
}
