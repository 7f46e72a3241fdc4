/// One big figure, or one a series: Grafana's `stat`.
public struct StatPanel: PanelVisualization {
    /// What the threshold's color fills.
    public enum ColorMode: String, Sendable, CaseIterable { case none, value, background }

    public var calculation: PanelCalculation
    public var colorMode: ColorMode
    /// A small area behind the figure with its course over the time range; needs a range query.
    public var showsCourse: Bool
    /// Shows each series' name beside its figure.
    public var showsName: Bool

    public init(
        calculation: PanelCalculation = .lastNotNull, colorMode: ColorMode = .value, showsCourse: Bool = true,
        showsName: Bool = false
    ) {
        self.calculation = calculation
        self.colorMode = colorMode
        self.showsCourse = showsCourse
        self.showsName = showsName
    }

    public init() { self.init(calculation: .lastNotNull) }

    public var type: String { "stat" }

    public var options: Document {
        [
            "reduceOptions": ReduceOptions(calculation: calculation).document(),
            "graphMode": .string(showsCourse ? "area" : "none"),
            "colorMode": .string(colorMode.rawValue),
            "textMode": .string(showsName ? "value_and_name" : "value"),
            "justifyMode": "auto", "orientation": "auto", "wideLayout": true,
            "showPercentChange": false, "percentChangeColorMode": "standard",
        ]
    }
}
