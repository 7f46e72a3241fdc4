/// Cases of the files beside prometheus.yml and alertmanager.yml: web.yml, lists of targets, templates.
extension CheckCase {
    private static func tls(_ rules: [String], _ fields: String) -> CheckCase {
        CheckCase("web", rules, #"{"tls_server_config": {"cert_file": "c", "key_file": "k", \#(fields)}}"#)
    }

    private static let hash = "$2y$10$" + String(repeating: "a", count: 53)

    static let web: [CheckCase] = [
        tls([], #""min_version": "TLS12", "max_version": "TLS13", "cipher_suites": ["TLS_AES_128_GCM_SHA256"]"#),
        tls(
            [],
            #""client_auth_type": "RequireAndVerifyClientCert", "client_ca_file": "a", "curve_preferences": ["X25519"]"#
        ),
        tls(["web-client-auth"], #""client_auth_type": "RequireAndVerifyClientCert""#),
        tls(["web-client-auth"], #""client_ca_file": "a""#),
        tls(["invalid-choice"], #""client_auth_type": "Always""#),
        tls(["invalid-choice"], #""min_version": "TLS1.2""#),
        tls(["web-tls-versions"], #""min_version": "TLS13", "max_version": "TLS12""#),
        tls(["web-cipher-suite"], #""cipher_suites": ["ECDHE-RSA-AES128"]"#),
        tls(["exclusive-keys"], #""cert": "c""#),
        CheckCase("web", ["missing-key"], #"{"tls_server_config": {"cert_file": "c"}}"#),
        CheckCase("web", [], #"{"basic_auth_users": {"a": "\#(hash)"}, "rate_limit": {"interval": "1s", "burst": 5}}"#),
        CheckCase("web", ["web-password"], #"{"basic_auth_users": {"a": "hunter2"}}"#),
        CheckCase("web", ["web-http2"], #"{"http_server_config": {"http2": true}}"#),
        CheckCase(
            "web", [],
            #"{"tls_server_config": {"cert_file": "a", "key_file": "b"}, "http_server_config": {"http2": true}}"#),
        CheckCase("web", ["unknown-key"], #"{"http_server_config": {"headers": {"Server": "x"}}}"#),
        CheckCase("web", ["unknown-key"], #"{"tls_config": {}, "basic_auth_users": {}}"#),
        CheckCase("targets", [], #"[{"targets": ["x:1", "[::1]:2"], "labels": {"a": "b", "n": 1}}]"#),
        CheckCase("targets", ["missing-key"], #"[{"labels": {"a": "b"}}]"#),
        CheckCase("targets", ["null-item"], #"[null]"#),
        CheckCase("targets", ["unknown-key"], #"[{"targets": ["x:1"], "label": {}}]"#),
        CheckCase("targets", ["target-form"], #"[{"targets": ["http://x:1/metrics"]}]"#),
        CheckCase("targets", ["target-twice"], #"[{"targets": ["x:1"]}, {"targets": ["x:1"]}]"#),
        CheckCase("targets", [], #"[{"targets": ["x:1"]}, {"targets": ["x:1"], "labels": {"a": "b"}}]"#),
        CheckCase(
            "templates", [],
            "{{/* names */}}\n{{ define \"a\" }}{{ range .Alerts }}{{ .Labels.job | toUpper }}{{ end }}{{ end }}\n"),
        CheckCase("templates", ["template-syntax"], "{{ define \"a\" }}\n{{ .Alerts | upper }}{{ end }}"),
        CheckCase("templates", ["template-syntax"], "{{ define \"a\" }}{{ range .Alerts }}{{ end }}"),
        CheckCase("templates", ["template-twice"], "{{ define \"a\" }}{{ end }}{{- define \"a\" }}{{ end }}"),
    ]
}
