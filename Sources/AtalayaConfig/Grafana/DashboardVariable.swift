/// A choice at the top of a dashboard: `templating.list` of its JSON.
///
/// `current` is never written: what a person has chosen is theirs, and Grafana fills it in.
public struct DashboardVariable: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case dataSource(type: String)
        case query(dataSource: DataSourceReference, definition: String)
        case text
    }

    /// The name after `$` in queries.
    public let name: String
    public let label: String
    let kind: Kind
    /// Whether several values may be chosen, "All" among them; queries must then use `=~`.
    public var allowsSeveral: Bool

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

    /// "All" becomes `.*`: the list of all values would make a regular expression of thousands of characters.
    func document() -> Document {
        .fields {
            $0.set("name", string: name)
            $0.set("label", string: label)
            switch kind {
            case .dataSource(let type):
                $0.set("type", "datasource")
                $0.set("query", string: type)
                $0.set("regex", "")
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
                $0.set("regex", "")
                $0.set("refresh", 2)
                $0.set("sort", 1)
            case .text:
                $0.set("type", "textbox")
                $0.set("query", "")
            }
            $0.set("hide", 0)
            $0.set("multi", bool: allowsSeveral)
            $0.set("includeAll", bool: allowsSeveral)
            $0.set("allValue", string: allowsSeveral ? ".*" : nil)
            $0.set("options", [])
            $0.set("skipUrlSync", false)
        }
    }
}

/// Marks on the time axis, from a query.
public struct DashboardAnnotation: Sendable, Hashable {
    public var name: String
    public var query: PromQuery
    /// A name of Grafana's palette or `#rrggbb`.
    public var color: String
    /// The mark's title: a legend format.
    public var title: LegendFormat
    public var tagLabels: [String]

    public init(name: String, query: PromQuery, color: String, title: LegendFormat, tagLabels: [String] = []) {
        self.name = name
        self.query = query
        self.color = color
        self.title = title
        self.tagLabels = tagLabels
    }

    func document() -> Document {
        .fields {
            $0.set("name", string: name)
            $0.set("datasource", DataSourceReference.prometheus.document())
            $0.set("enable", true)
            $0.set("hide", false)
            $0.set("iconColor", string: color)
            $0.set("expr", string: query.expression)
            $0.set("titleFormat", string: title.text)
            $0.set("tagKeys", string: tagLabels.joined(separator: ","))
            $0.set("step", "60s")
        }
    }
}

/// A link of a dashboard or of a panel.
public struct DashboardLink: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case dashboards(tag: String)
        case address(String)
    }

    public let title: String
    let kind: Kind

    /// A menu of the dashboards that carry this tag; time range and variables go along.
    public static func dashboards(title: String, tag: String) -> DashboardLink {
        DashboardLink(title: title, kind: .dashboards(tag: tag))
    }

    /// One address, such as a runbook; it opens in a new tab.
    public static func address(title: String, _ address: String) -> DashboardLink {
        DashboardLink(title: title, kind: .address(address))
    }

    func document() -> Document {
        .fields {
            $0.set("title", string: title)
            switch kind {
            case .dashboards(let tag):
                $0.set("type", "dashboards")
                $0.set("tags", [.string(tag)])
                $0.set("asDropdown", true)
                $0.set("icon", "external link")
                $0.set("includeVars", true)
                $0.set("keepTime", true)
                $0.set("targetBlank", false)
                $0.set("url", "")
            case .address(let address):
                $0.set("type", "link")
                $0.set("tags", [])
                $0.set("asDropdown", false)
                $0.set("icon", "doc")
                $0.set("includeVars", false)
                $0.set("keepTime", false)
                $0.set("targetBlank", true)
                $0.set("url", string: address)
            }
            $0.set("tooltip", "")
        }
    }
}
