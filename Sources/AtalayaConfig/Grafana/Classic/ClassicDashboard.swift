/// A dashboard in Grafana's Classic form as somebody else wrote it: typed where this knows the key, and every other key
/// kept where it stood, so that reading and writing give the same document.
///
/// For dashboards of your own, ``Dashboard`` is shorter: it knows no places and no ids. This one is for what exists:
/// import, conversion (``DashboardResource``), and changes in place (``insert(_:below:)``).
public struct ClassicDashboard: Hashable, Sendable {
    /// The object with the title.
    public var object: DocumentObject
    /// What stood around it: the answer of Grafana's API (`dashboard` beside `meta`), or a resource (`spec`).
    private var envelope: Envelope?

    private struct Envelope: Hashable, Sendable {
        var object: DocumentObject
        var key: String
    }

    public init(_ object: DocumentObject) { self.object = object }

    /// Of a dashboard of this module, as it is rendered.
    public init(_ dashboard: Dashboard, schemaVersion: DashboardSchemaVersion = .grafana11) {
        self.init(DocumentObject(dashboard.document(schemaVersion: schemaVersion)) ?? DocumentObject())
    }

    /// Nil unless the document is a dashboard of the Classic form, bare or inside of what the API and Git Sync put
    /// around it.
    public init?(_ document: Document) {
        guard let outer = DocumentObject(document) else { return nil }
        for key in ["dashboard", "spec"] {
            guard let inner = outer[object: key], Self.isClassic(inner) else { continue }
            self.init(inner)
            envelope = Envelope(object: outer, key: key)
            return
        }
        guard Self.isClassic(outer) else { return nil }
        self.init(outer)
    }

    private static func isClassic(_ object: DocumentObject) -> Bool {
        (object[items: "panels"] != nil || object[items: "rows"] != nil)
            && ["title", "schemaVersion", "templating"].contains { object[$0] != nil }
    }

    /// The whole document, with what stood around the dashboard.
    public var document: Document {
        guard var envelope else { return object.document }
        envelope.object[object: envelope.key] = object
        return envelope.object.document
    }

    public var uid: String? {
        get { object[text: "uid"] ?? envelope?.object[object: "metadata"]?[text: "name"] }
        set { object[text: "uid"] = newValue }
    }
    public var title: String? {
        get { object[text: "title"] }
        set { object[text: "title"] = newValue }
    }
    public var schemaVersion: Int? {
        get { object[int: "schemaVersion"] }
        set { object[int: "schemaVersion"] = newValue }
    }
    /// At the top level: rows, the panels of open rows, and those before the first row.
    public var panels: [ClassicPanel] {
        get { (object[items: "panels"] ?? []).compactMap(ClassicPanel.init) }
        set {
            // What had no list of panels, such as a dashboard with `rows`, gets none as long as there is nothing in it.
            guard !newValue.isEmpty || object["panels"] != nil else { return }
            object[items: "panels"] = newValue.map(\.object.document)
        }
    }
    /// Every panel that is no row, those of collapsed rows too.
    public var allPanels: [ClassicPanel] { panels.flatMap { $0.isRow ? $0.panels : [$0] } }
    public var variables: [DocumentObject] {
        get { (object[object: "templating"]?[items: "list"] ?? []).compactMap { DocumentObject($0) } }
        set { object.setList(newValue, in: "templating") }
    }
    public var annotations: [DocumentObject] {
        get { (object[object: "annotations"]?[items: "list"] ?? []).compactMap { DocumentObject($0) } }
        set { object.setList(newValue, in: "annotations") }
    }

