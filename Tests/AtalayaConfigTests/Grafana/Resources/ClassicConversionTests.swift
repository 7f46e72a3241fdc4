import AtalayaConfig
import Testing

@Suite("Resources in the Classic form")
struct ClassicConversionTests {
    private static func classic(_ json: String) throws -> (PlainValue, [String]) {
        let conversion = try #require(ClassicConversion(try ClassicDashboardTests.document(json)))
        return (try PlainValue(json: JSONWriter.write(conversion.dashboard.document)), conversion.omissions.map(\.key))
    }

    private static func resource(layout: String, spec: String = "") throws -> (PlainValue, [String]) {
        try classic(
            """
            {"apiVersion": "dashboard.grafana.app/v2", "kind": "Dashboard", "metadata": {"name": "u"}, "spec": {
              "title": "T", \(spec) "elements": {
                "a": {"kind": "Panel", "spec": {"id": 4, "title": "A", "vizConfig": {"kind": "VizConfig", "group": "stat",
                  "spec": {"options": {}, "fieldConfig": {"defaults": {}, "overrides": []}}}}},
                "b": {"kind": "Panel", "spec": {"id": 2, "title": "B", "vizConfig": {"kind": "VizConfig", "group": "table",
                  "spec": {}}}}},
              "layout": \(layout)}}
            """)
    }

    private static func item(_ name: String, _ more: String = "") -> String {
        #"{"kind": "GridLayoutItem", "spec": {"x": 0, "y": 0, "width": 24, "height": 4, \#(more)"#
            + #""element": {"kind": "ElementReference", "name": "\#(name)"}}}"#
    }

    @Test("There and back again, every dashboard of a stack is the same resource", arguments: TestStacks.allCases)
    func thereAndBack(stack: TestStacks) throws {
        let files = Renderers.render(try stack.validated()).filter {
            $0.path.hasPrefix(GrafanaRenderer.dashboardsDirectory)
        }
        for file in files {
            let original = try #require(ClassicDashboard(try ClassicDashboardTests.document(file.contents)))
            for target in [TargetVersion(12, 2), TargetVersion(13)] {
                let resource = try #require(DashboardResource(original, target: target))
                let back = try #require(ClassicConversion(resource.document))
                #expect(back.omissions.isEmpty)
                #expect(back.dashboard.uid == original.uid && back.dashboard.title == original.title)
                #expect(back.dashboard.allPanels.map(\.position) == original.allPanels.map(\.position))
                let queries = [back.dashboard, original].map {
                    $0.allPanels.map { $0.targets.map { $0[text: "expr"] } }
                }
                #expect(queries[0] == queries[1])
                let again = try #require(DashboardResource(back.dashboard, target: target))
                #expect(JSONWriter.write(again.document) == JSONWriter.write(resource.document))
            }
        }
    }

