/// Writes one resource of version 2 in the Classic form and remembers what that could not say.
///
/// As in the other direction each part is taken apart key by key; what nobody took goes to the report.
struct DashboardResourceReader {
    let schemaVersion: DashboardSchemaVersion
    private var report = OmissionReport(reasons: Self.reasons)
    /// The elements by name; those that the layout has used are gone.
    private(set) var elements: [Document.Entry] = []
    private var unused: Set<String> = []
    private var takenIDs: Set<Int> = []

    init(schemaVersion: DashboardSchemaVersion) { self.schemaVersion = schemaVersion }

    // MARK: Report

    var omissions: [DashboardOmission] { report.omissions }

    mutating func omit(_ key: String, _ reason: String) { report.omit(key, reason) }

    mutating func omit(rest: DocumentObject, of part: String) { report.omit(rest: rest, of: part) }

    private static let reasons: [String: String] = [
        "metadata.annotations": "the folder is named by the provider of the files, the rest belongs to the API",
        "metadata.creationTimestamp": "it belongs to the API",
        "metadata.generation": "it belongs to the API",
        "metadata.labels": "it belongs to the API",
        "metadata.managedFields": "it belongs to the API",
        "metadata.namespace": "it belongs to the API",
        "metadata.resourceVersion": "it belongs to the API",
        "metadata.uid": "it belongs to the API; the name is the dashboard's uid",
        "resource.access": "it belongs to the API",
        "resource.status": "it belongs to the API",
        "row.fillScreen": "rows are as high as their panels",
        "row.conditionalRendering": "the row is always shown",
        "row.variables": "variables are the whole dashboard's",
        "tab.conditionalRendering": "the tab, a row now, is always shown",
        "tab.variables": "variables are the whole dashboard's",
        "item.conditionalRendering": "the panel is always shown",
        "autogrid.fillScreen": "panels have fixed heights",
    ]

    // MARK: The dashboard

    mutating func dashboard(_ spec: DocumentObject, around outer: DocumentObject) -> ClassicDashboard {
        var rest = spec
        var metadata = outer[object: "metadata"] ?? DocumentObject()
        let name = metadata.take("name")?.text
        omit(rest: metadata, of: "metadata")
        var around = outer
        for key in ["apiVersion", "kind", "metadata", "spec"] { around[key] = nil }
        omit(rest: around, of: "resource")
        elements = DocumentObject(rest.take("elements"))?.entries ?? []
        unused = Set(elements.map(\.key))
        takenIDs = Set(elements.compactMap { DocumentObject($0.value)?[object: "spec"]?[int: "id"] }.filter { $0 > 0 })
        let panels = panels(of: DocumentObject(rest.take("layout")) ?? DocumentObject())
        for element in elements where unused.contains(element.key) {
            omit("elements.\(element.key)", "the layout has no place for it")
        }
        var time = DocumentObject(rest.take("timeSettings")) ?? DocumentObject()
        let title = rest.take("title")?.text ?? ""
        let document = Document.fields {
            $0.set("uid", string: name ?? StableIdentifier.uid(for: title))
            $0.set("title", string: title)
            $0.set("description", rest.take("description"))
            $0.set("tags", rest.take("tags") ?? [])
            $0.set("timezone", time.take("timezone"))
            $0.set("editable", rest.take("editable"))
            $0.set("graphTooltip", int: cursor(rest.take("cursorSync")))
            $0.set("preload", rest.take("preload"))
            $0.set("liveNow", rest.take("liveNow"))
            $0.set("revision", rest.take("revision"))
            $0.set("schemaVersion", int: schemaVersion.number)
            $0.set("refresh", string: time.take("autoRefresh")?.text ?? "")
            $0.set("time", ["from": time.take("from") ?? "now-6h", "to": time.take("to") ?? "now"])
            $0.set("timepicker", picker(&time))
            $0.set("weekStart", time.take("weekStart"))
            $0.set("fiscalYearStartMonth", time.take("fiscalYearStartMonth"))
            $0.set("links", rest.take("links") ?? [])
            $0.set("annotations", ["list": .sequence(specs(&rest, "annotations").map { annotation($0.spec) })])
            $0.set("templating", ["list": .sequence(specs(&rest, "variables").compactMap { variable($0) })])
            $0.set("panels", .sequence(panels))
        }
        omit(rest: time, of: "timeSettings")
        omit(rest: rest, of: "dashboard")
        return ClassicDashboard(DocumentObject(document) ?? DocumentObject())
    }

