/// The elements of a resource under construction, each with a name of its own.
struct DashboardElements {
    private(set) var written: [Document.Entry] = []
    private var taken: Set<Int>
    private var used: Set<Int> = []

    /// Ids that panels have are theirs; others get the next free ones.
    init(_ panels: [ClassicPanel]) {
        taken = Set(panels.flatMap { [$0] + $0.panels }.compactMap(\.id))
    }

    /// The id of a panel: its own unless an earlier one has it.
    mutating func id(of panel: ClassicPanel) -> Int {
        if let id = panel.id, id > 0, used.insert(id).inserted { return id }
        var id = 1
        while taken.contains(id) || used.contains(id) { id += 1 }
        used.insert(id)
        return id
    }

    /// Adds an element and gives its name.
    mutating func add(_ element: Document, id: Int) -> String {
        let name = "panel-\(id)"
        written.append(.init(name, element))
        return name
    }
}

extension DashboardResourceWriter {
    // MARK: Layout

    /// A grid, or rows of grids if the dashboard has rows; panels before the first get a row without a header.
    mutating func layout(of panels: [ClassicPanel], elements: inout DashboardElements) -> Document {
        let first = panels.firstIndex(where: \.isRow) ?? panels.endIndex
        let loose = grid(Array(panels[..<first]), top: 0, elements: &elements)
        guard first < panels.endIndex else { return loose }
        var rows: [Document] = []
        if first > 0 {
            rows.append(["kind": "RowsLayoutRow", "spec": ["title": "", "hideHeader": true, "layout": loose]])
        }
        var index = first
        while index < panels.endIndex {
            let row = panels[index]
            let end = panels[(index + 1)...].firstIndex(where: \.isRow) ?? panels.endIndex
            rows.append(self.row(row, Array(panels[(index + 1)..<end]), elements: &elements))
            index = end
        }
        return ["kind": "RowsLayout", "spec": ["rows": .sequence(rows)]]
    }

    private mutating func row(_ row: ClassicPanel, _ below: [ClassicPanel], elements: inout DashboardElements)
        -> Document
    {
        var rest = row.object
        _ = rest.take("type")
        _ = rest.take("panels")
        let top = (row.position?.y ?? -1) + 1
        let isCollapsed = rest.take("collapsed")?.bool ?? false
        let grid = grid(row.panels + below, top: top, elements: &elements)
        let spec = Document.fields {
            $0.set("title", rest.take("title") ?? "")
            $0.set("collapse", bool: isCollapsed)
            if let variable = rest.take("repeat")?.text {
                $0.set("repeat", ["mode": "variable", "value": .string(variable)])
            }
            $0.set("layout", grid)
        }
        omit(rest: rest, of: "row")
        return ["kind": "RowsLayoutRow", "spec": spec]
    }

    private mutating func grid(_ panels: [ClassicPanel], top: Int, elements: inout DashboardElements) -> Document {
        // For dashboards from before panels had places.
        var layout = GridLayout()
        var items: [Document] = []
        for panel in panels {
            let position = panel.position.map { GridPosition(x: $0.x, y: max($0.y - top, 0), size: $0.size) }
            let place = position ?? layout.place(.half)
            let id = elements.id(of: panel)
            if let own = panel.id, own != id { omit("panel.id", "another panel has it") }
            var rest = panel.object
            for key in ["id", "gridPos"] { _ = rest.take(key) }
            let repetition = repetition(&rest)
            let name = elements.add(element(panel, &rest, id: id), id: id)
            omit(rest: rest, of: "panel")
            items.append([
                "kind": "GridLayoutItem",
                "spec": .fields {
                    $0.set("x", int: place.x)
                    $0.set("y", int: place.y)
                    $0.set("width", int: place.size.width)
                    $0.set("height", int: place.size.height)
                    $0.set("element", ["kind": "ElementReference", "name": .string(name)])
                    $0.set("repeat", repetition)
                },
            ])
        }
        return ["kind": "GridLayout", "spec": ["items": .sequence(items)]]
    }

    private mutating func repetition(_ panel: inout DocumentObject) -> Document? {
        let variable = panel.take("repeat")?.text
        let direction = panel.take("repeatDirection")?.text
        guard let variable, !variable.isEmpty else { return nil }
        return .fields {
            $0.set("mode", "variable")
            $0.set("value", string: variable)
            $0.set("direction", string: direction == "h" || direction == "v" ? direction : nil)
            $0.set("maxPerRow", int: panel.take("maxPerRow")?.int)
        }
    }

