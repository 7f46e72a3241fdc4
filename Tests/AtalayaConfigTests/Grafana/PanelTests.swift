import AtalayaConfig
import Testing

@Suite("Panels")
struct PanelTests {
    private func json(_ panel: Panel, variables: [DashboardVariable] = []) throws -> PlainValue {
        var dashboard = DashboardTests.dashboard([DashboardSection(panels: [panel])])
        dashboard.variables += variables
        return try DashboardJSON(dashboard).panels[0]
    }

    @Test("A library panel is its place and its reference, and nothing that would hide the library's own")
    func libraryPanel() throws {
        let panel = Panel(
            name: "shared", title: "Shared", description: "From the library.",
            visualization: LibraryPanel(uid: "abc", name: "Requests"))
        let json = try json(panel)
        #expect(json.keys == ["gridPos", "id", "libraryPanel", "title"])
        #expect(json["libraryPanel"]?["uid"] == .string("abc"))
        #expect(json["libraryPanel"]?["name"] == .string("Requests"))
    }

    @Test("A panel for each value of a variable names it, and so uses it")
    func repetition() throws {
        var panel = DashboardTests.panel("a")
        panel.repetition = PanelRepetition(variable: "region", columnsMax: 99)
        let region = DashboardVariable.custom(name: "region", title: "Region", values: ["eu", "us"])
        let json = try json(panel, variables: [region])
        #expect(json["repeat"] == .string("region"))
        #expect(json["repeatDirection"] == .string("h"))
        #expect(json["maxPerRow"] == .int(24))
        var dashboard = DashboardTests.dashboard([DashboardSection(panels: [panel])])
        #expect(dashboard.findings().map(\.rule) == ["variable-undefined"])
        dashboard.variables.append(region)
        #expect(dashboard.findings().isEmpty)
    }

    @Test("A repeated section says so in its header")
    func repeatedSection() throws {
        let section = DashboardSection(title: "Per $job", repeats: "job", panels: [DashboardTests.panel("a")])
        let json = try DashboardJSON(DashboardTests.dashboard([section]))
        #expect(json.topLevelPanels[0]["repeat"] == .string("job"))
    }

    @Test(
        "Each transformation has Grafana's id and options of the right form",
        arguments: [
            (.merge, "merge", nil), (.organize(hidden: ["Time"]), "organize", "excludeByName"),
            (.join(by: "Time"), "joinByField", "byField"),
            (.rename(matching: "(.*)_total", to: "$1"), "renameByRegex", "renamePattern"),
            (.group(by: ["job"], calculating: [("Value", .sum)]), "groupBy", "fields"),
            (.keep(fields: ["job"]), "filterFieldsByName", "include"),
            (.calculate("ratio", "a", .divide, "b"), "calculateField", "binary"),
            (.calculateRow("all", .sum), "calculateField", "reduce"), (.reduce([.maximum]), "reduce", "reducers"),
            (.sort(by: "Value", descending: true), "sortBy", "sort"), (.labelsToColumns, "labelsToFields", "mode"),
            (.keepRows(where: "Value", .greater, 0), "filterByValue", "filters"),
            (.seriesToRows, "seriesToRows", nil), (.sparklines([("A", .mean)]), "timeSeriesTable", "A"),
            (.first(rows: 10), "limit", "limitField"),
        ] as [(PanelTransformation, String, String?)])
    func transformations(transformation: PanelTransformation, id: String, option: String?) throws {
        var panel = DashboardTests.panel("a")
        panel.transformations = [transformation]
        let step = try json(panel)["transformations"]?.items.first
        #expect(step?["id"] == .string(id))
        if let option { #expect(step?["options"]?[option] != nil) }
    }

    @Test("Overrides name their fields and set typed properties")
    func overrides() throws {
        var panel = DashboardTests.panel("a")
        panel.fields.overrides = [
            .named("Value", [.unit(.seconds), .decimals(1), .columnWidth(120)]),
            .matching("p99.*", [.color(.fixed("red")), .dashedLine]),
            .named(anyOf: ["a", "b"], isInverted: true, [.hiddenColumn]),
            .type(.time, [.displayName("When")]), .query("B", [.rightAxis, .belowZero]),
        ]
        let overrides = try json(panel)["fieldConfig"]?["overrides"]?.items ?? []
        #expect(
            overrides.map { $0["matcher"]?["id"] }
                == ["byName", "byRegexp", "byNames", "byType", "byFrameRefID"].map {
                    .string($0)
                })
        #expect(overrides[1]["matcher"]?["options"] == .string("/p99.*/"))
        #expect(overrides[2]["matcher"]?["options"]?["mode"] == .string("exclude"))
        #expect(
            overrides[0]["properties"]?.items.map { $0["id"] } == [
                .string("unit"), .string("decimals"), .string("custom.width"),
            ])
    }

    @Test("A comma inside a choice does not make two of it")
    func choices() throws {
        var dashboard = DashboardTests.dashboard([DashboardSection(panels: [DashboardTests.panel("a")])])
        dashboard.variables = [
            .custom(name: "c", title: "C", values: ["a,b", "c"]),
            .interval(name: "i", title: "I", steps: ["5m", "1h"]),
            .constant(name: "k", value: "v"), .adHocFilters(name: "f", title: "F"), .groupBy(name: "g", title: "G"),
        ]
        let list = try DashboardJSON(dashboard).root["templating"]?["list"]?.items ?? []
        #expect(
            list.map { $0["type"] } == ["custom", "interval", "constant", "adhoc", "groupby"].map { .string($0) })
        #expect(list[0]["query"] == .string("a\\,b,c"))
        #expect(list[1]["query"] == .string("5m,1h"))
        #expect(list[2]["hide"] == .int(2))
        #expect(list[3]["multi"] == nil)
        let rules = dashboard.findings().filter { $0.rule == "variable-unused" }.map(\.path)
        #expect(rules == ["test.variables.c", "test.variables.i", "test.variables.k"])
    }

    @Test("Annotations by tags ask Grafana itself")
    func annotationsByTags() throws {
        var dashboard = DashboardTests.dashboard([DashboardSection(panels: [DashboardTests.panel("a")])])
        dashboard.annotations = [DashboardAnnotation(name: "Deployments", tags: ["deployment"], color: "blue")]
        let annotation = try DashboardJSON(dashboard).root["annotations"]?["list"]?.items.first
        #expect(annotation?["datasource"]?["uid"] == .string("-- Grafana --"))
        #expect(annotation?["target"]?["tags"]?.items == [.string("deployment")])
        #expect(dashboard.findings().isEmpty)
    }
}