    @Test("A stack writes resources where it says so, which say what its Classic dashboards say")
    func stackOfResources() throws {
        var stack = try TestStacks.full.validated().stack
        stack.targets.grafana = TargetVersion(13)
        stack.grafana.dashboardForm = .resource
        let dashboards = StackDashboards.dashboards(for: try #require(stack.validate().validated))
        let files = Renderers.render(try #require(stack.validate().validated))
        for dashboard in dashboards {
            let file = try #require(files.first { $0.path.hasSuffix("/\(dashboard.name).json") })
            let document = try ClassicDashboardTests.document(file.contents)
            #expect(DocumentObject(document)?[text: "apiVersion"] == "dashboard.grafana.app/v2beta1")
            let back = try #require(ClassicConversion(document)).dashboard
            #expect(back.uid == dashboard.uid && back.allPanels.count == dashboard.panels.count)
        }
        let compose = files.first { $0.path.hasSuffix("docker-compose.yml") }?.contents ?? ""
        #expect(!compose.contains("DEFAULT_HOME_DASHBOARD"))
    }

    @Test("A dashboard of the Classic form is no resource")
    func classicIsNone() throws {
        #expect(ClassicConversion(DashboardTests.dashboard([]).document()) == nil)
    }

    @Test("Folded rows hold their panels, and what follows moves up to their header")
    func rows() throws {
        let (dashboard, omissions) = try Self.resource(
            layout: """
                {"kind": "RowsLayout", "spec": {"rows": [
                  {"kind": "RowsLayoutRow", "spec": {"title": "R", "collapse": true, "repeat": {"mode": "variable", "value": "job"},
                    "layout": {"kind": "GridLayout", "spec": {"items": [\(Self.item("a"))]}}}},
                  {"kind": "RowsLayoutRow", "spec": {"title": "S", "collapse": false,
                    "layout": {"kind": "GridLayout", "spec": {"items": [
                      \(Self.item("b", #""repeat": {"mode": "variable", "value": "job", "direction": "h", "maxPerRow": 3},"#))]}}}}]}}
                """)
        let panels = dashboard["panels"]?.items ?? []
        #expect(panels.map { $0["title"] } == [.string("R"), .string("S"), .string("B")])
        #expect(panels[0]["repeat"] == .string("job") && panels[0]["collapsed"] == .bool(true))
        #expect(panels[0]["panels"]?.items.map { $0["title"] } == [.string("A")])
        #expect(panels.map { $0["gridPos"]?["y"] } == [.int(0), .int(1), .int(2)])
        #expect(panels[2]["repeat"] == .string("job") && panels[2]["maxPerRow"] == .int(3))
        #expect(!panels.contains { $0["id"] == .int(4) })
        #expect(omissions.isEmpty)
    }

    @Test("Tabs become rows and automatic places fixed ones, and both are reported")
    func tabs() throws {
        let (dashboard, omissions) = try Self.resource(
            layout: """
                {"kind": "TabsLayout", "spec": {"tabs": [{"kind": "TabsLayoutTab", "spec": {"title": "One", "layout":
                  {"kind": "AutoGridLayout", "spec": {"maxColumnCount": 2, "rowHeightMode": "short", "items": [
                    {"kind": "AutoGridLayoutItem", "spec": {"element": {"kind": "ElementReference", "name": "a"}}},
                    {"kind": "AutoGridLayoutItem", "spec": {"element": {"kind": "ElementReference", "name": "b"},
                      "conditionalRendering": {"kind": "ConditionalRenderingGroup", "spec": {"visibility": "show"}}}}]}}}}]}}
                """)
        let panels = dashboard["panels"]?.items ?? []
        #expect(panels.map { $0["title"] } == [.string("One"), .string("A"), .string("B")])
        #expect(panels[1]["gridPos"]?["w"] == .int(12) && panels[1]["gridPos"]?["x"] == .int(0))
        #expect(panels[2]["gridPos"]?["x"] == .int(12) && panels[2]["gridPos"]?["y"] == panels[1]["gridPos"]?["y"])
        #expect(omissions == ["layout.TabsLayout", "layout.AutoGridLayout", "item.conditionalRendering"])
    }

    @Test("What has no place is reported: keys, elements, kinds of variables, panels in two places")
    func omissions() throws {
        let (dashboard, omissions) = try Self.resource(
            layout: """
                {"kind": "GridLayout", "spec": {"items": [\(Self.item("a")), \(Self.item("a")), \(Self.item("none"))]}}
                """,
            spec: """
                "preferences": {"layout": "x"}, "variables": [{"kind": "NewVariable", "spec": {"name": "n"}}],
                """)
        #expect(
            Set(omissions) == [
                "panel.id", "layout.element", "elements.b", "variable (NewVariable)", "dashboard.preferences",
            ])
        let ids = (dashboard["panels"]?.items ?? []).map { $0["id"]?.int }
        #expect(ids.count == 2 && Set(ids).count == 2)
    }

    @Test("Queries keep their data source in all three versions of the form")
    func queries() throws {
        let queries = [
            #"{"kind": "DataQuery", "group": "loki", "version": "v0", "datasource": {"name": "l"}, "spec": {"expr": "e"}}"#,
            #"{"kind": "loki", "spec": {"expr": "e"}}}"#,
        ]
        for (index, query) in queries.enumerated() {
            let beside = index == 1 ? #", "datasource": {"type": "loki", "uid": "l"}"# : "}"
            let (dashboard, omissions) = try Self.classic(
                """
                {"title": "T", "elements": {"a": {"kind": "Panel", "spec": {"id": 1, "data": {"kind": "QueryGroup", "spec": {
                  "queries": [{"kind": "PanelQuery", "spec": {"refId": "A", "hidden": true\(index == 1 ? beside : ""),
                    "query": \(query)}\(index == 1 ? "" : beside)]}},
                  "vizConfig": {"kind": "logs", "spec": {"pluginVersion": "", "options": {"wrap": true}}}}}},
                 "layout": {"kind": "GridLayout", "spec": {"items": [\(Self.item("a"))]}}}
                """)
            let panel = try #require(dashboard["panels"]?.items.first)
            let target = panel["targets"]?.items.first
            #expect(panel["type"] == .string("logs") && panel["options"]?["wrap"] == .bool(true))
            #expect(target?["datasource"]?["uid"] == .string("l"))
            #expect(target?["datasource"]?["type"] == .string("loki"))
            #expect(target?["expr"] == .string("e") && target?["hide"] == .bool(true))
            #expect(omissions.isEmpty)
        }
    }
}
