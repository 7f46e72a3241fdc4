/// Upstream `tls_config`: how a client checks a server, and shows who it is.
public struct TLSConfig: ConfigSection {
    public var source = SectionSource()
    /// The authorities that may have signed the server's certificate; default those of the system. Inline and by
    /// reference since 2.45.
    public var ca: SecretSource?
    /// The name in the server's certificate, if it is not that of the address.
    public var serverName: String?
    /// Takes any certificate: then nobody knows who answers.
    public var insecureSkipVerify: Bool?
    /// Default TLS 1.2.
    public var minVersion: TLSVersion?
    public var maxVersion: TLSVersion?
    // A certificate without its key is refused, so both have one property.
    var cert: SecretSource?
    var key: SecretSource?

    public init(
        ca: SecretSource? = nil, clientCertificate: TLSClientCertificate? = nil, serverName: String? = nil,
        insecureSkipVerify: Bool? = nil
    ) {
        self.ca = ca
        self.serverName = serverName
        self.insecureSkipVerify = insecureSkipVerify
        self.clientCertificate = clientCertificate
    }

    /// Upstream `cert…` and `key…`: the certificate that the client shows, with its key.
    public var clientCertificate: TLSClientCertificate? {
        get {
            guard let cert, let key else { return nil }
            return TLSClientCertificate(certificate: cert, key: key)
        }
        set {
            cert = newValue?.certificate
            key = newValue?.key
        }
    }

    public static let schema = SectionSchema<Self>("tls_config", { TLSConfig() }) {
        $0.secretFile("ca", \.ca)
        $0.secretFile("cert", \.cert)
        $0.secretFile("key", \.key)
        $0.key("server_name", \.serverName, .text)
        $0.key("insecure_skip_verify", \.insecureSkipVerify, .bool)
        $0.key("min_version", \.minVersion, .choice)
        $0.key("max_version", \.maxVersion, .choice)
        $0.property("ca", \.ca) { source, _ in source.swift }
        $0.property("clientCertificate", \.clientCertificate) { pair, _ in pair.swift }
        let certificates = ["cert", "cert_file", "cert_ref"]
        let keys = ["key", "key_file", "key_ref"]
        for certificate in certificates { $0.constraint(.requires(certificate, anyOf: keys)) }
        for key in keys { $0.constraint(.requires(key, anyOf: certificates)) }
    }
}

/// A certificate and the key to it.
public struct TLSClientCertificate: Hashable, Sendable {
    public var certificate: SecretSource
    public var key: SecretSource

    public init(certificate: SecretSource, key: SecretSource) {
        self.certificate = certificate
        self.key = key
    }

    var swift: String { "TLSClientCertificate(certificate: \(certificate.swift), key: \(key.swift))" }
}

public enum TLSVersion: String, Hashable, Sendable, CaseIterable {
    case tls10 = "TLS10"
    case tls11 = "TLS11"
    case tls12 = "TLS12"
    case tls13 = "TLS13"
}

extension SettingList {
    /// A file, which every version knows, or the value itself, which came later.
    fileprivate mutating func secretFile(_ key: String, _ path: any WritableKeyPath<Section, SecretSource?> & Sendable)
    {
        alternative(key + "_file", path, .text, SecretSource.file) { source in
            if case .file(let path) = source { path } else { nil }
        }
        alternative(key, path, .text, since: (2, 45), SecretSource.inline) { source in
            if case .inline(let text) = source { text } else { nil }
        }
        alternative(key + "_ref", path, .text, since: (2, 45), SecretSource.reference) { source in
            if case .reference(let name) = source { name } else { nil }
        }
        constraint(.atMostOne([key, key + "_file", key + "_ref"]))
    }
}
