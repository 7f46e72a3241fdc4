/// Lines, areas or bars over time: Grafana's `timeseries`.
public struct TimeSeriesPanel: PanelVisualization {
    public enum Style: String, Sendable, CaseIterable { case line, bars, points }

    public var style: Style
    /// Areas on top of each other: only for parts of one whole, in the same unit.
    public var isStacked: Bool
    /// 0…100: how much of the area below a line is filled.
    public var fillPercent: Int
    /// Draws the thresholds as dashed lines.
    public var showsThresholds: Bool
    public var legend: PanelLegend

    public init(
        style: Style = .line, isStacked: Bool = false, fillPercent: Int = 10, showsThresholds: Bool = false,
        legend: PanelLegend = PanelLegend()
    ) {
        self.style = style
        self.isStacked = isStacked
        self.fillPercent = min(max(fillPercent, 0), 100)
        self.showsThresholds = showsThresholds
        self.legend = legend
    }

    public init() { self.init(style: .line) }

    public var type: String { "timeseries" }

    public var options: Document {
        ["legend": legend.document(), "tooltip": ["mode": "multi", "sort": "desc", "hideZeros": false]]
    }

    public var custom: Document? {
        .fields {
            $0.set("drawStyle", string: style.rawValue)
            $0.set("lineWidth", 1)
            $0.set("lineInterpolation", "linear")
            $0.set("fillOpacity", int: fillPercent)
            $0.set("gradientMode", "none")
            $0.set("showPoints", "never")
            $0.set("spanNulls", false)  // a gap is a gap: the target was not scraped
            $0.set("stacking", ["mode": .string(isStacked ? "normal" : "none"), "group": "A"])
            $0.set("thresholdsStyle", ["mode": .string(showsThresholds ? "dashed" : "off")])
            $0.set("axisPlacement", "auto")
            $0.set("axisLabel", "")
            $0.set("scaleDistribution", ["type": "linear"])
        }
    }
}
