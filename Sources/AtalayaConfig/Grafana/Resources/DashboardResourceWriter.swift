/// Writes one dashboard as a resource of version 2 and remembers what it could not say.
struct DashboardResourceWriter {
    let version: DashboardResourceVersion
    private var report = OmissionReport(reasons: Self.reasons)
    /// The kind of data source that a variable chooses from, by the variable's name.
    private var kinds: [String: String] = [:]

    init(version: DashboardResourceVersion) { self.version = version }

    // MARK: Report

    var omissions: [DashboardOmission] { report.omissions }

    mutating func omit(_ key: String, _ reason: String) { report.omit(key, reason) }

    mutating func omit(rest: DocumentObject, of part: String) { report.omit(rest: rest, of: part) }

    private static let reasons: [String: String] = [
        "dashboard.id": "it belongs to the database that the dashboard came from",
        "dashboard.version": "the API counts versions itself",
        "dashboard.iteration": "it belongs to the database that the dashboard came from",
        "dashboard.gnetId": "only Grafana's catalogue of dashboards used it",
        "dashboard.schemaVersion": "the apiVersion says it",
        "dashboard.style": "the theme is the reader's own since Grafana 10",
        "dashboard.__inputs": "only the import dialog reads it",
        "dashboard.__requires": "only the import dialog reads it",
        "dashboard.__elements": "only the import dialog reads it",
        "dashboard.rows": "rows of before 2018: open it in Grafana once and export it",
        "dashboard.hideControls": "Grafana 5 and later do not read it",
        "timepicker.time_options": "Grafana does not read it any more",
        "row.id": "rows are known by their order",
        "row.gridPos": "rows are known by their order",
        "row.datasource": "a row asks nothing",
        "row.targets": "a row asks nothing",
        "variable.options": "the choices are asked for again when the dashboard is opened",
        "variable.useTags": "gone since Grafana 7.1",
        "variable.tags": "gone since Grafana 7.1",
        "variable.tagsQuery": "gone since Grafana 7.1",
        "variable.tagValuesQuery": "gone since Grafana 7.1",
        "variable.error": "it was the answer to an old query",
        "panel.maxPerRow": "only a panel that repeats has it",
    ]

    // MARK: The dashboard

    mutating func resource(_ dashboard: ClassicDashboard, folder: String?) -> Document {
        var rest = dashboard.object
        _ = rest.take("uid")
        let name =
            Self.nonEmpty(dashboard.uid) ?? StableIdentifier.uid(for: dashboard.title ?? "dashboard")
        for variable in dashboard.variables where variable[text: "type"] == "datasource" {
            if let name = variable[text: "name"] { kinds[name] = variable[text: "query"] }
        }
        let panels = dashboard.panels
        _ = rest.take("panels")
        var elements = DashboardElements(panels)
        let layout = layout(of: panels, elements: &elements)
        let spec = Document.fields {
            $0.set("title", string: rest.take("title")?.text ?? "")
            $0.set("description", rest.take("description"))
            $0.set("tags", rest.take("tags") ?? [])
            $0.set("editable", rest.take("editable") ?? true)
            $0.set("preload", rest.take("preload") ?? false)
            $0.set("liveNow", rest.take("liveNow"))
            $0.set("revision", rest.take("revision"))
            $0.set("cursorSync", string: cursorSync(rest.take("graphTooltip")))
            $0.set("timeSettings", timeSettings(&rest))
            $0.set("links", .sequence(list(&rest, "links").map { link($0) }))
            $0.set("annotations", .sequence(inner(&rest, "annotations").map { annotation($0) }))
            $0.set("variables", .sequence(inner(&rest, "templating").compactMap { variable($0) }))
            $0.set("elements", .mapping(elements.written))
            $0.set("layout", layout)
        }
        omit(rest: rest, of: "dashboard")
        return [
            "apiVersion": .string(version.apiVersion), "kind": "Dashboard",
            "metadata": .fields {
                $0.set("name", string: name)
                $0.set("annotations", folder.map { ["grafana.app/folder": .string($0)] })
            },
            "spec": spec,
        ]
    }

    /// The words of a text that says something. (A `nil` in an expression of documents would be the document `null`.)
    static func text(_ document: Document?) -> String? { nonEmpty(document?.text) }

    private static func nonEmpty(_ text: String?) -> String? {
        guard let text, !text.isEmpty else { return nil }
        return text
    }

    private func cursorSync(_ number: Document?) -> String {
        switch number?.int {
        case 1: "Crosshair"
        case 2: "Tooltip"
        default: "Off"
        }
    }

    /// A list of mappings that stands in the object itself.
    private func list(_ object: inout DocumentObject, _ key: String) -> [DocumentObject] {
        (object.take(key)?.items ?? []).compactMap { DocumentObject($0) }
    }

