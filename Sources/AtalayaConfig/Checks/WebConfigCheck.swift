/// web.yml, which Prometheus, Alertmanager and the exporters take for `--web.config.file`.
struct WebConfigCheck: DocumentCheck {
    let kind = "web"
    let summary = "web.yml: TLS and passwords of what Prometheus and its like serve"

    var rules: [CheckRule] { Self.documented }

    /// Found with the keys, and documented here.
    private static let documented: [CheckRule] = [
        CheckRule("web-password", "A password is a hash by bcrypt; another one lets nobody in.", severity: .error),
        CheckRule(
            "web-client-auth", "Certificates of clients are asked for and verified, or neither.", severity: .error),
        CheckRule("web-tls-versions", "The highest version of TLS is not below the lowest.", severity: .error),
        CheckRule("web-cipher-suite", "A cipher suite has one of Go's names.", severity: .error),
        CheckRule("web-http2", "HTTP/2 is served over TLS.", severity: .error),
    ]

    func recognises(_ node: DocumentNode) -> Bool {
        ["tls_server_config", "basic_auth_users", "http_server_config"].contains { node[$0] != nil }
    }

    func check(_ node: DocumentNode, file: String, targets: Targets) -> [Diagnostic] {
        diagnostics(
            node, table: WebConfiguration.schema.table, version: targets.prometheus, program: "Prometheus", file: file,
            targets: targets)
    }
}
