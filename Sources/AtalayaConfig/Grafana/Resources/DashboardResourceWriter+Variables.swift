extension DashboardResourceWriter {
    /// Nil, and in the report, for kinds that this form does not have.
    mutating func variable(_ object: DocumentObject) -> Document? {
        var rest = object
        let type = rest.take("type")?.text ?? "query"
        guard let kind = DashboardVariableNames.kinds[type] else {
            omit("variable (\(type))", "this form has no such kind of variable")
            return nil
        }
        // Written into the spec below, whatever the kind.
        let name = rest.take("name") ?? ""
        let label = rest.take("label")
        let description = rest.take("description")
        let hide = Self.word(rest.take("hide")?.int ?? 0, in: DashboardVariableNames.hiding)
        let skipsURL = rest.take("skipUrlSync")?.bool ?? false
        let source = rest.take("datasource")
        let spec = Document.fields {
            $0.set("name", name)
            $0.set("label", label)
            $0.set("description", description)
            $0.set("hide", string: hide)
            $0.set("skipUrlSync", bool: skipsURL)
            set(type, &rest, source, in: &$0)
        }
        // Kinds that cannot have several values often say so.
        for key in ["multi", "includeAll"] where rest[bool: key] == false { rest[key] = nil }
        omit(rest: rest, of: "variable")
        guard ["adhoc", "groupby"].contains(type) else { return ["kind": .string(kind), "spec": spec] }
        // These two say for themselves whom they ask.
        let (group, sourceName) = dataSource(source)
        return .fields {
            $0.set("kind", string: kind)
            $0.set("group", string: group)
            if let sourceName { $0.set("datasource", ["name": .string(sourceName)]) }
            $0.set("spec", spec)
        }
    }

    /// What one kind has beyond the others.
    private mutating func set(
        _ type: String, _ rest: inout DocumentObject, _ source: Document?, in fields: inout Document.Fields
    ) {
        switch type {
        case "adhoc":
            fields.set("baseFilters", rest.take("baseFilters") ?? [])
            fields.set("filters", rest.take("filters") ?? [])
            fields.set("defaultKeys", rest.take("defaultKeys") ?? [])
            fields.set("allowCustomValue", rest.take("allowCustomValue") ?? true)
            return
        case "groupby":
            fields.set("current", option(rest.take("current")))
            fields.set("options", [])
            fields.set("multi", rest.take("multi") ?? true)
            fields.set("defaultValue", rest.take("defaultValue"))
            _ = rest.take("options")
            return
        case "switch":
            let current = DocumentObject(rest.take("current"))
            fields.set("current", current?["value"] ?? "false")
            fields.set("enabledValue", rest.take("enabledValue") ?? "true")
            fields.set("disabledValue", rest.take("disabledValue") ?? "false")
            return
        case "query":
            let query = rest.take("query")
            // A query that is a text has one place only, under the name that Grafana gives it.
            let spec = DocumentObject(query) ?? DocumentObject([.init("__legacyStringValue", query ?? "")])
            fields.set("query", self.query(of: source, spec: spec))
            fields.set("definition", rest.take("definition"))
            fields.set("sort", string: Self.word(rest.take("sort")?.int ?? 0, in: DashboardVariableNames.sorting))
            fields.set("regexApplyTo", rest.take("regexApplyTo"))
            fields.set("staticOptions", rest.take("staticOptions"))
            fields.set("staticOptionsOrder", rest.take("staticOptionsOrder"))
        case "datasource":
            fields.set("pluginId", rest.take("query") ?? "")
        default:
            fields.set("query", string: rest.take("query")?.text ?? "")
        }
        fields.set("current", option(rest.take("current")))
        if ["query", "datasource"].contains(type) {
            fields.set("regex", rest.take("regex") ?? "")
            let refresh = rest.take("refresh")
            fields.set(
                "refresh",
                string: Self.word(
                    refresh?.int ?? (refresh?.bool == true ? 1 : 0), in: DashboardVariableNames.refreshing))
        }
        if type == "interval" {
            fields.set("auto", rest.take("auto") ?? false)
            fields.set("auto_min", rest.take("auto_min") ?? "")
            fields.set("auto_count", rest.take("auto_count") ?? 0)
            fields.set("refresh", "onTimeRangeChanged")
            _ = rest.take("refresh")
        }
        if ["query", "datasource", "custom"].contains(type) {
            fields.set("multi", rest.take("multi") ?? false)
            fields.set("includeAll", rest.take("includeAll") ?? false)
            fields.set("allValue", rest.take("allValue"))
            fields.set("allowCustomValue", rest.take("allowCustomValue") ?? true)
        }
        if ["query", "datasource", "custom", "interval"].contains(type) {
            // Choices that are written down stay; those that were asked for are asked for again.
            let options = rest.take("options")?.items ?? []
            fields.set("options", .sequence(["query", "datasource"].contains(type) ? [] : options.map { option($0) }))
            if ["query", "datasource"].contains(type), !options.isEmpty { rest["options"] = .sequence(options) }
        }
        if type == "custom" { fields.set("valuesFormat", rest.take("valuesFormat")) }
    }

    /// The word for a number of the Classic form; the first for a number that is none of them.
    private static func word(_ number: Int, in words: [String]) -> String {
        words.indices.contains(number) ? words[number] : words[0]
    }

    /// A choice with its text and its value, which this form wants both.
    private func option(_ document: Document?) -> Document {
        var option = DocumentObject(document) ?? DocumentObject()
        for key in ["text", "value"] where option[key]?.isNull ?? true { option[key] = "" }
        return option.document
    }
}
