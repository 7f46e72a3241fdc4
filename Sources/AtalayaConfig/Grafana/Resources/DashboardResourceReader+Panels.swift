extension DashboardResourceReader {
    mutating func panel(_ element: Part, at position: GridPosition, repetition: DocumentObject?) -> Document {
        var rest = element.spec
        let id = id(rest.take("id")?.int)
        return .fields {
            $0.set("id", int: id)
            if element.kind == "LibraryPanel" {
                $0.set("title", rest.take("title"))
                $0.set("gridPos", position.document())
                $0.set("libraryPanel", rest.take("libraryPanel"))
            } else {
                set(&rest, at: position, in: &$0)
            }
            if var repetition {
                _ = repetition.take("mode")
                $0.set("repeat", repetition.take("value"))
                $0.set("repeatDirection", repetition.take("direction"))
                $0.set("maxPerRow", repetition.take("maxPerRow"))
                omit(rest: repetition, of: "repeat")
            }
            omit(rest: rest, of: "panel")
        }
    }

    private mutating func set(
        _ panel: inout DocumentObject, at position: GridPosition, in fields: inout Document.Fields
    ) {
        var visualization = Part(panel.take("vizConfig"))
        var content = visualization?.spec ?? DocumentObject()
        // In `v2alpha1` the kind is the plugin's, and its version stands below.
        let plugin = visualization?.beside.take("group")?.text ?? visualization?.kind ?? ""
        let version = visualization?.beside.take("version") ?? content.take("pluginVersion")
        fields.set("type", string: plugin)
        fields.set("title", panel.take("title"))
        fields.set("description", nonEmpty: panel.take("description"))
        fields.set("gridPos", position.document())
        var group = Part(panel.take("data"))?.spec ?? DocumentObject()
        let targets = specs(&group, "queries").map { target($0.spec) }
        fields.set("datasource", source(of: targets))
        fields.set("targets", nonEmpty: targets.map(\.document))
        fields.set("fieldConfig", content.take("fieldConfig"))
        fields.set("options", content.take("options"))
        fields.set("transformations", nonEmpty: specs(&group, "transformations").map { transformation($0) })
        var options = DocumentObject(group.take("queryOptions")) ?? DocumentObject()
        for key in [
            "interval", "maxDataPoints", "timeFrom", "timeShift", "timeCompare", "hideTimeOverride", "cacheTimeout",
            "queryCachingTTL",
        ] {
            fields.set(key, options.take(key))
        }
        fields.set("links", nonEmpty: panel.take("links"))
        fields.set("transparent", panel.take("transparent"))
        fields.set("pluginVersion", nonEmpty: version)
        omit(rest: options, of: "queryOptions")
        omit(rest: group, of: "data")
        omit(rest: content, of: "vizConfig")
        if let visualization { omit(rest: visualization.beside, of: "vizConfig") }
    }

    private mutating func target(_ query: DocumentObject) -> DocumentObject {
        var rest = query
        let asked = self.query(of: &rest)
        let head = Document.fields {
            $0.set("refId", rest.take("refId"))
            $0.set("datasource", asked.source)
            $0.set("hide", bool: rest.take("hidden")?.bool == true ? true : nil)
        }
        omit(rest: rest, of: "query")
        var target = DocumentObject(head) ?? DocumentObject()
        for entry in asked.spec.entries where target[entry.key] == nil { target[entry.key] = entry.value }
        return target
    }

    /// The data source of all queries, or the word for several. With a query for the default one there is none: the
    /// query would take it for its own.
    private func source(of targets: [DocumentObject]) -> Document? {
        let sources = Set(targets.map { $0["datasource"] })
        guard !sources.contains(nil) else { return nil }
        if sources.count > 1 { return ["type": "datasource", "uid": "-- Mixed --"] }
        return targets.first?["datasource"]
    }

    private mutating func transformation(_ part: Part) -> Document {
        var rest = part.spec
        var beside = part.beside
        // In `v2beta1` the kind is the transformation's.
        let id = beside.take("group") ?? rest.take("id") ?? .string(part.kind)
        _ = rest.take("id")
        let step = Document.fields {
            $0.set("id", id)
            for key in ["disabled", "filter", "topic", "options"] { $0.set(key, rest.take(key)) }
        }
        omit(rest: rest, of: "transformation")
        omit(rest: beside, of: "transformation")
        return step
    }
}

extension Document.Fields {
    /// Leaves out what says nothing.
    fileprivate mutating func set(_ key: String, nonEmpty value: Document?) {
        if let value, !value.saysNothing { set(key, value) }
    }
}
