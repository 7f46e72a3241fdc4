/// A square for each series and step of time: Grafana's `status-history`. Unlike ``StateTimelinePanel`` it shows every
/// sample, also those that did not change.
public struct StatusHistoryPanel: PanelVisualization {
    public var legend: PanelLegend

    public init(legend: PanelLegend) { self.legend = legend }
    public init() { self.init(legend: .list) }

    public var type: String { "status-history" }

    public var options: Document {
        [
            "showValue": "auto", "rowHeight": 0.9, "colWidth": 0.9, "perPage": 20,
            "legend": legend.document(),
            "tooltip": ["mode": "single", "sort": "none", "hideZeros": false],
        ]
    }

    public var custom: Document? {
        ["fillOpacity": 70, "lineWidth": 1, "hideFrom": ["legend": false, "tooltip": false, "viz": false]]
    }
}
