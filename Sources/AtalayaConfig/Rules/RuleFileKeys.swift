/// The keys of rule files, with the versions that brought them (Prometheus 2.42 to 3.14).
enum RuleFileKeys {
    static let root = KeyTable("a rule file", [.key("groups", .list(.table { ruleGroup }))])

    static let ruleGroup = KeyTable(
        "a rule group",
        [
            .key("name", .text, isRequired: true),
            .key("interval", .duration),
            .key("query_offset", .duration, since: (2, 53)),
            .key("limit", .int),
            .key("labels", .map(.text), since: (3, 0)),
            .key("rules", .list(.table { rule })),
        ])

    static let rule = KeyTable(
        "a rule",
        [
            .key("record", .text), .key("alert", .text), .key("expr", .text, isRequired: true), .key("for", .duration),
            .key("keep_firing_for", .duration), .key("labels", .map(.text)), .key("annotations", .map(.text)),
        ])
}
