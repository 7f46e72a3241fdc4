/// One panel: what it asks, how it shows the answer, and what a person should read into it.
///
/// What all panels share is here; what differs from one kind to the next is the ``visualization``, one file a kind in
/// `Panels/`.
public struct Panel: Sendable {
    /// The logical name, unique in its dashboard. The panel's id is made from it.
    public var name: String
    public var title: String
    /// What is shown and what to do when it looks wrong; required, because the person who reads it at night did not
    /// build it.
    public var description: String
    public var size: GridSize
    public var visualization: any PanelVisualization
    public var fields: FieldOptions
    /// The queries; they get the reference ids A, B, C … in this order.
    public var targets: [any PanelTarget]
    public var transformations: [PanelTransformation]
    public var links: [DashboardLink]
    /// The smallest step between two points, in Grafana's notation (`30s`); nil for the data source's own.
    public var minimumStep: String?

    public init(
        name: String, title: String, description: String, size: GridSize = .half, visualization: any PanelVisualization,
        fields: FieldOptions = FieldOptions(), targets: [any PanelTarget] = [],
        transformations: [PanelTransformation] = [],
        links: [DashboardLink] = [], minimumStep: String? = nil
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
    }

    func document(id: Int32, position: GridPosition) -> Document {
        .fields {
            $0.set("id", .int(Int64(id)))
            $0.set("type", string: visualization.type)
            $0.set("title", string: title)
            $0.set("description", string: description)
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
        }
    }

    /// A…Z, then AA, AB … as in Grafana's editor.
    static func referenceID(_ index: Int) -> String {
        let letter = String(Unicode.Scalar(UInt8(ascii: "A") + UInt8(index % 26)))
        return index < 26 ? letter : referenceID(index / 26 - 1) + letter
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

    /// With Grafana's defaults and ours, for lists and tests.
    init()
}

extension PanelVisualization {
    public var custom: Document? { nil }
    public var needsTargets: Bool { true }
}

/// All kinds of panel there are.
public enum PanelVisualizations {
    public static let all: [any PanelVisualization.Type] = [
        TimeSeriesPanel.self, StatPanel.self, GaugePanel.self, BarGaugePanel.self, TablePanel.self, HeatmapPanel.self,
        LogsPanel.self, TextPanel.self, StateTimelinePanel.self,
    ]
}

/// A step of a panel's transformation chain: Grafana's id and its options.
public struct PanelTransformation: Hashable, Sendable {
    public var id: String
    public var options: Document

    public init(id: String, options: Document) {
        self.id = id
        self.options = options
    }

    /// Hides, renames and orders the columns of a table.
    public static func organize(hidden: [String] = [], renamed: [(from: String, to: String)] = [], order: [String] = [])
        -> Self
    {
        PanelTransformation(
            id: "organize",
            options: [
                "excludeByName": .mapping(hidden.map { Document.Entry($0, true) }),
                "indexByName": .mapping(order.enumerated().map { Document.Entry($1, .int(Int64($0))) }),
                "renameByName": .mapping(renamed.map { Document.Entry($0.from, .string($0.to)) }),
            ])
    }

    /// Joins the rows of several table queries.
    public static let merge = PanelTransformation(id: "merge", options: [:])

    func document() -> Document { ["id": .string(id), "options": options] }
}
