/// One panel: what it asks, how it shows the answer, and what a person should read into it.
///
/// What all panels share is here; what differs from one kind to the next is the ``visualization``, one file a kind in
/// `Panels/`.
public struct Panel: Sendable {
    /// The logical name, unique in its dashboard. The panel's id is made from it.
    public var name: String
    public var title: DashboardText
    /// What is shown and what to do when it looks wrong; required, because the person who reads it at night did not
    /// build it.
    public var description: DashboardText
    public var size: GridSize
    public var visualization: any PanelVisualization
    public var fields: FieldOptions
    /// The queries; they get the reference ids A, B, C … in this order.
    public var targets: [any PanelTarget]
    public var transformations: [PanelTransformation]
    public var links: [DashboardLink]
    /// The smallest step between two points, in Grafana's notation (`30s`); nil for the data source's own.
    public var minimumStep: String?
    /// Shows the panel once for each chosen value of a variable.
    public var repetition: PanelRepetition?
    /// No background: for words and single figures.
    public var isTransparent: Bool

    public init(
        name: String, title: DashboardText, description: DashboardText, size: GridSize = .half,
        visualization: any PanelVisualization,
        fields: FieldOptions = FieldOptions(), targets: [any PanelTarget] = [],
        transformations: [PanelTransformation] = [],
        links: [DashboardLink] = [], minimumStep: String? = nil, repetition: PanelRepetition? = nil,
        isTransparent: Bool = false
    ) {
        self.name = name
        self.title = title
        self.description = description
        self.size = size
        self.visualization = visualization
        self.fields = fields
        self.targets = targets
        self.transformations = transformations
        self.links = links
        self.minimumStep = minimumStep
        self.repetition = repetition
        self.isTransparent = isTransparent
    }

    func document(id: Int32, position: GridPosition) -> Document {
        .fields {
            $0.set("id", .int(Int64(id)))
            if let library = visualization.libraryPanel {
                $0.set("title", title.document())
                $0.set("gridPos", position.document())
                $0.set("libraryPanel", library)
                repetition?.set(in: &$0)
                return
            }
            $0.set("type", string: visualization.type)
            $0.set("title", title.document())
            $0.set("description", description.document())
            $0.set("gridPos", position.document())
            $0.set("datasource", targets.first?.dataSource.document())
            $0.set("interval", string: minimumStep)
            $0.set(
                "targets",
                nonEmpty: targets.enumerated().map { index, target in
                    target.document(referenceID: Self.referenceID(index))
                })
            $0.set("fieldConfig", fields.document(custom: visualization.custom))
            $0.set("options", visualization.options)
            $0.set("transformations", nonEmpty: transformations.map { $0.document() })
            $0.set("links", nonEmpty: links.map { $0.document() })
            $0.set("transparent", bool: isTransparent ? true : nil)
            repetition?.set(in: &$0)
        }
    }

    /// A…Z, then AA, AB … as in Grafana's editor.
    static func referenceID(_ index: Int) -> String {
        let letter = String(Unicode.Scalar(UInt8(ascii: "A") + UInt8(index % 26)))
        return index < 26 ? letter : referenceID(index / 26 - 1) + letter
    }
}

/// A panel for each chosen value of a variable, side by side or below each other.
public struct PanelRepetition: Hashable, Sendable {
    public enum Direction: String, Sendable, CaseIterable {
        case horizontal = "h"
        case vertical = "v"
    }

    /// The name of the variable, without `$`. The panel's texts and queries name it as `$name`.
    public var variable: String
    public var direction: Direction
    /// The most panels in one line; 1 to 24, for the horizontal direction only.
    public var columnsMax: Int

    public init(variable: String, direction: Direction = .horizontal, columnsMax: Int = 4) {
        self.variable = variable
        self.direction = direction
        self.columnsMax = min(max(columnsMax, 1), GridLayout.columns)
    }

    func set(in fields: inout Document.Fields) {
        fields.set("repeat", string: variable)
        fields.set("repeatDirection", string: direction.rawValue)
        fields.set("maxPerRow", int: direction == .horizontal ? columnsMax : nil)
    }
}

/// How a panel shows its data: one conforming type a kind of panel.
///
/// To add a kind: one file in `Panels/`, one line in ``PanelVisualizations/all``.
public protocol PanelVisualization: Sendable {
    /// Grafana's plugin id, such as `timeseries`.
    var type: String { get }
    /// `options` of the panel.
    var options: Document { get }
    /// `fieldConfig.defaults.custom` of the panel; nil where the kind has none.
    var custom: Document? { get }
    /// Whether the panel asks a data source at all; a text panel does not.
    var needsTargets: Bool { get }
    /// Where the panel is in Grafana's library; then nothing else of it is written.
    var libraryPanel: Document? { get }

    /// With Grafana's defaults and ours, for lists and tests.
    init()
}

extension PanelVisualization {
    public var custom: Document? { nil }
    public var needsTargets: Bool { true }
    public var libraryPanel: Document? { nil }
}

/// All kinds of panel there are.
public enum PanelVisualizations {
    public static let all: [any PanelVisualization.Type] = [
        TimeSeriesPanel.self, StatPanel.self, GaugePanel.self, BarGaugePanel.self, TablePanel.self, HeatmapPanel.self,
        LogsPanel.self, TextPanel.self, StateTimelinePanel.self, StatusHistoryPanel.self, BarChartPanel.self,
        HistogramPanel.self, PieChartPanel.self, AlertListPanel.self, LibraryPanel.self,
    ]
}
