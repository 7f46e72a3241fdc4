/// The keys of a file for `promtool test rules`.
enum RuleTestKeys {
    static let file = KeyTable(
        "a file of rule tests",
        [
            .key("rule_files", .list(.text)),
            .key("evaluation_interval", .duration),
            .key("group_eval_order", .list(.text)),
            .key("fuzzy_compare", .bool, since: (3, 0)),
            .key("tests", .list(.table { test }), isRequired: true),
        ])

    private static let test = KeyTable(
        "a test",
        [
            .key("name", .text),
            .key("interval", .duration),
            .key("start_timestamp", .anything, since: (3, 9)),
            .key("input_series", .list(.table { series })),
            .key("alert_rule_test", .list(.table { alertTest })),
            .key("promql_expr_test", .list(.table { expressionTest })),
            .key("external_labels", .map(.text)),
            .key("external_url", .text),
        ])

    private static let series = KeyTable(
        "a series",
        [
            .key("series", .text, isRequired: true), .key("values", .text),
            .key("start_timestamps", .text, since: (3, 11)),
        ])

    private static let alertTest = KeyTable(
        "a test of an alert",
        [
            .key("eval_time", .duration), .key("alertname", .text, isRequired: true),
            .key(
                "exp_alerts",
                .list(
                    .table {
                        KeyTable(
                            "an alert", [.key("exp_labels", .map(.text)), .key("exp_annotations", .map(.text))])
                    })),
        ])

    private static let expressionTest = KeyTable(
        "a test of an expression",
        [
            .key("expr", .text, isRequired: true), .key("eval_time", .duration),
            .key(
                "exp_samples",
                .list(
                    .table {
                        KeyTable(
                            "a sample",
                            [
                                .key("labels", .text), .key("value", .number),
                                .key("histogram", .text, since: (2, 49)),
                            ])
                    })),
        ])
}
