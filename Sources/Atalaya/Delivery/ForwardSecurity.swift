import NIOCore
import NIOSSL

/// How a connection to an aggregator is protected.
public struct ForwardSecurity: Sendable {
    /// Files for TLS, all PEM.
    public struct TLS: Sendable {
        /// The name the server's certificate must carry; the address' host unless given.
        public var serverName: String?
        /// Certificates of the authorities trusted; the system's unless given.
        public var authoritiesFile: String?
        /// Our certificate chain and key, for servers that ask for them.
        public var certificateFile: String?
        public var keyFile: String?

        public init(
            serverName: String? = nil, authoritiesFile: String? = nil, certificateFile: String? = nil,
            keyFile: String? = nil
        ) {
            self.serverName = serverName
            self.authoritiesFile = authoritiesFile
            self.certificateFile = certificateFile
            self.keyFile = keyFile
        }
    }

    let tls: TLS?

    /// No protection: for loopback and for networks that are protected themselves.
    public static let plaintext = ForwardSecurity(tls: nil)

    /// TLS 1.2 or 1.3, the server's certificate and name verified.
    public static func tls(_ tls: TLS = TLS()) -> ForwardSecurity {
        ForwardSecurity(tls: tls)
    }
}

/// Makes the TLS handler of each connection; the files are read once, and only when TLS is used.
struct ForwardProtection: Sendable {
    private let context: NIOSSLContext?
    private let serverName: String?

    /// - Throws: ``ShellError`` naming the file that cannot be used.
    init(_ security: ForwardSecurity, host: String) throws {
        guard let tls = security.tls else {
            self.context = nil
            self.serverName = nil
            return
        }
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        if let file = tls.authoritiesFile {
            configuration.trustRoots = .certificates(try TLSFiles.certificates(file))
        }
        if let file = tls.certificateFile {
            configuration.certificateChain = try TLSFiles.certificates(file).map { .certificate($0) }
            configuration.privateKey = .privateKey(try TLSFiles.key(tls.keyFile ?? file))
        }
        self.context = try TLSFiles.context(configuration, of: tls.certificateFile ?? "TLS")
        // A certificate for an address has no name to send.
        let name = tls.serverName ?? host
        self.serverName = (try? SocketAddress(ipAddress: name, port: 0)) == nil ? name : nil
    }

    /// Whether a connection begins with a handshake of TLS.
    var isProtecting: Bool { self.context != nil }

    func addHandlers(to pipeline: ChannelPipeline.SynchronousOperations) throws {
        guard let context = self.context else { return }
        try pipeline.addHandler(try NIOSSLClientHandler(context: context, serverHostname: self.serverName))
    }
}
