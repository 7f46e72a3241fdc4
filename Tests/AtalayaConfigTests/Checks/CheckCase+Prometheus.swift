/// Cases of clients, discovery, storage and remote ends in prometheus.yml, and of the files beside it.
extension CheckCase {
    private static func prometheus(_ rules: [String], _ fields: String) -> CheckCase {
        CheckCase("prometheus", rules, "{\(fields)}")
    }

    private static func write(_ rules: [String], _ fields: String) -> CheckCase {
        prometheus(rules, #""remote_write": [{"url": "http://a/b", \#(fields)}]"#)
    }

    static let clients: [CheckCase] = [
        .job(["exclusive-keys"], #""basic_auth": {"username": "u"}, "authorization": {"credentials_file": "f"}"#),
        .job(["exclusive-keys"], #""basic_auth": {"username": "u", "password": "p", "password_file": "f"}"#),
        .job(["exclusive-keys"], #""bearer_token": "t", "bearer_token_file": "f""#),
        .job(["auth-basic"], #""authorization": {"type": "Basic", "credentials": "c"}"#),
        .job([], #""basic_auth": {"username": "u", "password_file": "f"}, "bearer_token": """#),
        .job(["missing-key"], #""oauth2": {"client_id": "a"}"#),
        .job(
            ["exclusive-keys"],
            #""oauth2": {"client_id": "a", "token_url": "b", "client_secret": "c", "client_secret_file": "d"}"#),
        .job(["missing-key"], #""tls_config": {"cert_file": "c"}"#),
        .job([], #""tls_config": {"cert_file": "c", "key_file": "k"}"#),
        .job(["missing-key"], #""no_proxy": "a""#),
        .job(["exclusive-keys"], #""proxy_url": "http://a", "proxy_from_environment": true"#),
        .job([], #""proxy_url": "http://a", "no_proxy": "b", "proxy_from_environment": false"#),
        .job(["reserved-header"], #""http_headers": {"Authorization": {"values": ["x"]}}"#),
        .job([], #""http_headers": {"X-Scope": {"values": ["x"]}}"#),
        .job(["scrape-protocols"], #""scrape_protocols": []"#),
        .job(["scrape-protocols"], #""scrape_protocols": ["PrometheusProto", "PrometheusProto"]"#),
        .job([], #""scrape_protocols": ["PrometheusProto", "PrometheusText0.0.4"]"#),
        .job(
            ["name-escaping"],
            #""metric_name_validation_scheme": "legacy", "metric_name_escaping_scheme": "allow-utf-8""#),
        .job([], #""metric_name_validation_scheme": "legacy""#),
        prometheus(
            ["name-escaping"],
            #""global": {"metric_name_validation_scheme": "legacy"}, "otlp": {"translation_strategy": "NoTranslation"}"#
        ),
        prometheus(["alertmanager-api"], #""alerting": {"alertmanagers": [{"api_version": "v1"}]}"#),
        prometheus([], #""alerting": {"alertmanagers": [{"api_version": "v2"}]}"#),
        prometheus(
            ["target-address"],
            #""alerting": {"alertmanagers": [{"static_configs": [{"targets": ["http://a"]}]}]}"#),
        .job(
            ["target-address"],
            #""static_configs": [{"targets": ["http://a"]}], "relabel_configs": [{"target_label": "x", "replacement": "y"}]"#
        ),
        .job(
            [],
            #""static_configs": [{"targets": ["http://a"]}], "relabel_configs": [{"target_label": "__address__", "replacement": "b"}]"#
        ),
        write(["remote-name"], #""name": "a"}, {"url": "http://c", "name": "a""#),
        write([], #""name": "a"}, {"url": "http://c", "name": "b"}, {"url": "http://d""#),
        write(["reserved-header"], #""headers": {"Content-Encoding": "x"}"#),
        write(["exclusive-keys"], #""sigv4": {}, "azuread": {"sdk": {}}"#),
        write(["missing-key"], #""azuread": {"cloud": "AzurePublic"}"#),
        write(["invalid-uuid"], #""azuread": {"managed_identity": {"client_id": "x"}}"#),
        write(["missing-key"], #""sigv4": {"access_key": "a"}"#),
        prometheus(["missing-key"], #""remote_read": [{"read_recent": true}]"#),
        prometheus(["regex-syntax"], #""alerting": {"alert_relabel_configs": [{"regex": "(", "target_label": "x"}]}"#),
        prometheus([], #""storage": {"tsdb": {"retention": {"time": "1d", "percentage": 99.5}}}"#),
        prometheus(["retention-percentage"], #""storage": {"tsdb": {"retention": {"percentage": 101}}}"#),
        prometheus(["invalid-choice"], #""storage": {"tsdb": {"chunk_encoding": {"floats": "XOR"}}}"#),
        prometheus(["missing-key"], #""tracing": {"client_type": "http"}"#),
        prometheus(["missing-key"], #""otlp": {"ignore_resource_attributes": ["a"]}"#),
        prometheus(["otlp-attribute"], #""otlp": {"promote_resource_attributes": ["a", " a"]}"#),
        prometheus([], #""otlp": {"promote_all_resource_attributes": true, "ignore_resource_attributes": ["a"]}"#),
        // What is newer than anything this program knows as supported is said, but refuses nothing.
        .job(["key-newer-than-target"], #""oci_sd_configs": [{"region": "r", "auth": "instance_principal"}]"#),
    ]

    static let discovery: [CheckCase] = [
        .job(["discovery-file"], #""file_sd_configs": [{"files": ["a.txt"]}]"#),
        .job(["discovery-file"], #""file_sd_configs": [{"files": ["*/a.yml"]}]"#),
        .job(["missing-key"], #""file_sd_configs": [{"files": []}]"#),
        .job([], #""file_sd_configs": [{"files": ["a/*.yml", "b.JSON"], "refresh_interval": "1m"}]"#),
        .job(["invalid-url"], #""http_sd_configs": [{"url": "ftp://a"}]"#),
        .job(["invalid-url"], #""http_sd_configs": [{"url": "http://"}]"#),
        .job([], #""http_sd_configs": [{"url": "https://user:pass@[::1]:8080/targets?x=1"}]"#),
        .job(["missing-key"], #""dns_sd_configs": [{"names": ["a"], "type": "A"}]"#),
        .job(["invalid-choice"], #""dns_sd_configs": [{"names": ["a"], "type": "TXT"}]"#),
        .job([], #""dns_sd_configs": [{"names": ["a"]}, {"names": ["a"], "type": "a", "port": 80}]"#),
        .job(["missing-key"], #""kubernetes_sd_configs": [{}]"#),
        .job(["kubernetes-client"], #""kubernetes_sd_configs": [{"role": "pod", "bearer_token": "t"}]"#),
        .job(
            ["kubernetes-client"],
            #""kubernetes_sd_configs": [{"role": "pod", "kubeconfig_file": "k", "follow_redirects": false}]"#),
        .job([], #""kubernetes_sd_configs": [{"role": "pod", "api_server": "https://a", "bearer_token": "t"}]"#),
        .job([], #""kubernetes_sd_configs": [{"role": "pod", "follow_redirects": true}]"#),
        .job(
            ["kubernetes-namespace"],
            #""kubernetes_sd_configs": [{"role": "pod", "kubeconfig_file": "k", "namespaces": {"own_namespace": true}}]"#
        ),
        .job(
            ["kubernetes-selector"],
            #""kubernetes_sd_configs": [{"role": "pod", "selectors": [{"role": "service", "label": "a=b"}]}]"#),
        .job(
            ["kubernetes-selector"],
            #""kubernetes_sd_configs": [{"role": "pod", "selectors": [{"role": "pod"}, {"role": "pod"}]}]"#),
        .job(
            ["kubernetes-selector"],
            #""kubernetes_sd_configs": [{"role": "pod", "selectors": [{"role": "pod", "field": "metadata.status-Running"}]}]"#
        ),
        .job(
            [],
            #""kubernetes_sd_configs": [{"role": "pod", "selectors": [{"role": "node"}, {"role": "pod", "field": "a=b,c!=d"}]}]"#
        ),
        .job(["missing-key"], #""docker_sd_configs": [{"filters": [{"name": "a", "values": ["b"]}]}]"#),
        .job(["missing-key"], #""docker_sd_configs": [{"host": "h", "filters": [{"name": "a", "values": []}]}]"#),
        .job([], #""dockerswarm_sd_configs": [{"host": "unix:///var/run/docker.sock", "role": "tasks"}]"#),
        .job(["invalid-choice"], #""dockerswarm_sd_configs": [{"host": "h", "role": "task"}]"#),
        .job(["exclusive-keys"], #""consul_sd_configs": [{"token": "t", "authorization": {"credentials": "c"}}]"#),
        .job(
            [],
            #""consul_sd_configs": [{"server": "a:8500", "services": ["x"], "tags": ["y"], "node_meta": {"a": "b"}}]"#),
        .job(["exclusive-keys"], #""marathon_sd_configs": [{"servers": ["a"], "auth_token": "t", "basic_auth": {}}]"#),
        .job(["discovery-path"], #""nerve_sd_configs": [{"servers": ["a"], "paths": ["b"]}]"#),
        .job(["missing-key"], #""azure_sd_configs": [{"subscription_id": "s", "tenant_id": "t", "client_id": "c"}]"#),
        .job([], #""azure_sd_configs": [{"subscription_id": "s", "authentication_method": "ManagedIdentity"}]"#),
        .job(["missing-key"], #""scaleway_sd_configs": [{"role": "instance", "project_id": "p", "access_key": "a"}]"#),
        .job(["invalid-url"], #""stackit_sd_configs": [{"endpoint": "://x"}]"#),
        .job(
            ["key-newer-than-target", "oci-authentication"],
            #""oci_sd_configs": [{"region": "r", "auth": "instance_principal", "user": "u"}]"#),
    ]

    static let agent: [CheckCase] = [
        CheckCase(
            "prometheus-agent", ["agent-mode"], #"{"remote_write": [{"url": "http://a"}], "rule_files": ["a.yml"]}"#),
        CheckCase("prometheus-agent", ["agent-mode"], #"{"scrape_configs": []}"#),
        CheckCase(
            "prometheus-agent", [],
            #"{"remote_write": [{"url": "http://a"}], "scrape_configs": [{"job_name": "a"}, {"job_name": "b"}]}"#),
        CheckCase("prometheus-agent", [], #"{"remote_write": [{"url": "http://a"}], "rule_files": []}"#),
        CheckCase(
            "prometheus-agent", ["duplicate-job"],
            #"{"remote_write": [{"url": "http://a"}], "scrape_configs": [{"job_name": "a"}, {"job_name": "a"}]}"#),
    ]

    private static func test(_ rules: [String], _ fields: String) -> CheckCase {
        CheckCase("rule-tests", rules, #"{"rule_files": ["r.yml"], "tests": [{\#(fields)}]}"#)
    }

    static let ruleTests: [CheckCase] = [
        test(["unknown-key"], #""input_serie": []"#),
        test(["test-series"], #""input_series": [{"series": "up{job=\"a\"", "values": "1"}]"#),
        test(["test-series"], #""input_series": [{"series": "up", "values": "1 + 1x2"}]"#),
        test(
            [],
            #""input_series": [{"series": "up", "values": "1 -2 _ stale _x3 0x5 1+2x10 1.5-0.5x3 NaN Inf 1e3 {{count:1}}+{{sum:2 count:1}}x2"}]"#
        ),
        test(["test-expression"], #""promql_expr_test": [{"expr": "sum(", "eval_time": "1m"}]"#),
        test(
            [],
            #""promql_expr_test": [{"expr": "sum(up)", "eval_time": "1m", "exp_samples": [{"labels": "{}", "value": 1}]}]"#
        ),
        test(
            ["test-samples"],
            #""promql_expr_test": [{"expr": "up", "exp_samples": [{"labels": "up{a=}", "value": 1}]}]"#),
        test(["missing-key"], #""alert_rule_test": [{"eval_time": "1m"}]"#),
        test(
            [],
            #""alert_rule_test": [{"eval_time": "1m", "alertname": "A", "exp_alerts": [{"exp_labels": {"a": "b"}}]}]"#),
    ]
}
