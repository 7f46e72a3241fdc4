/// Tells which queries of a dashboard are PromQL: those whose data source is Prometheus, or not named at all.
struct DashboardSources {
    /// The kinds of the data sources that variables choose from.
    private var kinds: [String: String] = [:]

    init(_ variables: [DocumentNode]) {
        for variable in variables where variable["type"]?.string == "datasource" {
            guard let name = variable["name"]?.string, let kind = variable["query"]?.string else { continue }
            kinds[name] = kind
        }
    }

    func isPrometheus(_ source: DocumentNode?, _ expression: String) -> Bool {
        if let kind = source?["type"]?.string { return kind == "prometheus" }
        let name = source?["uid"]?.string ?? source?.string ?? ""
        for variable in GrafanaVariableReferences.names(in: name) {
            if let kind = kinds[variable] { return kind == "prometheus" }
        }
        if name.lowercased().contains("loki") { return false }
        // Whoever names no source may mean logs; a pipe is none of PromQL's signs.
        return !expression.utf8.contains(UInt8(ascii: "|")) || PromQL.isRead(expression)
    }
}

extension PromQL {
    fileprivate static func isRead(_ text: String) -> Bool {
        read(text, dialect: PromQLDialect(allowsGrafanaVariables: true)).expression != nil
    }
}
