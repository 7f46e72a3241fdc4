/// Upstream `email_configs`: a letter. What is nil, ``AlertmanagerGlobal`` has under `smtp_…`.
public struct EmailConfig: ReceiverChannel {
    public var source = SectionSource()
    /// Default false.
    public var sendResolved: Bool?
    /// Of no effect here, and taken all the same.
    public var httpConfig: HTTPClientConfig?
    /// Addresses with commas between them.
    public var to: NotificationTemplate?
    public var from: NotificationTemplate?
    /// How the client names itself to the mail server.
    public var hello: String?
    /// The mail server: `host:port`.
    public var smarthost: String?
    public var authUsername: String?
    public var authPassword: SecretSource?
    /// For CRAM-MD5.
    public var authSecret: SecretSource?
    public var authIdentity: String?
    /// Default: the subject alone.
    public var headers: [NamedTemplate] = []
    /// The body as HTML. Default `{{ template "email.default.html" . }}`; empty for none.
    public var html: NotificationTemplate?
    /// The body as text. Default none.
    public var text: NotificationTemplate?
    /// Default true: STARTTLS or nothing.
    public var requireTLS: Bool?
    /// TLS from the first byte on, whatever the port. Since 0.31.
    public var forceImplicitTLS: Bool?
    public var tlsConfig: TLSConfig?
    /// Letters about one group of alerts in one conversation. Since 0.30.
    public var threading: Threading?

    public init(to: NotificationTemplate) { self.to = to }
    private init() {}

    /// Upstream `threading`.
    public struct Threading: AlertmanagerSection {
        public var source = SectionSource()
        /// Default false.
        public var enabled: Bool?
        public var threadByDate: Dates?

        public init(enabled: Bool? = nil, threadByDate: Dates? = nil) {
            self.enabled = enabled
            self.threadByDate = threadByDate
        }

        /// After how long a new conversation begins.
        public enum Dates: String, Hashable, Sendable, CaseIterable {
            case none, daily
        }

        public static let schema = SectionSchema<Self>("threading", { Threading() }) {
            $0.key("enabled", \.enabled, .bool)
            $0.key("thread_by_date", \.threadByDate, .choice)
        }
    }

    public static let schema = SectionSchema<Self>("email_config", { EmailConfig() }) {
        $0.demanded("to", \.to, .template)
        $0.key("from", \.from, .template)
        $0.key("smarthost", \.smarthost, .text(.hostAndPort))
        $0.key("hello", \.hello, .text)
        $0.key("auth_username", \.authUsername, .text)
        $0.fileOrValue("auth_password", \.authPassword)
        $0.fileOrValue("auth_secret", \.authSecret)
        $0.key("auth_identity", \.authIdentity, .text)
        $0.key("require_tls", \.requireTLS, .bool)
        $0.key("force_implicit_tls", \.forceImplicitTLS, .bool, since: (0, 31))
        $0.key("tls_config", \.tlsConfig, .ofPrometheus())
        $0.list("headers", \.headers, .templates())
        $0.key("html", \.html, .template)
        $0.key("text", \.text, .template)
        $0.key("threading", \.threading, .section, since: (0, 30))
        $0.channel()
        $0.constraint(
            .rule("email-header") { node in
                var seen: Set<String> = []
                return (node["headers"]?.entries ?? []).compactMap { entry in
                    seen.insert(entry.key.name.lowercased()).inserted
                        ? nil : CheckFinding(entry.key, "the header '\(entry.key.name)' stands twice")
                }
            })
    }
}
