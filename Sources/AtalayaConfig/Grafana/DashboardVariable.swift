/// A choice at the top of a dashboard: `templating.list` of its JSON.
///
/// `current` is never written: what a person has chosen is theirs, and Grafana fills it in.
public struct DashboardVariable: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case dataSource(type: String)
        case query(dataSource: DataSourceReference, definition: String)
        case text
        case custom(values: [String])
        case constant(String)
        case interval(steps: [String])
        case adHocFilters(dataSource: DataSourceReference)
        case groupBy(dataSource: DataSourceReference)
    }

    /// What of the variable stands at the top of the dashboard.
    public enum Hiding: Int, Sendable, CaseIterable { case none, label, variable }

    /// The name after `$` in queries.
    public let name: String
    public let label: String
    let kind: Kind
    /// Whether several values may be chosen, "All" among them; queries must then use `=~`.
    public var allowsSeveral: Bool
    public var hiding = Hiding.none
    /// Which part of each value counts, as a regular expression with a group; empty for all of it.
    public var filter = ""

    public static let prometheusDataSourceName = "datasource"
    public static let lokiDataSourceName = "loki_datasource"

    /// Which Prometheus to ask.
    public static let prometheusDataSource = DashboardVariable(
        name: prometheusDataSourceName, label: "Data source", kind: .dataSource(type: "prometheus"),
        allowsSeveral: false)
    /// Which Loki to ask.
    public static let lokiDataSource = DashboardVariable(
        name: lokiDataSourceName, label: "Log data source", kind: .dataSource(type: "loki"), allowsSeveral: false)

    /// The values of a label of a series, asked for again whenever the time range changes.
    public static func labelValues(
        of label: String, in series: String, name: String, title: String, allowsSeveral: Bool = true,
        dataSource: DataSourceReference = .prometheus
    ) -> DashboardVariable {
        DashboardVariable(
            name: name, label: title,
            kind: .query(dataSource: dataSource, definition: "label_values(\(series), \(label))"),
            allowsSeveral: allowsSeveral)
    }

    /// A field to type into, empty at first.
    public static func text(name: String, title: String) -> DashboardVariable {
        DashboardVariable(name: name, label: title, kind: .text, allowsSeveral: false)
    }

    /// A choice of fixed values; the first is chosen until somebody chooses another.
    public static func custom(name: String, title: String, values: [String], allowsSeveral: Bool = false)
        -> DashboardVariable
    {
        DashboardVariable(name: name, label: title, kind: .custom(values: values), allowsSeveral: allowsSeveral)
    }

    /// A value that nobody changes, under one name for all queries; not shown.
    public static func constant(name: String, value: String) -> DashboardVariable {
        var variable = DashboardVariable(name: name, label: name, kind: .constant(value), allowsSeveral: false)
        variable.hiding = .variable
        return variable
    }

    /// A choice of durations in Grafana's notation, such as `5m`, for ranges in queries.
    public static func interval(name: String, title: String, steps: [String]) -> DashboardVariable {
        DashboardVariable(name: name, label: title, kind: .interval(steps: steps), allowsSeveral: false)
    }

    /// Label filters that a person adds, applied to every query of the data source.
    public static func adHocFilters(name: String, title: String, dataSource: DataSourceReference = .prometheus)
        -> DashboardVariable
    {
        DashboardVariable(name: name, label: title, kind: .adHocFilters(dataSource: dataSource), allowsSeveral: false)
    }

    /// Labels that a person groups by, applied to every query of the data source; Grafana 11 and later.
    public static func groupBy(name: String, title: String, dataSource: DataSourceReference = .prometheus)
        -> DashboardVariable
    {
        DashboardVariable(name: name, label: title, kind: .groupBy(dataSource: dataSource), allowsSeveral: false)
    }

    /// Whether queries need not name it: Grafana applies it to them by itself.
    var appliesByItself: Bool {
        switch kind {
        case .adHocFilters, .groupBy: true
        default: false
        }
    }

    /// The choices of a `custom` or `interval` variable, separated by commas; a comma inside one is escaped.
    private static func choices(_ values: [String]) -> String {
        values.map { $0.split(separator: ",", omittingEmptySubsequences: false).joined(separator: "\\,") }
            .joined(separator: ",")
    }

    /// "All" becomes `.*`: the list of all values would make a regular expression of thousands of characters.
    func document() -> Document {
        .fields {
            $0.set("name", string: name)
            $0.set("label", string: label)
            switch kind {
            case .dataSource(let type):
                $0.set("type", "datasource")
                $0.set("query", string: type)
                $0.set("regex", string: filter)
                $0.set("refresh", 1)
            case .query(let dataSource, let definition):
                $0.set("type", "query")
                $0.set("datasource", dataSource.document())
                $0.set("definition", string: definition)
                $0.set(
                    "query",
                    [
                        "qryType": 1, "query": .string(definition),
                        "refId": "PrometheusVariableQueryEditor-VariableQuery",
                    ])
                $0.set("regex", string: filter)
                $0.set("refresh", 2)
                $0.set("sort", 1)
            case .text:
                $0.set("type", "textbox")
                $0.set("query", "")
            case .custom(let values):
                $0.set("type", "custom")
                $0.set("query", string: Self.choices(values))
            case .constant(let value):
                $0.set("type", "constant")
                $0.set("query", string: value)
            case .interval(let steps):
                $0.set("type", "interval")
                $0.set("query", string: Self.choices(steps))
                $0.set("auto", false)
                $0.set("refresh", 2)
            case .adHocFilters(let dataSource):
                $0.set("type", "adhoc")
                $0.set("datasource", dataSource.document())
                $0.set("filters", [])
            case .groupBy(let dataSource):
                $0.set("type", "groupby")
                $0.set("datasource", dataSource.document())
            }
            $0.set("hide", int: hiding.rawValue)
            guard !appliesByItself else { return $0.set("skipUrlSync", false) }
            $0.set("multi", bool: allowsSeveral)
            $0.set("includeAll", bool: allowsSeveral)
            $0.set("allValue", string: allowsSeveral ? ".*" : nil)
            $0.set("options", [])
            $0.set("skipUrlSync", false)
        }
    }
}
