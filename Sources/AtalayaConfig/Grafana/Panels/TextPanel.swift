/// Words, in Markdown: Grafana's `text`. It asks no data source.
public struct TextPanel: PanelVisualization {
    /// Markdown, in which Grafana fills in variables too.
    public var markdown: DashboardText

    public init(markdown: DashboardText) { self.markdown = markdown }
    public init() { self.init(markdown: "") }

    public var type: String { "text" }
    public var needsTargets: Bool { false }
    public var options: Document { ["mode": "markdown", "content": markdown.document()] }
}
