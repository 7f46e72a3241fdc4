extension DashboardResourceReader {
    /// Where the next part of the layout goes, from top to bottom.
    private struct Flow {
        var y = 0
        var written: [Document] = []
    }

    /// The list `panels`: rows, those of open rows behind them, those of folded ones inside.
    mutating func panels(of layout: DocumentObject) -> [Document] {
        var flow = Flow()
        add(layout, to: &flow, depth: 0, isCollapsed: false)
        return flow.written
    }

    private static let depthMax = 8

    private mutating func add(_ layout: DocumentObject, to flow: inout Flow, depth: Int, isCollapsed: Bool) {
        var rest = layout
        let kind = rest.take("kind")?.text ?? ""
        var spec = DocumentObject(rest.take("spec")) ?? DocumentObject()
        guard depth < Self.depthMax else {
            return omit("layout.\(kind)", "more than \(Self.depthMax) layouts inside of each other")
        }
        switch kind {
        case "RowsLayout":
            if depth > 0 { omit("layout.RowsLayout", "there is one level of rows; these stand behind their own") }
            for row in specs(&spec, "rows") {
                add(row.spec, "row", to: &flow, depth: depth, isCollapsed: isCollapsed)
            }
            omit(rest: spec, of: "layout")
        case "TabsLayout":
            omit("layout.TabsLayout", "there are no tabs; each is a row")
            for tab in specs(&spec, "tabs") {
                add(tab.spec, "tab", to: &flow, depth: depth, isCollapsed: isCollapsed)
            }
            omit(rest: spec, of: "layout")
        default:
            let placed = grid(kind, spec, top: flow.y)
            flow.written += placed.panels
            flow.y = max(flow.y, placed.bottom)
        }
    }

    /// A row or a tab.
    private mutating func add(
        _ section: DocumentObject, _ part: String, to flow: inout Flow, depth: Int, isCollapsed: Bool
    ) {
        var rest = section
        var layout = DocumentObject(rest.take("layout")) ?? DocumentObject()
        let title = rest.take("title")?.text ?? ""
        let folds = rest.take("collapse")?.bool ?? isCollapsed
        let repetition = repetition(rest.take("repeat"), of: part)
        let hidesHeader = rest.take("hideHeader")?.bool ?? false
        omit(rest: rest, of: part)
        // Without a header it would belong to the row above it.
        let needsHeader = !hidesHeader || !flow.written.isEmpty
        if hidesHeader, needsHeader { omit("\(part).hideHeader", "only the first row can be without a header") }
        let nests = ["RowsLayout", "TabsLayout"].contains(layout[text: "kind"])
        guard needsHeader else { return add(layout, to: &flow, depth: depth + 1, isCollapsed: folds) }
        var header: Document.Fields = .init()
        header.set("id", int: id(nil))
        header.set("type", "row")
        header.set("title", string: title)
        header.set("gridPos", GridPosition(x: 0, y: flow.y, size: GridSize(width: 24, height: 1)).document())
        flow.y += 1
        let isFolded = folds && !nests
        header.set("collapsed", bool: isFolded)
        header.set("repeat", repetition?["value"])
        guard isFolded else {
            header.set("panels", [])
            flow.written.append(header.document)
            return add(layout, to: &flow, depth: depth + 1, isCollapsed: folds)
        }
        let kind = layout.take("kind")?.text ?? ""
        let inside = grid(kind, DocumentObject(layout.take("spec")) ?? DocumentObject(), top: flow.y)
        header.set("panels", .sequence(inside.panels))
        flow.written.append(header.document)
    }

    /// Panels at places of their own, and the line below them.
    private mutating func grid(_ kind: String, _ spec: DocumentObject, top: Int) -> (panels: [Document], bottom: Int) {
        var rest = spec
        var bottom = top
        var panels: [Document] = []
        var places = GridLayout()
        let items = specs(&rest, "items")
        let automatic = kind == "AutoGridLayout" ? automaticSize(&rest) : nil
        if kind != "GridLayout", automatic == nil { omit("layout.\(kind)", "no layout that is known") }
        omit(rest: rest, of: automatic == nil ? "grid" : "autogrid")
        for item in items {
            var rest = item.spec
            let name = DocumentObject(rest.take("element"))?[text: "name"] ?? ""
            var position = automatic.map { places.place($0) }
            let own = ["x", "y", "width", "height"].map { rest.take($0)?.int }
            if position == nil, let x = own[0], let y = own[1], let width = own[2], let height = own[3] {
                let size = GridSize(width: width, height: height)
                position = GridPosition(
                    x: min(max(x, 0), GridLayout.columns - size.width), y: min(max(y, 0), 1 << 20), size: size)
            }
            let place = position ?? places.place(.half)
            let repetition = repetition(rest.take("repeat"), of: "item")
            omit(rest: rest, of: "item")
            guard item.kind == "GridLayoutItem" || item.kind == "AutoGridLayoutItem" else {
                omit("layout.\(item.kind)", "no item of a grid that is known")
                continue
            }
            guard let element = take(element: name) else { continue }
            let absolute = GridPosition(x: place.x, y: place.y + top, size: place.size)
            panels.append(panel(element, at: absolute, repetition: repetition))
            bottom = max(bottom, absolute.y + absolute.size.height)
        }
        return (panels, bottom)
    }

    /// The size of every panel of a grid that finds places by itself, as it is in a window wide enough for all of its
    /// columns.
    private mutating func automaticSize(_ spec: inout DocumentObject) -> GridSize {
        omit("layout.AutoGridLayout", "places are fixed: those of a wide window")
        let columns = min(max(spec.take("maxColumnCount")?.int ?? 3, 1), GridLayout.columns)
        let heights = ["short": 168, "standard": 320, "tall": 512]
        let pixels =
            spec.take("rowHeight")?.int ?? heights[spec.take("rowHeightMode")?.text ?? "standard"]
            ?? 320
        for key in ["rowHeightMode", "columnWidthMode", "columnWidth"] { _ = spec.take(key) }
        // A line of the fixed grid is 30 pixels high, with 8 between two.
        return GridSize(width: GridLayout.columns / columns, height: max((pixels + 8 + 37) / 38, 2))
    }

    /// `repeat` of a row or an item, if it repeats by a variable.
    private mutating func repetition(_ document: Document?, of part: String) -> DocumentObject? {
        guard let repetition = DocumentObject(document) else { return nil }
        guard repetition[text: "mode"] ?? "variable" == "variable" else {
            omit("\(part).repeat", "only variables repeat")
            return nil
        }
        return repetition
    }
}
