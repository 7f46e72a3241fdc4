/// What the services say: how much, how bad, and the lines themselves.
enum LogsDashboard: StackDashboard {
    private static let searchVariable = "search"
    /// Levels that somebody should look at, in the spellings that are common.
    private static let badLevels = "(?i)(err|error|crit|critical|alert|emerg|fatal|panic)"

    static func dashboards(for stack: Stack) -> [Dashboard] {
        let services = stack.services.filter { $0.logs != nil }
        guard stack.loki.isEnabled, !services.isEmpty else { return [] }
        return [
            DashboardFrame(stack: stack).dashboard(
                name: "\(stack.name)-stack-logs", subject: stack.title, title: "Logs",
                description: "Log lines of all services: how many, how bad, and what they say.",
                variables: [.text(name: searchVariable, title: "Search")], sections: services.map(section))
        ]
    }

    private static func section(of service: Service) -> DashboardSection {
        let name = service.name
        let lines = lines(of: service)
        let bad = LogQuery.lines(where: [.equal("service", name), .matches("level", badLevels)])
        return DashboardSection(
            name: name, title: DashboardText(service.title),
            panels: [
                volume(of: service),
                Panel(
                    name: "\(name)-bad-lines-rate", title: "Errors in the log",
                    description: "Lines a second with a level of error or worse.",
                    visualization: TimeSeriesPanel(),
                    fields: FieldOptions(unit: .eventsPerSecond, minimum: 0, color: .fixed("red")),
                    targets: [LokiTarget(bad.rate(), legend: "errors")]),
                Panel(
                    name: "\(name)-lines", title: "Lines",
                    description: "The newest lines, those with the text of the search field only.",
                    size: GridSize(width: 24, height: 12), visualization: LogsPanel(),
                    fields: FieldOptions(unit: .none),
                    targets: [LokiTarget(lines.containing(variable: searchVariable), linesMax: 500)]),
            ])
    }

    private static func lines(of service: Service) -> LogQuery { .lines(where: [.equal("service", service.name)]) }

    /// How many lines there are of which level; also in the overview.
    static func volume(of service: Service) -> Panel {
        Panel(
            name: "\(service.name)-log-volume", title: "Log lines by level",
            description: "Lines in each step of time. Silence may be as bad as many errors.",
            visualization: TimeSeriesPanel(style: .bars, isStacked: true, fillPercent: 80),
            fields: FieldOptions(unit: .short, minimum: 0),
            targets: [LokiTarget(lines(of: service).count(by: ["level"]), legend: .label("level"))])
    }
}