    /// A list of mappings that stands one level deeper, below `list`.
    private mutating func inner(_ object: inout DocumentObject, _ key: String) -> [DocumentObject] {
        guard var outer = DocumentObject(object.take(key)) else { return [] }
        let items = list(&outer, "list")
        omit(rest: outer, of: key)
        return items
    }

    private mutating func timeSettings(_ dashboard: inout DocumentObject) -> Document {
        var time = DocumentObject(dashboard.take("time")) ?? DocumentObject()
        var picker = DocumentObject(dashboard.take("timepicker")) ?? DocumentObject()
        let settings = Document.fields {
            $0.set("timezone", string: Self.text(dashboard.take("timezone")) ?? "browser")
            $0.set("from", time.take("from") ?? "now-6h")
            $0.set("to", time.take("to") ?? "now")
            // `false` was how old versions said never.
            $0.set("autoRefresh", string: dashboard.take("refresh")?.text ?? "")
            $0.set("autoRefreshIntervals", picker.take("refresh_intervals") ?? Self.refreshIntervals)
            $0.set("quickRanges", picker.take("quick_ranges"))
            $0.set("hideTimepicker", picker.take("hidden") ?? false)
            $0.set("weekStart", string: Self.text(dashboard.take("weekStart")))
            $0.set("fiscalYearStartMonth", dashboard.take("fiscalYearStartMonth") ?? 0)
            $0.set("nowDelay", picker.take("nowDelay"))
        }
        omit(rest: time, of: "time")
        omit(rest: picker, of: "timepicker")
        return settings
    }

    private static let refreshIntervals = Document.flowStrings([
        "5s", "10s", "30s", "1m", "5m", "15m", "30m", "1h", "2h", "1d",
    ])

    private mutating func link(_ object: DocumentObject) -> Document {
        var rest = object
        let link = Document.fields {
            $0.set("title", rest.take("title") ?? "")
            $0.set("type", rest.take("type") ?? "link")
            $0.set("icon", rest.take("icon") ?? "external link")
            $0.set("tooltip", rest.take("tooltip") ?? "")
            $0.set("url", rest.take("url"))
            $0.set("tags", rest.take("tags") ?? [])
            $0.set("asDropdown", rest.take("asDropdown") ?? false)
            $0.set("targetBlank", rest.take("targetBlank") ?? false)
            $0.set("includeVars", rest.take("includeVars") ?? false)
            $0.set("keepTime", rest.take("keepTime") ?? false)
            $0.set("placement", rest.take("placement"))
        }
        omit(rest: rest, of: "link")
        return link
    }

    private mutating func annotation(_ object: DocumentObject) -> Document {
        var rest = object
        let source = rest.take("datasource")
        let target = DocumentObject(rest.take("target"))
        let spec = Document.fields {
            $0.set("name", rest.take("name") ?? "")
            $0.set("builtIn", (rest.take("builtIn")?.int).map { .bool($0 == 1) })
            $0.set("enable", rest.take("enable") ?? true)
            $0.set("hide", bool: rest.take("hide")?.bool ?? false)
            $0.set("iconColor", rest.take("iconColor") ?? "red")
            $0.set("query", query(of: source, spec: target ?? DocumentObject()))
            $0.set("filter", rest.take("filter"))
            $0.set("mappings", rest.take("mappings"))
            $0.set("placement", rest.take("placement"))
            // What kinds of data source had at the top level before `target`; Grafana reads it from here.
            if !rest.entries.isEmpty { $0.set("legacyOptions", rest.document) }
        }
        return ["kind": "AnnotationQuery", "spec": spec]
    }

    // MARK: Queries

    /// A query for a data source, which the Classic form names by kind and uid, by a variable, or by its name.
    mutating func query(of source: Document?, spec: DocumentObject) -> Document {
        let (group, name) = dataSource(source)
        return .fields {
            $0.set("kind", "DataQuery")
            $0.set("group", string: group)
            $0.set("version", "v0")
            if let name { $0.set("datasource", ["name": .string(name)]) }
            $0.set("spec", spec.document)
        }
    }

    /// The kind and the name of a data source; no name is the default one.
    mutating func dataSource(_ source: Document?) -> (group: String, name: String?) {
        let reference = DocumentObject(source)
        let name = Self.nonEmpty(reference?[text: "uid"] ?? source?.text)
        if let kind = reference?[text: "type"] { return (kind, name) }
        guard let name else { return ("", nil) }
        let builtIn = ["-- Grafana --": "grafana", "-- Mixed --": "mixed", "-- Dashboard --": "datasource"]
        let variables = GrafanaVariableReferences.names(in: name)
        if let kind = builtIn[name] ?? variables.compactMap({ kinds[$0] }).first { return (kind, name) }
        omit("datasource.type", "named without its kind, which this form asks for")
        return ("", name)
    }
}
