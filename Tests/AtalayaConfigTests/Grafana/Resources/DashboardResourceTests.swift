import AtalayaConfig
import Testing

@Suite("Dashboards as resources")
struct DashboardResourceTests {
    private static func resource(_ json: String, target: TargetVersion = TargetVersion(13)) throws -> (
        PlainValue, [String]
    ) {
        let dashboard = try #require(ClassicDashboard(try ClassicDashboardTests.document(json)))
        let resource = try #require(DashboardResource(dashboard, target: target))
        return (try PlainValue(json: JSONWriter.write(resource.document)), resource.omissions.map(\.key))
    }

    @Test("The form follows the target, and older Grafana has none")
    func versions() throws {
        let dashboard = ClassicDashboard(DashboardTests.dashboard([]))
        #expect(DashboardResource(dashboard, target: TargetVersion(12, 1)) == nil)
        for (target, version) in [(TargetVersion(12, 2), "v2beta1"), (TargetVersion(13), "v2")] {
            let document = try #require(DashboardResource(dashboard, target: target)?.document)
            #expect(DocumentObject(document)?[text: "apiVersion"] == "dashboard.grafana.app/\(version)")
        }
    }

    @Test("Every dashboard of a stack says all it says in the Classic form", arguments: TestStacks.allCases)
    func stackDashboards(stack: TestStacks) throws {
        let files = Renderers.render(try stack.validated()).filter {
            $0.path.hasPrefix(GrafanaRenderer.dashboardsDirectory)
        }
        for file in files {
            let (resource, omissions) = try Self.resource(file.contents)
            #expect(Set(omissions).subtracting(["dashboard.schemaVersion", "row.id", "row.gridPos"]).isEmpty)
            let classic = try DashboardJSON(text: file.contents)
            let panels = classic.panels.filter { $0["type"] != .string("row") }
            let elements = resource["spec"]?["elements"]
            #expect(elements?.keys.count == panels.count)
            for panel in panels {
                let spec = elements?["panel-\(panel["id"]?.int ?? 0)"]?["spec"]
                #expect(spec?["title"] == panel["title"])
                #expect(spec?["vizConfig"]?["group"] == panel["type"])
                let queries = spec?["data"]?["spec"]?["queries"]?.items ?? []
                #expect(
                    queries.map { $0["spec"]?["query"]?["spec"]?["expr"] }
                        == (panel["targets"]?.items ?? []).map { $0["expr"] })
            }
            let node = try #require(JSONDocumentReader.read(JSONWriter.write(Self.document(resource)), file: "").node)
            #expect(DocumentChecks.recognising(node)?.kind == "dashboard")
        }
    }

    @Test("Rows become rows, and places count from their header")
    func rows() throws {
        let (resource, _) = try Self.resource(
            """
            {"title": "T", "panels": [
              {"type": "stat", "id": 1, "gridPos": {"x": 0, "y": 0, "w": 4, "h": 4}},
              {"type": "row", "title": "R", "collapsed": true, "repeat": "job", "gridPos": {"x": 0, "y": 4, "w": 24, "h": 1},
               "panels": [{"type": "stat", "id": 2, "gridPos": {"x": 8, "y": 5, "w": 4, "h": 4}}]},
              {"type": "row", "title": "S", "gridPos": {"x": 0, "y": 5, "w": 24, "h": 1}},
              {"type": "stat", "id": 3, "gridPos": {"x": 0, "y": 9, "w": 4, "h": 4}}]}
            """)
        let layout = resource["spec"]?["layout"]
        #expect(layout?["kind"] == .string("RowsLayout"))
        let rows = (layout?["spec"]?["rows"]?.items ?? []).compactMap { $0["spec"] }
        #expect(rows.map { $0["title"] } == [.string(""), .string("R"), .string("S")])
        #expect(rows[0]["hideHeader"] == .bool(true))
        #expect(rows[1]["collapse"] == .bool(true) && rows[1]["repeat"]?["value"] == .string("job"))
        let places = rows.map { $0["layout"]?["spec"]?["items"]?.items[0]["spec"] }
        #expect(places.map { $0?["y"] } == [.int(0), .int(0), .int(3)])
        #expect(places[1]?["x"] == .int(8) && places[1]?["element"]?["name"] == .string("panel-2"))
    }

    @Test("Whatever has no place is named with a reason, and nothing else is")
    func omissions() throws {
        let (_, omissions) = try Self.resource(
            """
            {"title": "T", "uid": "u", "version": 3, "refresh": "1m", "weekStart": "", "style": "dark", "panels": [
              {"type": "graph", "id": 1, "yaxes": [{}], "datasource": "Old", "targets": [{"refId": "A", "expr": "up"}],
               "links": [], "aliasColors": {}},
              {"type": "stat", "id": 1, "datasource": "$ds", "targets": [{"expr": "up"}, {"expr": "up"}]}],
             "templating": {"list": [{"type": "datasource", "name": "ds", "query": "prometheus", "label": null},
               {"type": "system", "name": "s"}]}}
            """)
        #expect(
            Set(omissions) == [
                "dashboard.version", "dashboard.style", "panel.yaxes", "datasource.type", "panel.id",
                "variable (system)",
            ])
    }

    @Test("A data source named by a variable is of the kind that the variable chooses from, and queries get ids")
    func dataSources() throws {
        let (resource, _) = try Self.resource(
            """
            {"title": "T", "panels": [{"type": "stat", "id": 7, "datasource": "${ds}", "targets": [{"expr": "up"}, {"refId": "A"}]}],
             "templating": {"list": [{"type": "datasource", "name": "ds", "query": "loki"}]}}
            """)
        let queries = resource["spec"]?["elements"]?["panel-7"]?["spec"]?["data"]?["spec"]?["queries"]?.items ?? []
        #expect(queries.map { $0["spec"]?["query"]?["group"] } == [.string("loki"), .string("loki")])
        #expect(Set(queries.compactMap { $0["spec"]?["refId"]?.string }).count == 2)
        #expect(queries[0]["spec"]?["query"]?["datasource"]?["name"] == .string("${ds}"))
    }

    @Test("Every kind of variable of the model has a kind here")
    func variables() throws {
        var dashboard = DashboardTests.dashboard([])
        dashboard.variables = [
            .prometheusDataSource, .labelValues(of: "job", in: "up", name: "job", title: "Job"),
            .text(name: "t", title: "T"), .custom(name: "c", title: "C", values: ["a"]),
            .interval(name: "i", title: "I", steps: ["5m"]), .constant(name: "k", value: "v"),
            .adHocFilters(name: "f", title: "F"), .groupBy(name: "g", title: "G"),
        ]
        let resource = try #require(DashboardResource(ClassicDashboard(dashboard), target: TargetVersion(13)))
        let json = try PlainValue(json: JSONWriter.write(resource.document))
        let kinds = (json["spec"]?["variables"]?.items ?? []).map { $0["kind"]?.string ?? "" }
        #expect(
            kinds == [
                "DatasourceVariable", "QueryVariable", "TextVariable", "CustomVariable", "IntervalVariable",
                "ConstantVariable", "AdhocVariable", "GroupByVariable",
            ])
        #expect(!resource.omissions.contains { $0.key.hasPrefix("variable") })
    }

    private static func document(_ value: PlainValue) -> Document {
        switch value {
        case .null: .null
        case .bool(let value): .bool(value)
        case .int(let value): .int(value)
        case .double(let value): .double(value)
        case .string(let text): .string(text)
        case .list(let items): .sequence(items.map(document))
        case .object(let entries):
            .mapping(entries.sorted { $0.key < $1.key }.map { .init($0.key, document($0.value)) })
        }
    }
}
