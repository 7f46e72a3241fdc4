/// web.yml (`--web.config.file`): TLS and passwords of what Prometheus, Alertmanager and the exporters serve.
public struct WebConfiguration: ConfigSection {
    public var source = SectionSource()
    public var tlsServerConfig: WebTLSConfig?
    public var httpServerConfig: WebHTTPConfig?
    /// Names with the hashes of their passwords, as `htpasswd -B` writes them (bcrypt). Empty: anybody.
    public var basicAuthUsers: [StackLabel] = []
    public var rateLimit: WebRateLimit?

    public init(tlsServerConfig: WebTLSConfig? = nil, basicAuthUsers: [StackLabel] = []) {
        self.tlsServerConfig = tlsServerConfig
        self.basicAuthUsers = basicAuthUsers
    }

    public static let schema = SectionSchema<Self>("the configuration", { WebConfiguration() }) {
        $0.key("tls_server_config", \.tlsServerConfig, .section)
        $0.key("http_server_config", \.httpServerConfig, .section)
        $0.list("basic_auth_users", \.basicAuthUsers, .passwordHashes)
        $0.key("rate_limit", \.rateLimit, .section)
        $0.constraint(
            .rule("web-http2") { node in
                guard node["tls_server_config"] == nil, let http2 = node["http_server_config"]?["http2"],
                    http2.value == .bool(true)
                else { return [] }
                return [CheckFinding(http2, "HTTP/2 is served over TLS only; there is no 'tls_server_config'")]
            })
    }
}

extension SettingForm where Value == [StackLabel] {
    fileprivate static var passwordHashes: Self {
        var form = Self.labels
        form.kind = .map(.form(bcrypt))
        return form
    }

    /// A password in clear lets nobody in.
    private static var bcrypt: TextForm {
        TextForm("web-password") { text in
            WebForms.bcryptHash.matches(text)
                ? nil : "the password is not hashed by bcrypt; htpasswd -nBC 10 \"\" makes it"
        }
    }
}

private enum WebForms {
    static let bcryptHash = KnownForm(#"\$2[abxy]?\$(0[4-9]|[12][0-9]|3[01])\$[./A-Za-z0-9]{53}"#)
}

/// Upstream `http_server_config`.
public struct WebHTTPConfig: ConfigSection {
    public var source = SectionSource()
    /// Default true with TLS.
    public var http2: Bool?
    /// Of every answer; only the headers about security that upstream names.
    public var headers: WebHeaders?

    public init(http2: Bool? = nil) { self.http2 = http2 }

    public static let schema = SectionSchema<Self>("http_server_config", { WebHTTPConfig() }) {
        $0.key("http2", \.http2, .bool)
        $0.key("headers", \.headers, .section)
    }
}

/// The headers that a server can be told to send.
public struct WebHeaders: ConfigSection {
    public var source = SectionSource()
    public var strictTransportSecurity: String?
    public var contentTypeOptions: String?
    public var frameOptions: String?
    public var xssProtection: String?
    public var contentSecurityPolicy: String?

    public init() {}

    public static let schema = SectionSchema<Self>("headers", { WebHeaders() }) {
        $0.header("Strict-Transport-Security", "strictTransportSecurity", \.strictTransportSecurity)
        $0.header("X-Content-Type-Options", "contentTypeOptions", \.contentTypeOptions)
        $0.header("X-Frame-Options", "frameOptions", \.frameOptions)
        $0.header("X-XSS-Protection", "xssProtection", \.xssProtection)
        $0.header("Content-Security-Policy", "contentSecurityPolicy", \.contentSecurityPolicy)
    }
}

extension SettingList<WebHeaders> {
    fileprivate mutating func header(
        _ name: String, _ property: String, _ path: any WritableKeyPath<WebHeaders, String?> & Sendable
    ) {
        setting(name, path, .text)
        self.property(property, path, .text)
    }
}

/// Upstream `rate_limit`.
public struct WebRateLimit: ConfigSection {
    public var source = SectionSource()
    /// Between requests; 0: no limit.
    public var interval: PrometheusDuration?
    /// Requests at once.
    public var burst: Int?

    public init(interval: PrometheusDuration? = nil, burst: Int? = nil) {
        self.interval = interval
        self.burst = burst
    }

    public static let schema = SectionSchema<Self>("rate_limit", { WebRateLimit() }) {
        $0.key("interval", \.interval, .duration)
        $0.key("burst", \.burst, .natural)
    }
}
