/// Cases of Grafana's alerting: good and bad in pairs.
extension CheckCase {
    private static func file(_ rules: [String], _ sections: String) -> CheckCase {
        CheckCase("grafana-provisioning", rules, "{\"apiVersion\": 1, \(sections)}")
    }

    private static let query = """
        {"refId": "A", "datasourceUid": "p", "relativeTimeRange": {"from": 600, "to": 0}, "model": {"expr": "up == 0"}}
        """

    private static func expression(_ type: String, _ text: String, refID: String = "B") -> String {
        """
        {"refId": "\(refID)", "datasourceUid": "__expr__", "model": {"type": "\(type)", "expression": "\(text)"}}
        """
    }

    private static func group(
        _ rules: [String], head: String = #""name": "g", "folder": "f", "interval": "1m""#, _ alert: String...
    ) -> CheckCase {
        file(rules, "\"groups\": [{\(head), \"rules\": [\(alert.joined(separator: ", "))]}]")
    }

    private static func alert(
        _ more: String = "", head: String = #""uid": "u", "title": "t", "condition": "A""#, data: String = query
    ) -> String {
        "{\(head), \"data\": [\(data)]\(more.isEmpty ? "" : ", " + more)}"
    }

    private static func point(_ rules: [String], _ integration: String, name: String = "p") -> CheckCase {
        file(rules, "\"contactPoints\": [{\"name\": \"\(name)\", \"receivers\": [\(integration)]}]")
    }

    private static func policy(_ rules: [String], _ policy: String, beside: String = "") -> CheckCase {
        file(
            rules,
            """
            "contactPoints": [{"name": "p", "receivers": [{"uid": "a", "type": "webhook", "settings": {"url": "http://a"}}]}],
            "muteTimes": [{"name": "night"}], "policies": [{\(policy)}]
            """)
    }

    static let alerting: [CheckCase] = [
        group([], alert()),
        group(["alerting-group"], head: #""name": "g", "interval": "1m""#, alert()),
        group(["alerting-group"], head: #""name": "g", "folder": "f", "interval": "15s""#, alert()),
        group(["alerting-rule"], alert(head: #""uid": "u", "condition": "A""#)),
        group(["alerting-rule"], alert(head: #""title": "t", "condition": "A""#)),
        group(["alerting-rule"], alert(), alert(head: #""uid": "u", "title": "other", "condition": "A""#)),
        group(["alerting-condition"], alert(head: #""uid": "u", "title": "t", "condition": "C""#)),
        group([], alert(head: #""uid": "u", "title": "t", "record": {"metric": "m", "from": "A"}"#)),
        group(["alerting-query"], alert(data: query + ", " + query)),
        group([], alert(data: query + ", " + expression("math", "$A > 1"))),
        group(["alerting-query"], alert(data: query + ", " + expression("math", "$C > 1"))),
        group(["alerting-query"], alert(data: query + ", " + expression("threshold", "C"))),
        file(
            ["alerting-query"],
            """
            "datasources": [{"name": "d", "type": "prometheus", "uid": "other"}],
            "groups": [{"name": "g", "folder": "f", "interval": "1m", "rules": [\(alert())]}]
            """),
        group(
            ["alerting-range"],
            alert(data: #"{"refId": "A", "datasourceUid": "p", "relativeTimeRange": {"from": 0, "to": 600}}"#)),
        group(["alerting-duration"], alert(#""for": "soon""#)),
        group(["alerting-for"], alert(#""for": "90s""#)),
        group([], alert(#""for": "2m", "noDataState": "KeepLast", "execErrState": "Error""#)),
        group(["alerting-state"], alert(#""noDataState": "Error""#)),
        group(["alerting-dollar"], alert(#""labels": {"job": "{{ $labels.job }}"}"#)),
        group(["alerting-dollar"], alert(#""annotations": {"job": "{{ $$labels.job }}"}"#)),
        group(
            [],
            alert(#""labels": {"job": "{{ $$labels.job }}", "env": "$ENV"}, "annotations": {"a": "{{ $labels.job }}"}"#)
        ),
        point([], #"{"uid": "a", "type": "slack", "settings": {"url": "$__file{/run/secrets/s}"}}"#),
        point(["contact-point"], #"{"uid": "a", "type": "email", "settings": {"addresses": "a@b"}}"#, name: ""),
        point(["contact-point"], #"{"type": "email", "settings": {"addresses": "a@b"}}"#),
        point(["contact-point-settings"], #"{"uid": "a", "type": "webhook", "settings": {}}"#),
        point(["contact-point-secret"], #"{"uid": "a", "type": "pagerduty", "settings": {"integrationKey": "abc"}}"#),
        policy(
            [],
            """
            "receiver": "p", "group_wait": "0s", "routes": [{"object_matchers": [["severity", "=", "page"]],
              "mute_time_intervals": ["night"]}]
            """),
        policy(["policy-receiver"], #""receiver": "nobody""#),
        policy(["policy-receiver"], #""group_wait": "1m""#),
        policy(["policy-timing"], #""receiver": "p", "routes": [{"mute_time_intervals": ["day"]}]"#),
        policy(["policy-timing"], #""receiver": "p", "mute_time_intervals": ["night"]"#),
        policy(["policy-matcher"], #""receiver": "p", "routes": [{"object_matchers": [["severity", "page"]]}]"#),
        policy(["policy-interval"], #""receiver": "p", "group_interval": "0s""#),
        file(["mute-timing"], #""muteTimes": [{"time_intervals": []}]"#),
        file(
            [],
            #""muteTimes": [{"name": "a"}], "templates": [{"name": "a", "template": "{{ define \"a\" }}{{ end }}"}]"#),
        file(["message-template"], #""templates": [{"name": "a", "template": ""}]"#),
    ]
}
