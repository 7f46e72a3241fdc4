/// A dial between a minimum and a maximum: Grafana's `gauge`. Set both in the panel's ``FieldOptions``, or the dial has
/// no meaning.
public struct GaugePanel: PanelVisualization {
    public var calculation: PanelCalculation

    public init(calculation: PanelCalculation) { self.calculation = calculation }
    public init() { self.init(calculation: .lastNotNull) }

    public var type: String { "gauge" }

    public var options: Document {
        [
            "reduceOptions": ReduceOptions(calculation: calculation).document(),
            "orientation": "auto", "showThresholdLabels": false, "showThresholdMarkers": true, "sizing": "auto",
            "minVizWidth": 75, "minVizHeight": 75,
        ]
    }
}