    /// A part with its kind, as this form writes everything.
    struct Part {
        var kind: String
        var spec: DocumentObject
        /// What stands beside `kind` and `spec`.
        var beside: DocumentObject

        init?(_ document: Document?) {
            guard var object = DocumentObject(document) else { return nil }
            kind = object.take("kind")?.text ?? ""
            spec = DocumentObject(object.take("spec")) ?? DocumentObject()
            beside = object
        }
    }

    func specs(_ object: inout DocumentObject, _ key: String) -> [Part] {
        (object.take(key)?.items ?? []).compactMap { Part($0) }
    }

    private func cursor(_ sync: Document?) -> Int {
        switch sync?.text {
        case "Crosshair": 1
        case "Tooltip": 2
        default: 0
        }
    }

    private func picker(_ time: inout DocumentObject) -> Document {
        .fields {
            $0.set("refresh_intervals", time.take("autoRefreshIntervals"))
            $0.set("quick_ranges", time.take("quickRanges"))
            $0.set("hidden", bool: time.take("hideTimepicker")?.bool == true ? true : nil)
            $0.set("nowDelay", time.take("nowDelay"))
        }
    }

    private mutating func annotation(_ spec: DocumentObject) -> Document {
        var rest = spec
        let query = query(of: &rest)
        // What stood at the top level goes back there.
        let legacy = DocumentObject(rest.take("legacyOptions"))
        let written = Document.fields {
            $0.set("builtIn", int: rest.take("builtIn")?.bool == true ? 1 : nil)
            $0.set("datasource", query.source)
            for key in ["enable", "hide", "iconColor", "name", "filter", "mappings", "placement"] {
                $0.set(key, rest.take(key))
            }
            if !query.spec.entries.isEmpty { $0.set("target", query.spec.document) }
        }
        omit(rest: rest, of: "annotation")
        var object = DocumentObject(written) ?? DocumentObject()
        for entry in legacy?.entries ?? [] where object[entry.key] == nil { object[entry.key] = entry.value }
        return object.document
    }

    // MARK: Queries

    /// A query with the data source that the Classic form writes beside it.
    struct Query {
        /// Nil: the default one, of whatever kind.
        var source: Document?
        var spec: DocumentObject
    }

    /// The query of a part. In `v2alpha1` its kind is the data source's, and the data source stands beside it.
    mutating func query(of part: inout DocumentObject) -> Query {
        let beside = part.take("datasource")
        guard var query = Part(part.take("query")) else { return Query(source: beside, spec: DocumentObject()) }
        let group = query.beside.take("group")?.text ?? (query.kind == "DataQuery" ? nil : query.kind)
        let source = query.beside.take("datasource") ?? beside
        _ = query.beside.take("version")
        omit(rest: query.beside, of: "query")
        return Query(source: reference(source, group: group), spec: query.spec)
    }

    func reference(_ source: Document?, group: String?) -> Document? {
        let source = DocumentObject(source)
        let uid = source?[text: "name"] ?? source?[text: "uid"]
        let type = source?[text: "type"] ?? group
        guard uid != nil || !(type ?? "").isEmpty else { return nil }
        return Document.fields {
            if let type, !type.isEmpty { $0.set("type", string: type) }
            $0.set("uid", string: uid)
        }.flow()
    }

    // MARK: Elements

    /// Takes an element for its place; nil, and in the report, for a name that there is none for.
    mutating func take(element name: String) -> Part? {
        guard let entry = elements.first(where: { $0.key == name }), let part = Part(entry.value) else {
            omit("layout.element", "there is no element '\(name)'")
            return nil
        }
        unused.remove(name)
        return part
    }

    private var usedIDs: Set<Int> = []

    /// The element's own id unless it stands in several places: every panel needs one of its own.
    mutating func id(_ own: Int?) -> Int {
        if let own, own > 0, usedIDs.insert(own).inserted { return own }
        if own != nil { omit("panel.id", "another panel has it") }
        var id = 1
        while takenIDs.contains(id) || usedIDs.contains(id) { id += 1 }
        usedIDs.insert(id)
        return id
    }
}
