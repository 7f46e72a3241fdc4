/// One group of bars a row, for tables of categories: Grafana's `barchart`. Its targets ask for the form
/// ``PrometheusTarget/Form/table``; the first text column names the groups.
public struct BarChartPanel: PanelVisualization {
    public enum Stacking: String, Sendable, CaseIterable { case none, normal, percent }

    public var stacking: Stacking
    /// Bars lie on their side: for long names.
    public var isHorizontal: Bool
    public var legend: PanelLegend

    public init(stacking: Stacking = .none, isHorizontal: Bool = false, legend: PanelLegend = .list) {
        self.stacking = stacking
        self.isHorizontal = isHorizontal
        self.legend = legend
    }

    public init() { self.init(stacking: .none) }

    public var type: String { "barchart" }

    public var options: Document {
        [
            "orientation": .string(isHorizontal ? "horizontal" : "vertical"),
            "stacking": .string(stacking.rawValue), "showValue": "auto", "barWidth": 0.97, "groupWidth": 0.7,
            "barRadius": 0, "xTickLabelRotation": 0, "xTickLabelSpacing": 0, "xTickLabelMaxLength": 40,
            "fullHighlight": false,
            "legend": legend.document(),
            "tooltip": ["mode": "multi", "sort": "desc", "hideZeros": false],
        ]
    }

    public var custom: Document? {
        [
            "lineWidth": 1, "fillOpacity": 80, "gradientMode": "none", "axisPlacement": "auto", "axisLabel": "",
            "scaleDistribution": ["type": "linear"], "thresholdsStyle": ["mode": "off"],
            "hideFrom": ["legend": false, "tooltip": false, "viz": false],
        ]
    }
}
