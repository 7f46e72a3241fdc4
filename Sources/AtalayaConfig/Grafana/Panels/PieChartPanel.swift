/// Parts of one whole at one moment: Grafana's `piechart`.
public struct PieChartPanel: PanelVisualization {
    public enum Shape: String, Sendable, CaseIterable { case pie, donut }
    /// What stands on a slice, and beside its name in the legend.
    public enum Part: String, Sendable, CaseIterable { case name, value, percent }

    public var calculation: PanelCalculation
    public var shape: Shape
    public var labels: [Part]

    public init(calculation: PanelCalculation = .lastNotNull, shape: Shape = .pie, labels: [Part] = [.percent]) {
        self.calculation = calculation
        self.shape = shape
        self.labels = labels
    }

    public init() { self.init(shape: .pie) }

    public var type: String { "piechart" }

    public var options: Document {
        [
            "reduceOptions": ReduceOptions(calculation: calculation).document(),
            "pieType": .string(shape.rawValue),
            "displayLabels": Document.flowStrings(labels.map(\.rawValue)),
            "orientation": "auto", "sort": "desc",
            "legend": [
                "showLegend": true, "displayMode": "table", "placement": "right", "calcs": [],
                "values": Document.flowStrings(["value", "percent"]),
            ],
            "tooltip": ["mode": "single", "sort": "none", "hideZeros": false],
        ]
    }

    public var custom: Document? { ["hideFrom": ["legend": false, "tooltip": false, "viz": false]] }
}
