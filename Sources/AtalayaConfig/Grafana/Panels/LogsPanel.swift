/// Log lines, newest first: Grafana's `logs`.
public struct LogsPanel: PanelVisualization {
    /// Indents JSON lines.
    public var isPrettyPrinted: Bool

    public init(isPrettyPrinted: Bool) { self.isPrettyPrinted = isPrettyPrinted }
    public init() { self.init(isPrettyPrinted: false) }

    public var type: String { "logs" }

    public var options: Document {
        [
            "showTime": true, "showLabels": false, "showCommonLabels": false, "showLogContextToggle": true,
            "wrapLogMessage": true,
            "prettifyLogMessage": .bool(isPrettyPrinted), "enableLogDetails": true, "sortOrder": "Descending",
            "dedupStrategy": "none",
        ]
    }
}