    /// Adds a panel to the section below the header at this index of ``panels``, or to the panels before the first
    /// header: into a hole if there is one, so that nothing moves; otherwise at the section's end, and everything below
    /// moves down by its height. The panel's id is kept unless it is taken.
    ///
    /// An index that is no open header counts as nil.
    public mutating func insert(_ panel: ClassicPanel, below header: Int?) {
        var panels = panels
        let header = header.flatMap { panels.indices.contains($0) && panels[$0].isRow ? $0 : nil }
        let start = header.map { $0 + 1 } ?? 0
        let end = panels[start...].firstIndex(where: \.isRow) ?? panels.endIndex
        let top = header.flatMap { panels[$0].position }.map { $0.y + 1 } ?? 0
        let bottom = end < panels.endIndex ? panels[end].position?.y : nil
        let insertion = GridLayout.insert(
            panel.position?.size ?? .half, into: panels[start..<end].compactMap(\.position), from: top, before: bottom)
        for index in end..<panels.endIndex where insertion.shift > 0 {
            panels[index].move(down: insertion.shift)
        }
        var panel = panel
        panel.position = insertion.position
        let taken = Set(panels.flatMap { [$0] + $0.panels }.compactMap(\.id))
        var id = panel.id ?? 1
        while taken.contains(id) { id = id == Int(Int32.max) ? 1 : id + 1 }
        panel.id = id
        panels.insert(panel, at: end)
        self.panels = panels
    }
}

extension DocumentObject {
    /// No list that was not there is made for nothing.
    fileprivate mutating func setList(_ objects: [DocumentObject], in key: String) {
        guard !objects.isEmpty || self[object: key]?["list"] != nil else { return }
        var outer = self[object: key] ?? DocumentObject()
        outer[items: "list"] = objects.map(\.document)
        self[object: key] = outer
    }
}

/// A panel or a row of a Classic dashboard, with every key it had.
public struct ClassicPanel: Hashable, Sendable {
    public var object: DocumentObject

    public init(_ object: DocumentObject) { self.object = object }
    public init?(_ document: Document) {
        guard let object = DocumentObject(document) else { return nil }
        self.object = object
    }

    public var id: Int? {
        get { object[int: "id"] }
        set { object[int: "id"] = newValue }
    }
    public var type: String? {
        get { object[text: "type"] }
        set { object[text: "type"] = newValue }
    }
    public var title: String? {
        get { object[text: "title"] }
        set { object[text: "title"] = newValue }
    }
    public var isRow: Bool { type == "row" }
    public var isCollapsed: Bool { isRow && object[bool: "collapsed"] == true }
    /// Those inside a collapsed row.
    public var panels: [ClassicPanel] {
        get { (object[items: "panels"] ?? []).compactMap(ClassicPanel.init) }
        set {
            guard !newValue.isEmpty || object["panels"] != nil else { return }
            object[items: "panels"] = newValue.map(\.object.document)
        }
    }
    public var targets: [DocumentObject] {
        get { (object[items: "targets"] ?? []).compactMap { DocumentObject($0) } }
        set {
            guard !newValue.isEmpty || object["targets"] != nil else { return }
            object[items: "targets"] = newValue.map(\.document)
        }
    }
    /// Nil if it has no whole place. What leaves the grid is cut, as Grafana does.
    public var position: GridPosition? {
        get {
            guard let place = object[object: "gridPos"], let x = place[int: "x"], let y = place[int: "y"],
                let width = place[int: "w"], let height = place[int: "h"]
            else { return nil }
            let size = GridSize(width: width, height: height)
            return GridPosition(
                x: min(max(x, 0), GridLayout.columns - size.width), y: min(max(y, 0), 1 << 20), size: size)
        }
        set {
            guard newValue != position else { return }
            guard let newValue else { return object["gridPos"] = nil }
            var place = object[object: "gridPos"] ?? DocumentObject()
            place[int: "h"] = newValue.size.height
            place[int: "w"] = newValue.size.width
            place[int: "x"] = newValue.x
            place[int: "y"] = newValue.y
            object["gridPos"] = place.document.flow()
        }
    }

    mutating func move(down rows: Int) {
        if let old = position { position = GridPosition(x: old.x, y: old.y + rows, size: old.size) }
        guard isRow, object["panels"] != nil else { return }
        panels = panels.map { panel in
            var panel = panel
            panel.move(down: rows)
            return panel
        }
    }
}
