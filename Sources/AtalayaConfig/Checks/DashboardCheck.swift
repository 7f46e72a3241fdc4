/// Grafana dashboards: the Classic form, what the API exports, and resources of version 2.
///
/// An error is what Grafana refuses to load, or a query that cannot be answered; what Grafana mends in silence is a
/// warning, and what dashboards that others use are held to is advice.
public struct DashboardCheck: DocumentCheck {
    public let kind = "dashboard"
    public let summary = "Grafana dashboards (Classic JSON, and resources of version 2)"

    public init() {}

    public var rules: [CheckRule] { Self.own.map(\.rule) + PromQLRules.all.map { CheckRule($0) } }

    public func recognises(_ node: DocumentNode) -> Bool { DashboardReading.recognises(node) }

    public func check(_ node: DocumentNode, file: String, targets: Targets) -> [Diagnostic] {
        let dashboard = DashboardReading(node, targets: targets)
        return
            (node.duplicateKeyDiagnostics(file: file)
            + Self.own.flatMap { $0.diagnostics(dashboard, file: file, targets: targets) }
            + dashboard.expressions.diagnostics(by: PromQLRules.all, file: file))
            .inFileOrder()
    }

    public func expressions(_ node: DocumentNode, targets: Targets) -> [PlacedExpression] {
        DashboardReading(node, targets: targets).expressions.items.map(\.placed)
    }

    private static let own =
        DashboardFileRules.all + DashboardPanelRules.all + DashboardVariableRules.all + DashboardQueryRules.all
}
