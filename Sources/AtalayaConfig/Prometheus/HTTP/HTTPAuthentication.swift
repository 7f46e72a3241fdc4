/// How a client of HTTP says who it is: one way at most.
public enum HTTPAuthentication: Hashable, Sendable {
    /// Upstream `basic_auth`.
    case basic(BasicAuth)
    /// Upstream `authorization`: a header with a type and credentials.
    case authorization(Authorization)
    /// Upstream `oauth2`.
    case oauth2(OAuth2)
    /// Upstream `bearer_token` and `bearer_token_file`, the old way to write an `authorization`.
    case bearerToken(SecretSource)
}

/// Upstream `basic_auth`: a name and a password.
public struct BasicAuth: ConfigSection {
    public var source = SectionSource()
    /// `username_file` since 3.0.
    public var username: SecretSource?
    public var password: SecretSource?

    public init(username: SecretSource? = nil, password: SecretSource? = nil) {
        self.username = username
        self.password = password
    }

    public static let schema = SectionSchema<Self>("basic_auth", { BasicAuth() }) {
        $0.secret("username", \.username, fileSince: (3, 0))
        $0.secret("password", \.password)
    }
}

/// Upstream `authorization`: `Authorization: TYPE CREDENTIALS`.
public struct Authorization: ConfigSection {
    public var source = SectionSource()
    /// Default `Bearer`. `Basic` is refused: that is ``HTTPAuthentication/basic(_:)``.
    public var type: String?
    public var credentials: SecretSource?

    public init(type: String? = nil, credentials: SecretSource? = nil) {
        self.type = type
        self.credentials = credentials
    }

    public static let schema = SectionSchema<Self>("authorization", { Authorization() }) {
        $0.key("type", \.type, .text(.refusing("auth-basic", ["basic"], "has a block of its own, 'basic_auth'")))
        $0.secret("credentials", \.credentials)
    }
}

/// Upstream `oauth2`: a token from a token endpoint.
public struct OAuth2: ConfigSection {
    public var source = SectionSource()
    public var clientID: String
    public var tokenURL: String
    public var clientSecret: SecretSource?
    public var scopes: [String] = []
    /// Further parameters of the request for a token.
    public var endpointParams: [StackLabel] = []
    /// Of the connection to the token endpoint.
    public var tlsConfig: TLSConfig?
    public var proxySettings = ProxySettings()
    /// Default `client_credentials`. Since 3.9.
    public var grantType: GrantType?
    /// Default `RS256`. Since 3.9, for `jwt-bearer`.
    public var signatureAlgorithm: SignatureAlgorithm?
    /// Since 3.9.
    public var claims: Document?
    /// Since 3.9, for `jwt-bearer`.
    public var clientCertificateKey: SecretSource?
    /// Since 3.9.
    public var clientCertificateKeyID: String?
    /// Since 3.9.
    public var iss: String?
    /// Since 3.9.
    public var audience: String?

    public init(clientID: String, tokenURL: String, clientSecret: SecretSource? = nil) {
        self.clientID = clientID
        self.tokenURL = tokenURL
        self.clientSecret = clientSecret
    }

    public enum GrantType: String, Hashable, Sendable, CaseIterable {
        case clientCredentials = "client_credentials"
        case jwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer"
    }

    public enum SignatureAlgorithm: String, Hashable, Sendable, CaseIterable {
        case rs256 = "RS256"
        case rs384 = "RS384"
        case rs512 = "RS512"
    }

    public static let schema = SectionSchema<Self>("oauth2", { OAuth2(clientID: "", tokenURL: "") }) {
        $0.required("client_id", \.clientID, .text)
        $0.required("token_url", \.tokenURL, .text)
        $0.secret("client_secret", \.clientSecret)
        $0.list("scopes", \.scopes, .list(.text))
        $0.list("endpoint_params", \.endpointParams, .labels)
        $0.key("tls_config", \.tlsConfig, .section)
        $0.key("grant_type", \.grantType, .choice, since: (3, 9))
        $0.key("signature_algorithm", \.signatureAlgorithm, .choice, since: (3, 9))
        $0.key("claims", \.claims, .anything, since: (3, 9))
        $0.secret("client_certificate_key", \.clientCertificateKey, since: (3, 9))
        $0.key("client_certificate_key_id", \.clientCertificateKeyID, .text, since: (3, 9))
        $0.key("iss", \.iss, .text, since: (3, 9))
        $0.key("audience", \.audience, .text, since: (3, 9))
        $0.inline("proxySettings", \.proxySettings)
    }
}

extension SettingList {
    /// The keys of which one at most says who the client is.
    @_semantics("optimize.sil.specialize.generic.never")
    mutating func authentication(
        _ path: any WritableKeyPath<Section, HTTPAuthentication?> & Sendable, hasProperty: Bool = true
    ) {
        alternative("basic_auth", path, .section, HTTPAuthentication.basic) {
            if case .basic(let value) = $0 { value } else { nil }
        }
        alternative("authorization", path, .section, HTTPAuthentication.authorization) {
            if case .authorization(let value) = $0 { value } else { nil }
        }
        alternative("oauth2", path, .section, HTTPAuthentication.oauth2) {
            if case .oauth2(let value) = $0 { value } else { nil }
        }
        alternative("bearer_token", path, .text, { HTTPAuthentication.bearerToken(.inline($0)) }) {
            if case .bearerToken(.inline(let value)) = $0 { value } else { nil }
        }
        alternative("bearer_token_file", path, .text, { HTTPAuthentication.bearerToken(.file($0)) }) {
            if case .bearerToken(.file(let value)) = $0 { value } else { nil }
        }
        constraint(.atMostOne(["basic_auth", "authorization", "oauth2", "bearer_token", "bearer_token_file"]))
        if hasProperty { property("authentication", path) { value, printer in value.swift(&printer) } }
    }
}

extension HTTPAuthentication {
    func swift(_ printer: inout SwiftValuePrinter) -> String {
        switch self {
        case .basic(let value): ".basic(\(printer.section(value)))"
        case .authorization(let value): ".authorization(\(printer.section(value)))"
        case .oauth2(let value): ".oauth2(\(printer.section(value)))"
        case .bearerToken(let value): ".bearerToken(\(value.swift))"
        }
    }
}
