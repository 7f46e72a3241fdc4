/// One bar a series, for comparing them: Grafana's `bargauge`.
public struct BarGaugePanel: PanelVisualization {
    public enum Style: String, Sendable, CaseIterable { case basic, gradient, lcd }

    public var calculation: PanelCalculation
    public var style: Style

    public init(calculation: PanelCalculation = .lastNotNull, style: Style = .basic) {
        self.calculation = calculation
        self.style = style
    }

    public init() { self.init(style: .basic) }

    public var type: String { "bargauge" }

    public var options: Document {
        [
            "reduceOptions": ReduceOptions(calculation: calculation).document(),
            "displayMode": .string(style.rawValue), "orientation": "horizontal", "valueMode": "color",
            "namePlacement": "auto",
            "showUnfilled": true, "sizing": "auto", "minVizWidth": 8, "minVizHeight": 16, "maxVizHeight": 300,
            "legend": PanelLegend.hidden.document(),
        ]
    }
}
