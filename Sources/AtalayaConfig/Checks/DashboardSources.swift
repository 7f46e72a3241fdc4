/// Tells which query language a query of a dashboard is in: by its data source, by the variable that chooses one, or
/// else by the words.
struct DashboardSources {
    enum Language: Hashable {
        case promQL
        case logQL
        case other
    }

    /// The kinds of the data sources that variables choose from.
    private var kinds: [String: String] = [:]

    init(_ variables: [VariableReading]) {
        for variable in variables where variable.type == "datasource" {
            guard let name = variable.name, let kind = variable.pluginID else { continue }
            kinds[name] = kind
        }
    }

    func language(of target: PanelReading.Target, _ expression: String) -> Language {
        if let kind = target.kind ?? target.dataSource?["type"]?.string { return Self.language(kind) }
        let source = target.dataSource
        let name = source?["uid"]?.string ?? source?["name"]?.string ?? source?.string ?? ""
        for variable in GrafanaVariableReferences.names(in: name) {
            if let kind = kinds[variable] { return Self.language(kind) }
        }
        if name.lowercased().contains("loki") { return .logQL }
        // Whoever names no source may mean logs; a pipe is none of PromQL's signs.
        return !expression.utf8.contains(UInt8(ascii: "|")) || PromQL.isRead(expression) ? .promQL : .other
    }

    private static func language(_ kind: String) -> Language {
        switch kind {
        case "prometheus": .promQL
        case "loki": .logQL
        default: .other
        }
    }
}

extension PromQL {
    fileprivate static func isRead(_ text: String) -> Bool {
        read(text, dialect: PromQLDialect(allowsGrafanaVariables: true)).expression != nil
    }
}
