/// Bands of states over time, one a series: Grafana's `state-timeline`. Give the values names with ``ValueMapping``.
public struct StateTimelinePanel: PanelVisualization {
    public var legend: PanelLegend

    public init(legend: PanelLegend) { self.legend = legend }
    public init() { self.init(legend: .list) }

    public var type: String { "state-timeline" }

    public var options: Document {
        [
            "mergeValues": true, "showValue": "auto", "alignValue": "left", "rowHeight": 0.9,
            "legend": legend.document(),
            "tooltip": ["mode": "single", "sort": "none", "hideZeros": false],
        ]
    }

    public var custom: Document? {
        [
            "fillOpacity": 70, "lineWidth": 0, "spanNulls": false, "insertNulls": false,
            "hideFrom": ["legend": false, "tooltip": false, "viz": false],
        ]
    }
}
