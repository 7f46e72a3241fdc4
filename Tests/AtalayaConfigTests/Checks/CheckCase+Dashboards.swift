/// Cases of dashboards: good and bad in pairs.
///
/// A small dashboard that breaks nothing stands around each case, so that a rule is seen to be silent too.
extension CheckCase {
    private static func dashboard(_ rules: [String], _ fields: String) -> CheckCase {
        CheckCase("dashboard", rules, #"{"uid": "u", "title": "t", "editable": false, \#(fields)}"#)
    }

    private static func panel(_ rules: [String], _ fields: String) -> CheckCase {
        dashboard(rules, #""panels": [{"title": "p", "description": "d", \#(fields)}]"#)
    }

    private static let source = #"{"name": "datasource", "type": "datasource", "query": "prometheus"}"#

    private static func choice(_ name: String, _ fields: String = #""multi": true, "allValue": ".+", "refresh": 2"#)
        -> String
    {
        #"""
        {"name": "\#(name)", "type": "query", "datasource": {"type": "prometheus", "uid": "$datasource"}, \#(fields)}
        """#
    }

    /// One variable beside those that every dashboard should have.
    private static func variable(_ rules: [String], _ variable: String) -> CheckCase {
        let list = [source, choice("job"), choice("instance"), variable].joined(separator: ", ")
        return dashboard(rules, #""panels": [], "templating": {"list": [\#(list)]}"#)
    }

    private static func variables(_ rules: [String], _ variables: String...) -> CheckCase {
        dashboard(rules, #""panels": [], "templating": {"list": [\#(variables.joined(separator: ", "))]}"#)
    }

    /// A query beside the variables that every dashboard should have.
    private static func query(_ rules: [String], _ expression: String) -> CheckCase {
        let list = [source, choice("job"), choice("instance")].joined(separator: ", ")
        return dashboard(
            rules,
            #"""
            "templating": {"list": [\#(list)]}, "panels": [{"title": "p", "description": "d",
                "datasource": {"type": "prometheus", "uid": "$datasource"},
                "targets": [{"refId": "A", "expr": "\#(expression)"}]}]
            """#)
    }

    private static func logs(_ rules: [String], _ expression: String) -> CheckCase {
        panel(
            rules,
            #"""
            "type": "logs", "datasource": {"type": "loki", "uid": "-- Mixed --"},
            "targets": [{"refId": "A", "expr": "\#(expression)"}]
            """#)
    }

    private static func resource(_ rules: [String], _ spec: String, name: String = "u") -> CheckCase {
        CheckCase(
            "dashboard", rules,
            #"""
            {"apiVersion": "dashboard.grafana.app/v2", "kind": "Dashboard", "metadata": {"name": "\#(name)"},
             "spec": {"title": "t", "editable": false, \#(spec)}}
            """#)
    }

    private static func item(_ name: String, x: Int) -> String {
        #"""
        {"kind": "GridLayoutItem", "spec": {"x": \#(x), "y": 0, "width": 12, "height": 8,
            "element": {"kind": "ElementReference", "name": "\#(name)"}}}
        """#
    }

    private static func layout(_ items: String...) -> String {
        #""layout": {"kind": "GridLayout", "spec": {"items": [\#(items.joined(separator: ", "))]}}"#
    }

    private static func element(_ name: String, id: Int, _ fields: String = "") -> String {
        #""\#(name)": {"kind": "Panel", "spec": {"id": \#(id), "title": "p", "description": "d"\#(fields)}}"#
    }

    static let dashboards: [CheckCase] = files + panels + choices + queries + resources

    private static let files: [CheckCase] = [
        CheckCase("dashboard", ["dashboard-editable", "dashboard-uid"], #"{"uid": "a b", "title": "t"}"#),
        dashboard([], #""uid2": "\#(String(repeating: "u", count: 41))""#),
        CheckCase(
            "dashboard", ["dashboard-uid"],
            #"{"uid": "\#(String(repeating: "u", count: 41))", "title": "t", "editable": false}"#),
        CheckCase("dashboard", ["dashboard-uid-missing"], #"{"title": "t", "editable": false}"#),
        CheckCase("dashboard", ["dashboard-uid-missing"], #"{"uid": "", "title": "t", "editable": false}"#),
        CheckCase(
            "dashboard", ["dashboard-title"], #"{"uid": "\#(String(repeating: "u", count: 40))", "editable": false}"#),
        dashboard(["duplicate-key"], #""title": "t""#),
        dashboard(["dashboard-id"], #""id": 7"#),
        dashboard([], #""id": null"#),
        dashboard(["dashboard-schema"], #""schemaVersion": 43"#),
        dashboard([], #""schemaVersion": 42"#),
        dashboard(["dashboard-refresh"], #""refresh": false"#),
        dashboard([], #""refresh": """#),
        CheckCase("dashboard", ["dashboard-editable"], #"{"uid": "u", "title": "t", "editable": true}"#),
        // What the API exports, and dashboards from before there was a grid.
        CheckCase(
            "dashboard", ["panel-title"],
            #"{"meta": {}, "dashboard": {"uid": "u", "title": "t", "editable": false, "panels": [{"description": "d"}]}}"#
        ),
        dashboard(
            ["panel-type"],
            #"""
            "rows": [{"panels": [{"type": "singlestat", "title": "p", "description": "d", "targets": [{"refId": "A"}]}]}]
            """#),
    ]

    private static let panels: [CheckCase] = [
        panel(["panel-id"], #""id": 0"#),
        panel([], #""id": 2147483647"#),
        dashboard(
            ["panel-id"],
            #""panels": [{"type": "row", "id": 1, "panels": [{"id": 1, "title": "p", "description": "d"}]}]"#),
        panel(["panel-place"], #""gridPos": {"x": 13, "y": 0, "w": 12, "h": 8}"#),
        panel([], #""gridPos": {"x": 12, "y": 0, "w": 12, "h": 8}"#),
        panel([], #""gridPos": {"x": 9223372036854775807, "y": 0, "w": 12, "h": 8}"#),
        dashboard([], #""panels": [{"type": "row", "gridPos": {"x": 1, "y": 0, "w": 24, "h": 1}}]"#),
        dashboard(
            ["panel-overlap"],
            #"""
            "panels": [{"title": "p", "description": "d", "gridPos": {"x": 0, "y": 0, "w": 12, "h": 8}},
                {"title": "p", "description": "d", "gridPos": {"x": 11, "y": 7, "w": 12, "h": 8}}]
            """#),
        dashboard(
            [],
            #"""
            "panels": [{"title": "p", "description": "d", "gridPos": {"x": 0, "y": 0, "w": 12, "h": 8}},
                {"title": "p", "description": "d", "gridPos": {"x": 12, "y": 7, "w": 12, "h": 8}}]
            """#),
        panel(["panel-type"], #""type": "table-old""#),
        panel([], #""type": "table""#),
        panel(["panel-unit"], #""fieldConfig": {"defaults": {"unit": "rds"}}"#),
        panel([], #""fieldConfig": {"defaults": {"unit": "suffix:rds"}}"#),
        panel([], #""fieldConfig": {"defaults": {"unit": "${unit}"}}"#),
        panel(["panel-refid"], #""targets": [{"refId": "A"}, {"refId": "A"}]"#),
        panel([], #""targets": [{"refId": "A"}, {"refId": "B"}]"#),
        dashboard(["panel-description"], #""panels": [{"title": "p"}, {"type": "row"}]"#),
        dashboard(["panel-title"], #""panels": [{"description": "d"}, {"description": "d", "type": "text"}]"#),
        panel(["panel-targets"], #""type": "stat""#),
        panel([], #""type": "stat", "targets": [{"refId": "A"}]"#),
        panel([], #""type": "stat", "libraryPanel": {"uid": "l", "name": "l"}"#),
        panel(
            ["variable-datasource", "panel-datasource"],
            #""targets": [{"refId": "A", "datasource": {"type": "prometheus", "uid": "p"}, "expr": "up"}]"#),
        panel(
            ["threshold-order"],
            #""fieldConfig": {"defaults": {"thresholds": {"steps": [{"value": null}, {"value": 2}, {"value": 1}]}}}"#),
        panel(
            [],
            #""fieldConfig": {"defaults": {"thresholds": {"steps": [{"value": null}, {"value": 0.5}, {"value": 1}]}}}"#),
    ]

    private static let choices: [CheckCase] = [
        variables([], source, choice("job"), choice("instance")),
        variables([], source),
        dashboard(
            ["variable-job", "variable-instance"],
            #"""
            "templating": {"list": [\#(source)]}, "panels": [{"title": "p", "description": "d",
                "targets": [{"refId": "A", "expr": "up"}]}]
            """#),
        variables([], source, choice("namespace")),
        variables(["variable-job"], source, choice("job", #""multi": true, "refresh": 2"#)),
        variables(["variable-instance"], source, choice("job"), choice("instance", #""refresh": 2"#)),
        variables(["variable-datasource"], #"{"name": "ds", "type": "datasource", "query": "loki"}"#),
        variables([], #"{"name": "loki_datasource", "type": "datasource", "query": "loki"}"#),
        variable(["variable-name"], #"{"type": "textbox"}"#),
        variable(["variable-name"], #"{"name": "job", "type": "textbox"}"#),
        variable(["variable-reload"], choice("node", #""refresh": 1"#)),
        variable(["variable-query"], choice("node", #""refresh": 2, "query": "label_values(up{, node)""#)),
        variable(["variable-query"], choice("node", #""refresh": 2, "query": {"query": "label_values(up, )"}"#)),
        variable([], choice("node", #""refresh": 2, "query": "label_values(up{job=~\"$job\"}, node)""#)),
        variable([], choice("node", #""refresh": 2, "query": "query_result(topk(5, up))""#)),
        variable(["variable-query"], choice("node", #""refresh": 2, "query": "query_result(topk(5, up)""#)),
    ]

    private static let chosen = #"job=~\"$job\", instance=~\"${instance:regex}\""#

    private static let queries: [CheckCase] = [
        query([], "up{\(chosen)} > $__interval_ms"),
        query(["variable-undefined"], "up{\(chosen), env=~'$jop'}"),
        query(["query-job"], #"up{instance=~\"$instance\"}"#),
        query(["query-instance"], #"up{job=~\"$job\"}"#),
        query(["query-counter"], "x_total{\(chosen)}"),
        query(["rate-interval"], "rate(x_total{\(chosen)}[$__interval])"),
        query([], "rate(x_total{\(chosen)}[$__rate_interval])"),
        query(["promql-syntax"], "sum(up{\(chosen)}"),
        query(["promql-function"], "raet(x{\(chosen)}[5m])"),
        query(["dashboard-metricsql"], "topk_max(5, up{\(chosen)})"),
        logs([], #"sum(count_over_time({job=\"a\"} |= `b` | json [$__auto]))"#),
        logs(["query-logql"], #"{job=\"a\"} |= \"b"#),
        logs(["query-logql"], #"{job=\"a\"} | line_format `{{.x}}` )"#),
        logs(["query-logql"], "|= `b`"),
        logs(["query-logql-auto"], #"rate({job=\"a\"}[5m])"#),
    ]

    private static let both = "\"elements\": {\(element("a", id: 1)), \(element("b", id: 2))}"
    private static let one = "\"elements\": {\(element("a", id: 1))}"

    private static let resources: [CheckCase] = [
        resource([], "\(layout(item("a", x: 0), item("b", x: 12))), \(both)"),
        resource(["panel-overlap"], "\(layout(item("a", x: 0), item("b", x: 6))), \(both)"),
        resource(["panel-place"], "\(layout(item("a", x: 13))), \(one)"),
        resource(
            ["panel-id"],
            "\(layout(item("a", x: 0), item("b", x: 12))), \"elements\": {\(element("a", id: 1)), \(element("b", id: 1))}"
        ),
        resource(["dashboard-element"], "\(layout(item("a", x: 0), item("c", x: 12))), \(one)"),
        resource(["dashboard-element"], "\(layout(item("a", x: 0))), \(both)"),
        resource(["dashboard-uid"], "\(layout()), \"elements\": {}", name: "a.b"),
        resource(["panel-unit"], "\(layout(item("a", x: 0))), \"elements\": {\(element("a", id: 1, statOfRDS))}"),
    ]

    private static let statOfRDS = #"""
        , "vizConfig": {"kind": "VizConfig", "group": "stat",
            "spec": {"fieldConfig": {"defaults": {"unit": "rds"}}}},
        "data": {"spec": {"queries": [{"spec": {"refId": "A"}},
            {"spec": {"refId": "B", "query": {"kind": "DataQuery", "group": "x", "spec": {}}}}]}}
        """#
}
