/// How a distribution moves over time: Grafana's `heatmap`.
///
/// For a classic histogram the target asks for the form ``PrometheusTarget/Form/heatmap``, a rate summed by `le`, with
/// the legend `{{le}}`; the panel then shows the buckets as they are and calculates nothing.
public struct HeatmapPanel: PanelVisualization {
    /// The unit of the vertical axis: that of the observed values. The panel's own unit is that of the cells.
    public var valueUnit: GrafanaUnit
    public var colorScheme: String

    public init(valueUnit: GrafanaUnit, colorScheme: String = "Oranges") {
        self.valueUnit = valueUnit
        self.colorScheme = colorScheme
    }

    public init() { self.init(valueUnit: .none) }

    public var type: String { "heatmap" }

    public var options: Document {
        [
            "calculate": false,
            "color": [
                "mode": "scheme", "scheme": .string(colorScheme), "fill": "dark-orange", "scale": "exponential",
                "exponent": 0.5, "steps": 64,
                "reverse": false,
            ],
            "cellGap": 1,
            "filterValues": ["le": 1e-09],  // cells without events stay empty
            "rowsFrame": ["layout": "auto"],
            "yAxis": ["axisPlacement": "left", "reverse": false, "unit": .string(valueUnit.id)],
            "showValue": "never",
            "legend": ["show": true],
            "tooltip": ["mode": "single", "yHistogram": true, "showColorScale": false],
            "exemplars": ["color": "rgba(255,0,255,0.7)"],
        ]
    }

    public var custom: Document? {
        ["hideFrom": ["legend": false, "tooltip": false, "viz": false], "scaleDistribution": ["type": "linear"]]
    }
}