    // MARK: Panels

    private mutating func element(_ panel: ClassicPanel, _ rest: inout DocumentObject, id: Int) -> Document {
        if let library = DocumentObject(rest.take("libraryPanel")) {
            return [
                "kind": "LibraryPanel",
                "spec": [
                    "id": .int(Int64(id)), "title": rest.take("title") ?? "",
                    "libraryPanel": ["name": library["name"] ?? "", "uid": library["uid"] ?? ""],
                ],
            ]
        }
        let links = (rest.take("links")?.items ?? []).compactMap { DocumentObject($0) }
        let spec = Document.fields {
            $0.set("id", int: id)
            $0.set("title", rest.take("title") ?? "")
            $0.set("description", string: rest.take("description")?.text ?? "")
            $0.set("links", .sequence(links.map { dataLink($0) }))
            $0.set("transparent", rest.take("transparent"))
            $0.set("data", data(&rest))
            $0.set("vizConfig", visualization(&rest))
        }
        return ["kind": "Panel", "spec": spec]
    }

    private mutating func dataLink(_ object: DocumentObject) -> Document {
        var rest = object
        let link = Document.fields {
            $0.set("title", rest.take("title") ?? "")
            $0.set("url", rest.take("url") ?? "")
            $0.set("targetBlank", rest.take("targetBlank"))
        }
        omit(rest: rest, of: "panel.link")
        return link
    }

    private mutating func data(_ panel: inout DocumentObject) -> Document {
        let source = panel.take("datasource")
        let targets = (panel.take("targets")?.items ?? []).compactMap { DocumentObject($0) }
        if targets.isEmpty, source != nil { omit("panel.datasource", "the panel asks nothing") }
        var taken: Set<String> = []
        let queries = targets.enumerated().map { index, target -> Document in
            var rest = target
            var referenceID = rest.take("refId")?.text ?? ""
            if referenceID.isEmpty || taken.contains(referenceID) {
                if !referenceID.isEmpty { omit("target.refId", "another query of the panel has it") }
                referenceID = (0...).lazy.map(Panel.referenceID).first { !taken.contains($0) } ?? "A"
            }
            taken.insert(referenceID)
            let isHidden = rest.take("hide")?.bool ?? false
            let own = rest.take("datasource")
            return [
                "kind": "PanelQuery",
                "spec": [
                    "refId": .string(referenceID), "hidden": .bool(isHidden),
                    "query": query(of: own ?? source, spec: rest),
                ],
            ]
        }
        let steps = (panel.take("transformations")?.items ?? []).compactMap { DocumentObject($0) }
        let transformations = steps.map { transformation($0) }
        let options = Document.fields {
            for key in ["timeFrom", "timeShift", "interval", "cacheTimeout", "timeCompare"] {
                $0.set(key, string: Self.text(panel.take(key)))
            }
            for key in ["maxDataPoints", "queryCachingTTL"] {
                // Text in old dashboards.
                let value = panel.take(key)
                $0.set(key, int: value?.int ?? value?.text.flatMap { Int($0) })
            }
            $0.set("hideTimeOverride", panel.take("hideTimeOverride"))
        }
        return [
            "kind": "QueryGroup",
            "spec": [
                "queries": .sequence(queries), "transformations": .sequence(transformations), "queryOptions": options,
            ],
        ]
    }

    private mutating func transformation(_ object: DocumentObject) -> Document {
        var rest = object
        let id = rest.take("id") ?? ""
        let spec = Document.fields {
            if version == .grafana12 { $0.set("id", id) }
            $0.set("disabled", rest.take("disabled"))
            $0.set("filter", rest.take("filter"))
            $0.set("topic", rest.take("topic"))
            $0.set("options", rest.take("options") ?? [:])
        }
        omit(rest: rest, of: "transformation")
        return version == .grafana12
            ? ["kind": id, "spec": spec] : ["kind": "Transformation", "group": id, "spec": spec]
    }

    private mutating func visualization(_ panel: inout DocumentObject) -> Document {
        var fields = DocumentObject(panel.take("fieldConfig")) ?? DocumentObject()
        let config: Document = [
            "defaults": fields.take("defaults") ?? [:], "overrides": fields.take("overrides") ?? [],
        ]
        omit(rest: fields, of: "panel.fieldConfig")
        return [
            "kind": "VizConfig", "group": panel.take("type") ?? "",
            "version": .string(panel.take("pluginVersion")?.text ?? ""),
            "spec": ["options": panel.take("options") ?? [:], "fieldConfig": config],
        ]
    }
}
