/// The alerts that Grafana knows, its own and those of the data sources it manages: its `alertlist`. It asks no query.
public struct AlertListPanel: PanelVisualization {
    public enum State: String, Sendable, CaseIterable { case firing, pending, noData, error, normal }

    /// How the alerts are shown.
    public enum View: String, Sendable, CaseIterable {
        /// One below the other.
        case list
        /// Only how many there are.
        case count = "stat"
    }

    public var view: View
    public var states: [State]
    /// Only alerts whose name has this in it; empty for all.
    public var name: String
    /// Only instances with these labels, as matchers in braces: `{service="shop"}`; empty for all.
    public var labels: String
    public var itemsMax: Int

    public init(
        view: View = .list, states: [State] = [.firing, .pending, .noData, .error], name: String = "",
        labels: String = "", itemsMax: Int = 20
    ) {
        self.view = view
        self.states = states
        self.name = name
        self.labels = labels
        self.itemsMax = max(itemsMax, 1)
    }

    public init() { self.init(name: "") }

    public var type: String { "alertlist" }
    public var needsTargets: Bool { false }

    public var options: Document {
        [
            "viewMode": .string(view.rawValue), "groupMode": "default", "groupBy": [],
            "maxItems": .int(Int64(itemsMax)),
            "sortOrder": 3,  // by importance
            "dashboardAlerts": false, "alertName": .string(name), "alertInstanceLabelFilter": .string(labels),
            "stateFilter": .mapping(State.allCases.map { .init($0.rawValue, .bool(states.contains($0))) }),
        ]
    }
}
