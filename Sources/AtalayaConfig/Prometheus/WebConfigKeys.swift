/// The keys of web.yml: TLS and passwords of what Prometheus, Alertmanager and the exporters serve (`--web.config.file`).
enum WebConfigKeys {
    static let root = KeyTable(
        "the configuration",
        [
            .key("tls_server_config", .table { tls }),
            .key("http_server_config", .table { http }),
            .key("basic_auth_users", .map(.form(bcrypt))),
            .key("rate_limit", .table { rateLimit }),
        ],
        constraints: [
            .rule("web-http2") { node in
                guard node["tls_server_config"] == nil, let http2 = node["http_server_config"]?["http2"],
                    http2.value == .bool(true)
                else { return [] }
                return [CheckFinding(http2, "HTTP/2 is served over TLS only; there is no 'tls_server_config'")]
            }
        ])

    private static let versions = ["TLS10", "TLS11", "TLS12", "TLS13"]

    private static let tls = KeyTable(
        "tls_server_config",
        [
            .key("cert_file", .text), .key("key_file", .text), .key("cert", .text), .key("key", .text),
            .key("client_auth_type", .choice(clientAuthentications)),
            .key("client_ca_file", .text), .key("client_ca", .text),
            .key("client_allowed_sans", .list(.text)),
            .key("min_version", .choice(versions)), .key("max_version", .choice(versions)),
            .key("cipher_suites", .list(.form(cipherSuite))),
            .key("prefer_server_cipher_suites", .bool),
            .key(
                "curve_preferences",
                .list(.choice(["CurveP256", "CurveP384", "CurveP521", "X25519", "X25519MLKEM768"]))),
        ],
        constraints: [
            .atMostOne(["cert", "cert_file"]), .atMostOne(["key", "key_file"]),
            .atMostOne(["client_ca", "client_ca_file"]),
            .atLeastOne(["cert", "cert_file"]), .atLeastOne(["key", "key_file"]),
            .rule("web-client-auth") { node in
                let type = node["client_auth_type"]?.string ?? ""
                let authority = node["client_ca_file"] ?? node["client_ca"]
                if let authority, authority.isSet, ["", "NoClientCert"].contains(type) {
                    return [CheckFinding(authority, "nobody is asked for a certificate: set 'client_auth_type'")]
                }
                if let place = node["client_auth_type"],
                    ["VerifyClientCertIfGiven", "RequireAndVerifyClientCert"].contains(type),
                    !(authority?.isSet ?? false)
                {
                    return [CheckFinding(place, "'\(type)' needs 'client_ca_file' to verify by")]
                }
                return []
            },
            .rule("web-tls-versions") { node in
                guard let least = node["min_version"]?.string.flatMap(versions.firstIndex),
                    let place = node["max_version"], let most = place.string.flatMap(versions.firstIndex), most < least
                else { return [] }
                return [CheckFinding(place, "'max_version' is below 'min_version'")]
            },
        ])

    private static let clientAuthentications = [
        "NoClientCert", "RequestClientCert", "RequireAnyClientCert", "VerifyClientCertIfGiven",
        "RequireAndVerifyClientCert",
    ]

    private static let http = KeyTable(
        "http_server_config",
        [
            .key("http2", .bool),
            .key(
                "headers",
                .table {
                    KeyTable(
                        "headers",
                        KeyTable.Key.keys(
                            [
                                "Strict-Transport-Security", "X-Content-Type-Options", "X-Frame-Options",
                                "X-XSS-Protection", "Content-Security-Policy",
                            ], .text))
                }),
        ])

    private static let rateLimit = KeyTable(
        "rate_limit", [.key("interval", .duration), .key("burst", .natural)])

    /// What `htpasswd -B` writes. A password in clear lets nobody in.
    private static let bcrypt = TextForm("web-password") { text in
        bcryptHash.matches(text)
            ? nil : "the password is not hashed by bcrypt; htpasswd -nBC 10 \"\" makes it"
    }

    private static let bcryptHash = KnownForm(#"\$2[abxy]?\$(0[4-9]|[12][0-9]|3[01])\$[./A-Za-z0-9]{53}"#)
    private static let suiteName = KnownForm("TLS_[A-Z0-9]+(_[A-Z0-9]+)*")

    private static let cipherSuite = TextForm("web-cipher-suite") { text in
        suiteName.matches(text) ? nil : "'\(text)' is not the name of a cipher suite"
    }
}
