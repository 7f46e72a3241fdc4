import AtalayaConfig
import AtalayaModel
import Testing

@Suite("Dashboard")
struct DashboardTests {
    static func panel(_ name: String, size: GridSize = .half, unit: GrafanaUnit = .short) -> Panel {
        Panel(
            name: name, title: DashboardText(name), description: "Whether it runs.", size: size,
            visualization: TimeSeriesPanel(),
            fields: FieldOptions(unit: unit), targets: [PrometheusTarget(.value(.up()), legend: .label("job"))])
    }

    static func dashboard(_ sections: [DashboardSection]) -> Dashboard {
        Dashboard(name: "test", title: "Test", variables: [.prometheusDataSource], sections: sections)
    }

    @Test("A dashboard has what Grafana needs and nothing that belongs to its database")
    func keys() throws {
        let json = try DashboardJSON(Self.dashboard([DashboardSection(panels: [Self.panel("a")])]))
        #expect(json.root["uid"] == .string(StableIdentifier.uid(for: "test")))
        #expect(json.root["schemaVersion"] == .int(39))
        #expect(json.root["refresh"] == .string("30s"))
        #expect(json.root["editable"] == .bool(false))
        for key in ["id", "version", "gnetId", "__inputs"] { #expect(json.root[key] == nil) }
        #expect(json.problems().isEmpty)
    }

    @Test(
        "The schema version follows the target",
        arguments: [(11, 0, 39), (11, 6, 41), (12, 0, 41), (13, 0, 42), (14, 1, 42), (10, 0, 39)])
    func schemaVersions(major: Int, minor: Int, expected: Int) {
        #expect(DashboardSchemaVersion.forGrafana(TargetVersion(major, minor)).number == expected)
    }

    @Test("Panels of an open section follow its header; those of a collapsed one are inside it")
    func sections() throws {
        let json = try DashboardJSON(
            Self.dashboard([
                DashboardSection(panels: [Self.panel("top")]),
                DashboardSection(
                    title: "Folded", isCollapsed: true, panels: [Self.panel("hidden"), Self.panel("hidden-2")]),
                DashboardSection(title: "Open", panels: [Self.panel("shown")]),
            ]))
        #expect(
            json.topLevelPanels.map { $0["title"] } == [
                .string("top"), .string("Folded"), .string("Open"), .string("shown"),
            ])
        #expect(json.topLevelPanels.map { $0["gridPos"]?["y"] } == [.int(0), .int(8), .int(9), .int(10)])
        #expect(json.panels.count == 6)
        #expect(json.problems().isEmpty)
    }

    @Test("A panel keeps its id when another is put before it")
    func stablePanelIDs() {
        let before = Self.dashboard([DashboardSection(panels: [Self.panel("a"), Self.panel("b")])])
        let after = Self.dashboard([DashboardSection(panels: [Self.panel("new"), Self.panel("b"), Self.panel("a")])])
        #expect(before.panelID(named: "b") != nil)
        #expect(before.panelID(named: "b") == after.panelID(named: "b"))
        #expect(before.panelID(named: "c") == nil)
    }

    @Test("Reference ids go on behind Z")
    func referenceIDs() throws {
        var panel = Self.panel("many")
        panel.targets = Array(repeating: PrometheusTarget(.value(.up())), count: 30)
        let json = try DashboardJSON(Self.dashboard([DashboardSection(panels: [panel])]))
        let ids = json.panels[0]["targets"]?.items.map { $0["refId"] } ?? []
        #expect(
            ids[0] == .string("A") && ids[25] == .string("Z") && ids[26] == .string("AA") && ids[29] == .string("AD"))
        #expect(json.problems().isEmpty)
    }

    @Test("The first threshold has no value")
    func thresholds() throws {
        var panel = Self.panel("a")
        panel.fields.thresholds = .rising(warning: 0.5, critical: 1)
        let json = try DashboardJSON(Self.dashboard([DashboardSection(panels: [panel])]))
        let steps = json.panels[0]["fieldConfig"]?["defaults"]?["thresholds"]?["steps"]?.items ?? []
        #expect(steps.map { $0["value"] } == [.null, .double(0.5), .int(1)])
    }

    @Test("Every rule finds its own case")
    func rules() {
        var unit = Self.panel("unit", unit: GrafanaUnit("rds"))
        unit.fields.thresholds = Thresholds(base: "green", steps: [.init(2, "red"), .init(1, "orange")])
        var silent = Self.panel("silent")
        silent.description = ""
        silent.title = ""
        silent.targets = []
        var mixed = Self.panel("mixed")
        mixed.targets.append(LokiTarget(.lines(where: [.equal("service", "shop")])))
        var wrong = Self.panel("wrong")
        wrong.targets = [PrometheusTarget(.rate(.up(), where: [.variable("instance", "instance")]))]
        var dashboard = Self.dashboard([DashboardSection(panels: [unit, silent, mixed, wrong, wrong])])
        dashboard.title = ""
        dashboard.variables.append(.labelValues(of: "job", in: "up", name: "job", title: "Job"))
        let rules = Set(dashboard.findings().map(\.rule))
        #expect(
            rules == [
                "dashboard-title", "panel-name-duplicate", "panel-title", "panel-description", "panel-unit-unknown",
                "panel-targets",
                "panel-thresholds", "variable-undefined", "variable-unused", "query-kind",
            ])
        #expect(dashboard.findings().contains { $0.path == "test.unit" && $0.rule == "panel-unit-unknown" })
    }

    @Test("A good dashboard has no findings")
    func noFindings() {
        #expect(
            Self.dashboard([DashboardSection(title: "Row", panels: [Self.panel("a"), Self.panel("b")])]).findings()
                .isEmpty)
    }

    @Test(
        "Every kind of panel renders with its own type and options",
        arguments: PanelVisualizations.all.map { $0.init() }.map(AnyVisualization.init))
    func visualizations(boxed: AnyVisualization) throws {
        var panel = Self.panel("a")
        panel.visualization = boxed.visualization
        let json = try DashboardJSON(Self.dashboard([DashboardSection(panels: [panel])]))
        if boxed.visualization.libraryPanel != nil { return #expect(json.panels[0]["libraryPanel"] != nil) }
        #expect(json.panels[0]["type"] == .string(boxed.visualization.type))
        #expect(json.panels[0]["options"]?.keys.isEmpty == false)
    }

    @Test("Kinds of panel have different types")
    func visualizationTypes() {
        #expect(Set(PanelVisualizations.all.map { $0.init().type }).count == PanelVisualizations.all.count)
    }

    struct AnyVisualization: CustomTestStringConvertible {
        let visualization: any PanelVisualization
        var testDescription: String { visualization.type }
    }
}
