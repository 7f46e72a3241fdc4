/// Cases of receivers and time intervals in alertmanager.yml.
extension CheckCase {
    private static func receiver(_ rules: [String], _ channel: String, _ fields: String, global: String = "")
        -> CheckCase
    {
        CheckCase(
            "alertmanager", rules,
            #"{"global": {\#(global)}, "route": {"receiver": "a"}, "receivers": [{"name": "a", "\#(channel)_configs": [{\#(fields)}]}]}"#
        )
    }

    private static func interval(_ rules: [String], _ fields: String) -> CheckCase {
        CheckCase(
            "alertmanager", rules,
            #"{"route": {"receiver": "a"}, "receivers": [{"name": "a"}], "time_intervals": [{"name": "t", "time_intervals": [{\#(fields)}]}]}"#
        )
    }

    private static func inhibition(_ rules: [String], _ fields: String) -> CheckCase {
        CheckCase(
            "alertmanager", rules,
            #"{"route": {"receiver": "a"}, "receivers": [{"name": "a"}], "inhibit_rules": [{\#(fields)}]}"#)
    }

    static let receivers: [CheckCase] = [
        receiver(["receiver-setting"], "slack", #""channel": "c""#),
        receiver([], "slack", #""channel": "c""#, global: #""slack_api_url": "https://a/b""#),
        receiver([], "slack", #""api_url": "https://a/b""#),
        receiver(["exclusive-keys"], "slack", #""api_url": "https://a", "api_url_file": "f""#),
        receiver(["exclusive-keys"], "slack", #""api_url": "https://a", "app_token": "t""#),
        receiver(["slack-update"], "slack", #""api_url": "https://a", "update_message": true"#),
        receiver(["missing-key"], "slack", #""api_url": "https://a", "actions": [{"type": "button", "text": "t"}]"#),
        receiver(
            ["exclusive-keys"], "webhook", #""url": "https://a""#,
            global: #""slack_api_url": "https://a", "slack_api_url_file": "f""#),
        receiver(
            ["exclusive-keys"], "webhook", #""url": "https://a""#,
            global: #""slack_api_url": "https://a", "slack_app_token": "t""#),
        receiver(["missing-key"], "webhook", #""max_alerts": 1"#),
        receiver(["invalid-url"], "webhook", #""url": "a.example""#),
        receiver([], "webhook", #""url": "https://a/{{ .GroupLabels.team }}", "timeout": "1.5s""#),
        receiver(["invalid-url"], "webhook", #""url": "{{ .x""#),
        receiver(["template-syntax"], "pagerduty", #""routing_key": "k", "description": "{{ if .Alerts }}""#),
        receiver(["template-syntax"], "pagerduty", #""routing_key": "k", "description": "{{ $labels.job }}""#),
        receiver(
            [], "pagerduty",
            #""routing_key": "k", "description": "{{ range .Alerts }}{{ .Labels.job | toUpper }}{{ end }}""#),
        receiver(["missing-key"], "pagerduty", #""client": "c""#),
        receiver(["receiver-setting"], "email", #""to": "a@b", "from": "c@d""#),
        receiver(["invalid-address"], "email", #""to": "a@b", "from": "c@d", "smarthost": "host""#),
        receiver(
            ["email-header"], "email",
            #""to": "a@b", "from": "c@d", "smarthost": "h:25", "headers": {"Subject": "a", "subject": "b"}"#),
        receiver([], "email", #""to": "a@b", "from": "c@d", "smarthost": "[::1]:25""#),
        receiver(["receiver-setting"], "opsgenie", #""message": "m""#),
        receiver(["invalid-choice"], "opsgenie", #""api_key": "k", "responders": [{"name": "n", "type": "group"}]"#),
        receiver([], "opsgenie", #""api_key_file": "f", "responders": [{"name": "n", "type": "Team"}]"#),
        receiver(
            ["victorops-field"], "victorops",
            #""api_key": "k", "routing_key": "r", "custom_fields": {"entity_id": "x"}"#),
        receiver(["exclusive-keys"], "pushover", #""user_key": "u", "token": "t", "token_file": "f""#),
        receiver(["invalid-duration"], "pushover", #""user_key": "u", "token": "t", "retry": "1d""#),
        receiver(["sns-target"], "sns", #""subject": "s""#),
        receiver([], "sns", #""topic_arn": "t", "sigv4": {"region": "r"}"#),
        receiver(["missing-key"], "telegram", #""bot_token": "t""#),
        receiver([], "telegram", #""bot_token": "t", "chat_id": -100"#),
        receiver(["webex-authorization"], "webex", #""room_id": "r""#),
        receiver([], "webex", #""room_id": "r", "http_config": {"authorization": {"credentials": "c"}}"#),
        receiver(["exclusive-keys"], "discord", #""webhook_url": "https://a", "webhook_url_file": "f""#),
        receiver(["receiver-setting"], "jira", #""project": "p", "issue_type": "i""#),
        receiver(
            [], "jira",
            #""project": "p", "issue_type": "i", "api_url": "https://a", "summary": {"template": "{{ .Status }}"}"#),
        receiver(
            ["exclusive-keys"], "incidentio",
            #""url": "https://a", "alert_source_token": "t", "http_config": {"authorization": {"credentials": "c"}}"#),
        receiver(["receiver-setting"], "mattermost", #""text": "t""#),
        receiver(["receiver-setting"], "rocketchat", #""token": "t""#),
        receiver(["unknown-key"], "msteamsv2", #""webhook_url": "https://a", "titel": "t""#),
        .route(["matcher-syntax"], #""routes": [{"matchers": ["a=~\"(\""]}]"#),
        .route(["deprecated-match", "regex-syntax"], #""routes": [{"match_re": {"a": "("}}]"#),
        .route(["deprecated-match", "empty-matchers"], #""routes": [{"match_re": {"a": null}}]"#),
        .route(["route-unreachable"], #""routes": [{"matchers": ["a=~\"b|c\""]}, {"matchers": ["a=\"b\""]}]"#),
        .route(["route-unreachable"], #""routes": [{"matchers": ["a=\"b\"", "a!=\"b\""]}]"#),
        .route([], #""routes": [{"matchers": ["a=~\"b|c\""], "continue": true}, {"matchers": ["a=\"b\""]}]"#),
        inhibition(
            ["inhibition-never"],
            #""source_matchers": ["a=\"1\""], "target_matchers": ["a=\"2\""], "equal": ["a"]"#),
        inhibition(["inhibition-never"], #""source_matchers": ["a=\"1\"", "a=\"2\""], "target_matchers": ["b=\"2\""]"#),
        inhibition([], #""source_matchers": ["a=\"1\""], "target_matchers": ["a=\"2\""], "equal": ["b"]"#),
        inhibition(["inhibition-unlimited"], #""source_matchers": ["a=\"1\""], "equal": ["b"]"#),
        interval(
            [], #""times": [{"start_time": "08:00", "end_time": "24:00"}], "weekdays": ["Monday:friday", "sunday"]"#),
        interval(
            [], #""days_of_month": ["1:5", "-3:-1"], "months": ["january:3", "december"], "years": ["2026:2030"]"#),
        interval([], #""location": "Europe/Berlin""#),
        interval(["time-interval"], #""times": [{"start_time": "8:00", "end_time": "24:00"}]"#),
        interval(["time-interval"], #""times": [{"start_time": "18:00", "end_time": "08:00"}]"#),
        interval(["time-interval"], #""weekdays": ["friday:monday"]"#),
        interval(["time-interval"], #""weekdays": ["mon"]"#),
        interval(["time-interval"], #""days_of_month": ["-1:1"]"#),
        interval(["time-interval"], #""days_of_month": ["0"]"#),
        interval(["time-interval"], #""months": ["march:january"]"#),
        interval(["time-interval"], #""location": "Europe Berlin""#),
    ]
}
