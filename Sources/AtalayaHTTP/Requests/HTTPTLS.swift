import Atalaya
import NIOSSL

/// How an HTTP client proves who it is, and whom it trusts. Verification is always on.
public struct HTTPTLS: Hashable, Sendable {
    /// The authorities to trust, in PEM; nil for the system's, which are read when the first `https` URL is asked for
    /// and not before, so that a program in an image without any still starts.
    public var authoritiesFile: String?
    /// The certificate of the client and its intermediates, in PEM, where the server asks for one.
    public var certificateFile: String?
    /// The certificate's key, in PEM.
    public var keyFile: String?

    public init(authoritiesFile: String? = nil, certificateFile: String? = nil, keyFile: String? = nil) {
        self.authoritiesFile = authoritiesFile
        self.certificateFile = certificateFile
        self.keyFile = keyFile
    }

    /// - Throws: `ShellError` naming the file that cannot be used.
    func configuration() throws -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        if let file = self.authoritiesFile {
            tls.trustRoots = .certificates(try Self.read(file) { try NIOSSLCertificate.fromPEMFile(file) })
        }
        if let file = self.certificateFile {
            tls.certificateChain = try Self.read(file) { try NIOSSLCertificate.fromPEMFile(file) }
                .map { .certificate($0) }
            let keyFile = self.keyFile ?? file
            tls.privateKey = .privateKey(
                try Self.read(keyFile) { try NIOSSLPrivateKey(file: keyFile, format: .pem) })
            // A key that is not the certificate's is told now; without trusted roots this reads nothing.
            var pair = tls
            pair.trustRoots = .certificates([])
            _ = try Self.read(keyFile) { try NIOSSLContext(configuration: pair) }
        }
        return tls
    }

    private static func read<Value>(_ file: String, _ body: () throws -> Value) throws -> Value {
        do { return try body() } catch {
            throw ShellError(.configuration, subject: file, message: "cannot be used for TLS: \(error)")
        }
    }
}
