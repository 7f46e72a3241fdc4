/// Which one number stands for a series over the time range: `reduceOptions.calcs` and the columns of a legend table.
public struct PanelCalculation: Hashable, Sendable {
    public let id: String

    public static let lastNotNull = PanelCalculation(id: "lastNotNull")
    public static let mean = PanelCalculation(id: "mean")
    public static let minimum = PanelCalculation(id: "min")
    public static let maximum = PanelCalculation(id: "max")
    public static let sum = PanelCalculation(id: "sum")
}

/// The legend of a panel with lines.
public struct PanelLegend: Hashable, Sendable {
    /// Columns beside the name; with at least one the legend is a table.
    public var calculations: [PanelCalculation]
    public var isShown: Bool

    public init(calculations: [PanelCalculation] = [.mean, .maximum, .lastNotNull], isShown: Bool = true) {
        self.calculations = calculations
        self.isShown = isShown
    }

    public static let list = PanelLegend(calculations: [])
    public static let hidden = PanelLegend(calculations: [], isShown: false)

    func document() -> Document {
        .fields {
            $0.set("showLegend", bool: isShown)
            $0.set("displayMode", string: calculations.isEmpty ? "list" : "table")
            $0.set("placement", "bottom")
            $0.set("calcs", Document.flowStrings(calculations.map(\.id)))
        }
    }
}

/// One number a series, as stat, gauge and bar gauge show it.
struct ReduceOptions: Hashable, Sendable {
    var calculation: PanelCalculation

    func document() -> Document {
        ["calcs": Document.flowStrings([calculation.id]), "fields": "", "values": false]
    }
}
