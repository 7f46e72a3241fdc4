/// One query of a panel.
///
/// To ask another kind of data source: one conforming type.
public protocol PanelTarget: Sendable {
    var dataSource: DataSourceReference { get }
    /// The query in the data source's own language, as Grafana will send it once the variables are filled in.
    var expression: String { get }
    /// What the query's author got wrong, found while it was built.
    var findings: [Finding] { get }
    func document(referenceID: String) -> Document
}

/// Which data source answers: its plugin type and its uid, or a variable that holds the uid.
public struct DataSourceReference: Hashable, Sendable {
    public let type: String
    public let uid: String

    /// A data source with a fixed uid, as provisioned in `grafana.yml`.
    public static func fixed(type: String, uid: String) -> DataSourceReference {
        DataSourceReference(type: type, uid: uid)
    }

    /// The one chosen at the top of the dashboard, in the variable of this name.
    public static func variable(type: String, name: String) -> DataSourceReference {
        DataSourceReference(type: type, uid: "${\(name)}")
    }

    /// The Prometheus chosen in the variable `datasource`.
    public static let prometheus = variable(type: "prometheus", name: DashboardVariable.prometheusDataSourceName)
    /// The Loki chosen in the variable `loki_datasource`.
    public static let loki = variable(type: "loki", name: DashboardVariable.lokiDataSourceName)

    func document() -> Document {
        let reference: Document = ["type": .string(type), "uid": .string(uid)]
        return reference.flow()
    }
}

/// A PromQL query.
public struct PrometheusTarget: PanelTarget {
    /// What becomes of the answer.
    public enum Form: String, Sendable, CaseIterable {
        /// A line for each series over the time range.
        case timeSeries = "time_series"
        /// The newest value of each series, a row each.
        case table
        /// Buckets over the time range; series must be per `le`.
        case heatmap
        /// The newest value of each series, as single figures.
        case instant
    }

    public var query: PromQuery
    public var legend: LegendFormat
    public var form: Form
    public var dataSource: DataSourceReference

    public init(
        _ query: PromQuery, legend: LegendFormat = .automatic, form: Form = .timeSeries,
        dataSource: DataSourceReference = .prometheus
    ) {
        self.query = query
        self.legend = legend
        self.form = form
        self.dataSource = dataSource
    }

    public var expression: String { query.expression }
    public var findings: [Finding] { query.findings }

    public func document(referenceID: String) -> Document {
        let isInstant = form == .table || form == .instant
        return .fields {
            $0.set("refId", string: referenceID)
            $0.set("datasource", dataSource.document())
            $0.set("editorMode", "code")
            $0.set("expr", string: expression)
            $0.set("legendFormat", string: legend.text)
            $0.set("format", string: form == .instant ? Form.timeSeries.rawValue : form.rawValue)
            $0.set("instant", bool: isInstant)
            $0.set("range", bool: !isInstant)
        }
    }
}

/// A LogQL query.
public struct LokiTarget: PanelTarget {
    public var query: LogQuery
    public var legend: LegendFormat
    /// The most lines asked for; has no meaning for queries that give numbers.
    public var linesMax: Int?
    public var dataSource: DataSourceReference

    public init(
        _ query: LogQuery, legend: LegendFormat = .automatic, linesMax: Int? = nil,
        dataSource: DataSourceReference = .loki
    ) {
        self.query = query
        self.legend = legend
        self.linesMax = linesMax
        self.dataSource = dataSource
    }

    public var expression: String { query.expression }
    public var findings: [Finding] { query.findings }

    public func document(referenceID: String) -> Document {
        .fields {
            $0.set("refId", string: referenceID)
            $0.set("datasource", dataSource.document())
            $0.set("editorMode", "code")
            $0.set("expr", string: expression)
            $0.set("queryType", "range")
            $0.set("legendFormat", string: legend.text)
            $0.set("maxLines", int: linesMax)
        }
    }
}
