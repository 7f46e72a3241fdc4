/// Rows and columns: Grafana's `table`. Its targets ask for the form ``PrometheusTarget/Form/table``.
public struct TablePanel: PanelVisualization {
    /// The column the rows are sorted by, largest first; nil keeps the order of the answer.
    public var sortedBy: String?
    /// Lets a person filter the rows by any column.
    public var isFilterable: Bool

    public init(sortedBy: String?, isFilterable: Bool = true) {
        self.sortedBy = sortedBy
        self.isFilterable = isFilterable
    }

    public init() { self.init(sortedBy: nil) }

    public var type: String { "table" }

    public var options: Document {
        [
            "showHeader": true, "cellHeight": "sm", "frameIndex": 0,
            "sortBy": .sequence(sortedBy.map { [["displayName": .string($0), "desc": true]] } ?? []),
        ]
    }

    public var custom: Document? {
        ["align": "auto", "cellOptions": ["type": "auto"], "filterable": .bool(isFilterable), "inspect": false]
    }
}
