/// Words, in Markdown: Grafana's `text`. It asks no data source.
public struct TextPanel: PanelVisualization {
    /// Markdown. Text from outside goes through ``LegendFormat/escaped(_:)`` first, because Grafana fills in variables
    /// here too.
    public var markdown: String

    public init(markdown: String) { self.markdown = markdown }
    public init() { self.init(markdown: "") }

    public var type: String { "text" }
    public var needsTargets: Bool { false }
    public var options: Document { ["mode": "markdown", "content": .string(markdown)] }
}
