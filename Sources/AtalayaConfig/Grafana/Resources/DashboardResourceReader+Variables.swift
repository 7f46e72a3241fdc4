extension DashboardResourceReader {
    /// Nil, and in the report, for kinds that the Classic form does not have.
    mutating func variable(_ part: Part) -> Document? {
        guard let type = DashboardVariableNames.types[part.kind] else {
            omit("variable (\(part.kind))", "the Classic form has no such kind of variable")
            return nil
        }
        var rest = part.spec
        var beside = part.beside
        let written = Document.fields {
            $0.set("name", rest.take("name") ?? "")
            $0.set("label", rest.take("label"))
            $0.set("description", rest.take("description"))
            $0.set("type", string: type)
            switch type {
            case "adhoc", "groupby":
                // These two say for themselves whom they ask.
                let group = beside.take("group")?.text
                $0.set("datasource", reference(beside.take("datasource") ?? rest.take("datasource"), group: group))
            case "query":
                var query = query(of: &rest)
                $0.set("datasource", query.source)
                let text = query.spec.take("__legacyStringValue")
                $0.set("query", text ?? query.spec.document)
            case "datasource": $0.set("query", rest.take("pluginId"))
            case "switch": _ = rest.take("query")
            default: $0.set("query", rest.take("query"))
            }
            set(&rest, in: &$0)
        }
        omit(rest: rest, of: "variable")
        omit(rest: beside, of: "variable")
        return written
    }

    /// What all kinds that have it write in the same way.
    private func set(_ rest: inout DocumentObject, in fields: inout Document.Fields) {
        let current = rest.take("current")
        // A switch has the value alone.
        fields.set("current", DocumentObject(current) == nil ? current.map { ["text": $0, "value": $0] } : current)
        let hidden = DashboardVariableNames.hiding.firstIndex(of: rest.take("hide")?.text ?? "dontHide")
        fields.set("hide", int: hidden ?? 0)
        fields.set("refresh", int: DashboardVariableNames.refreshing.firstIndex(of: rest.take("refresh")?.text ?? ""))
        fields.set("sort", int: DashboardVariableNames.sorting.firstIndex(of: rest.take("sort")?.text ?? ""))
        for key in [
            "definition", "regex", "regexApplyTo", "multi", "includeAll", "allValue", "allowCustomValue", "auto",
            "auto_min", "auto_count", "options", "staticOptions", "staticOptionsOrder", "valuesFormat", "baseFilters",
            "filters", "defaultKeys", "defaultValue", "enabledValue", "disabledValue", "skipUrlSync",
        ] {
            fields.set(key, rest.take(key))
        }
    }
}

/// What the two forms call the same.
enum DashboardVariableNames {
    /// By the name in the Classic form.
    static let kinds = [
        "query": "QueryVariable", "datasource": "DatasourceVariable", "custom": "CustomVariable",
        "constant": "ConstantVariable", "interval": "IntervalVariable", "textbox": "TextVariable",
        "adhoc": "AdhocVariable", "groupby": "GroupByVariable", "switch": "SwitchVariable",
    ]
    /// By the name in resources.
    static let types = Dictionary(kinds.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
    /// The Classic form has the place in these lists.
    static let hiding = ["dontHide", "hideLabel", "hideVariable", "inControlsMenu"]
    static let refreshing = ["never", "onDashboardLoad", "onTimeRangeChanged"]
    static let sorting = [
        "disabled", "alphabeticalAsc", "alphabeticalDesc", "numericalAsc", "numericalDesc",
        "alphabeticalCaseInsensitiveAsc", "alphabeticalCaseInsensitiveDesc", "naturalAsc", "naturalDesc",
    ]
}
