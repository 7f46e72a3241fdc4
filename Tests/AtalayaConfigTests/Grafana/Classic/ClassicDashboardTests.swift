import AtalayaConfig
import Testing

@Suite("Classic dashboards")
struct ClassicDashboardTests {
    static func document(_ json: String) throws -> Document {
        let reading = JSONDocumentReader.read(json, file: "test.json")
        #expect(reading.diagnostics.isEmpty)
        return Document(try #require(reading.node))
    }

    private static let foreign = """
        {"custom": {"ours": [1, 2.50, 1e-09]}, "title": "T", "id": null, "schemaVersion": 39, "uid": "u",
         "templating": {"enable": true, "list": [{"name": "job", "odd": {}}]}, "annotations": {"list": []},
         "panels": [{"type": "timeseries", "id": 4, "gridPos": {"h": 8, "w": 12, "x": 0, "y": 0, "i": "7"},
           "pluginVersion": "11.2.0", "targets": [{"expr": "up", "step": 4}], "yours": -0.0}]}
        """

    @Test("Reading and writing give the same document, with every key in its place and numbers as they were written")
    func roundTrip() throws {
        let document = try Self.document(Self.foreign)
        let dashboard = try #require(ClassicDashboard(document))
        #expect(dashboard.document == document)
        #expect(JSONWriter.write(dashboard.document).contains("2.50"))
        #expect(dashboard.title == "T" && dashboard.uid == "u" && dashboard.schemaVersion == 39)
        #expect(dashboard.variables.map { $0[text: "name"] } == ["job"])
        #expect(dashboard.panels[0].targets[0][text: "expr"] == "up")
    }

    @Test("Setting every property to itself changes nothing")
    func settingIsQuiet() throws {
        let document = try Self.document(Self.foreign)
        var dashboard = try #require(ClassicDashboard(document))
        dashboard.title = dashboard.title
        dashboard.panels = dashboard.panels.map { panel in
            var panel = panel
            panel.targets = panel.targets
            panel.type = panel.type
            return panel
        }
        dashboard.variables = dashboard.variables
        dashboard.annotations = dashboard.annotations
        #expect(dashboard.document == document)
    }

    @Test("What the API and Git Sync put around a dashboard stays around it")
    func envelopes() throws {
        for json in [
            #"{"meta": {"slug": "t"}, "dashboard": {"title": "T", "panels": []}, "overwrite": true}"#,
            #"{"apiVersion": "dashboard.grafana.app/v1", "kind": "Dashboard", "metadata": {"name": "n"}, "spec": {"title": "T", "panels": []}}"#,
        ] {
            let document = try Self.document(json)
            var dashboard = try #require(ClassicDashboard(document))
            #expect(dashboard.document == document)
            dashboard.title = "U"
            #expect(dashboard.document != document)
            #expect(dashboard.document.keys == document.keys)
        }
    }

    @Test(
        "Other documents are no Classic dashboards",
        arguments: ["[]", "{}", #"{"panels": []}"#, #"{"title": "T", "elements": {}}"#, "3"])
    func others(json: String) throws {
        #expect(ClassicDashboard(try Self.document(json)) == nil)
    }

    @Test("A panel goes into the hole of its section, and nothing moves")
    func insertIntoHole() throws {
        var dashboard = ClassicDashboard(
            DashboardTests.dashboard([
                DashboardSection(title: "One", panels: [DashboardTests.panel("a")]),
                DashboardSection(title: "Two", panels: [DashboardTests.panel("b")]),
            ]))
        let before = dashboard.panels
        var panel = before[1]
        panel.title = "new"
        dashboard.insert(panel, below: 0)
        #expect(dashboard.panels.count == before.count + 1)
        #expect(dashboard.panels[2].title == "new")
        #expect(dashboard.panels[2].position == GridPosition(x: 12, y: 1, size: .half))
        #expect(dashboard.panels[2].id != before[1].id)
        #expect(dashboard.panels.filter { $0.title != "new" } == before)
    }

    @Test("Without a hole, what is below moves down together")
    func insertAtTheEnd() throws {
        var dashboard = ClassicDashboard(
            DashboardTests.dashboard([
                DashboardSection(title: "One", panels: [DashboardTests.panel("a")]),
                DashboardSection(title: "Two", isCollapsed: true, panels: [DashboardTests.panel("b")]),
                DashboardSection(title: "Three", panels: [DashboardTests.panel("c")]),
            ]))
        let before = dashboard.panels
        var panel = before[1]
        panel.position = GridPosition(x: 0, y: 0, size: GridSize(width: 24, height: 5))
        dashboard.insert(panel, below: 0)
        let after = dashboard.panels
        #expect(after[2].position == GridPosition(x: 0, y: 9, size: GridSize(width: 24, height: 5)))
        #expect(after[0] == before[0] && after[1] == before[1])
        #expect(after[3...].map { $0.position?.y } == before[2...].map { $0.position.map { $0.y + 5 } })
        #expect(after[3].panels[0].position?.y == before[2].panels[0].position.map { $0.y + 5 })
        #expect(GridLayoutTests.problems(in: after.compactMap(\.position)).isEmpty)
    }

    @Test("Setting what was read changes nothing, whatever stood there")
    func settersKeep() throws {
        let json = """
            {"title": "T", "schemaVersion": "36", "panels": [
              {"type": "row", "title": null, "gridPos": {"x": 20, "y": 0, "w": 24, "h": 1}}, {"type": "stat", "title": 5}]}
            """
        let document = try Self.document(json)
        var dashboard = try #require(ClassicDashboard(document))
        dashboard.title = dashboard.title
        dashboard.schemaVersion = dashboard.schemaVersion
        dashboard.variables = dashboard.variables
        dashboard.annotations = dashboard.annotations
        dashboard.panels = dashboard.panels.map {
            var panel = $0
            panel.title = panel.title
            panel.position = panel.position
            panel.targets = panel.targets
            panel.panels = panel.panels
            return panel
        }
        #expect(dashboard.document == document)
    }
}

extension Document {
    fileprivate var keys: [String] { DocumentObject(self)?.keys ?? [] }
}
