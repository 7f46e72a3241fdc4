/// Upstream `tls_server_config`: the certificate of a server, and whom it asks for one.
public struct WebTLSConfig: ConfigSection {
    public var source = SectionSource()
    var cert: SecretSource?
    var key: SecretSource?
    /// Default NoClientCert.
    public var clientAuthType: ClientAuthentication?
    /// The authorities of clients; needed for the types that verify, and for no others.
    public var clientCA: SecretSource?
    /// The names that a client's certificate may have; empty: any.
    public var clientAllowedSANs: [String] = []
    /// Default TLS 1.2.
    public var minVersion: TLSVersion?
    /// Default TLS 1.3.
    public var maxVersion: TLSVersion?
    /// Go's names, for TLS 1.2 and below.
    public var cipherSuites: [String] = []
    public var preferServerCipherSuites: Bool?
    public var curvePreferences: [Curve] = []

    /// - Parameters:
    ///   - certificate: in a file or inline; there are no references here.
    public init(certificate: TLSClientCertificate) {
        cert = certificate.certificate
        key = certificate.key
    }

    private init() {}

    /// Nil only where a file lacks a part of it.
    public var certificate: TLSClientCertificate? {
        guard let cert, let key else { return nil }
        return TLSClientCertificate(certificate: cert, key: key)
    }

    public enum ClientAuthentication: String, Hashable, Sendable, CaseIterable {
        case noClientCert = "NoClientCert"
        case requestClientCert = "RequestClientCert"
        case requireAnyClientCert = "RequireAnyClientCert"
        case verifyClientCertIfGiven = "VerifyClientCertIfGiven"
        case requireAndVerifyClientCert = "RequireAndVerifyClientCert"
    }

    public enum Curve: String, Hashable, Sendable, CaseIterable {
        case p256 = "CurveP256"
        case p384 = "CurveP384"
        case p521 = "CurveP521"
        case x25519 = "X25519"
        case x25519MLKEM768 = "X25519MLKEM768"
    }

    public static let schema = SectionSchema<Self>("tls_server_config", { WebTLSConfig() }) {
        $0.secret("cert", \.cert, hasReference: false, hasProperty: false)
        $0.secret("key", \.key, hasReference: false, hasProperty: false)
        $0.property("certificate", \.certificate, isArgument: true) { pair, _ in pair.swift }
        $0.secret("client_ca", \.clientCA, hasReference: false)
        $0.key("client_auth_type", \.clientAuthType, .choice)
        $0.list("client_allowed_sans", \.clientAllowedSANs, .list(.text), name: "clientAllowedSANs")
        $0.key("min_version", \.minVersion, .choice)
        $0.key("max_version", \.maxVersion, .choice)
        $0.list("cipher_suites", \.cipherSuites, .list(.text(cipherSuite)))
        $0.key("prefer_server_cipher_suites", \.preferServerCipherSuites, .bool)
        $0.list("curve_preferences", \.curvePreferences, .list(.choice))
        $0.constraint(.atLeastOne(["cert", "cert_file"]))
        $0.constraint(.atLeastOne(["key", "key_file"]))
        for rule in rules { $0.constraint(rule) }
    }

    private static let versions = TLSVersion.allCases.map(\.rawValue)

    private static let rules: [KeyTable.Constraint] = [
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
    ]

    private static let suiteName = KnownForm("TLS_[A-Z0-9]+(_[A-Z0-9]+)*")

    private static let cipherSuite = TextForm("web-cipher-suite") { text in
        suiteName.matches(text) ? nil : "'\(text)' is not the name of a cipher suite"
    }
}
