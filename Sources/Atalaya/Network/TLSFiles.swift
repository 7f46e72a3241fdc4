import NIOSSL

/// Reads the PEM files of TLS.
enum TLSFiles {
    /// - Throws: ``ShellError`` naming the file that cannot be used.
    static func certificates(_ file: String) throws -> [NIOSSLCertificate] {
        try Self.read(file) { try NIOSSLCertificate.fromPEMFile(file) }
    }

    /// - Throws: ``ShellError`` naming the file that cannot be used.
    static func key(_ file: String) throws -> NIOSSLPrivateKey {
        try Self.read(file) { try NIOSSLPrivateKey(file: file, format: .pem) }
    }

    /// - Throws: ``ShellError`` when the settings do not go together, as a key that is not the certificate's.
    static func context(_ configuration: TLSConfiguration, of file: String) throws -> NIOSSLContext {
        try Self.read(file) { try NIOSSLContext(configuration: configuration) }
    }

    private static func read<Value>(_ file: String, _ body: () throws -> Value) throws -> Value {
        do { return try body() } catch {
            throw ShellError(.configuration, subject: file, message: "cannot be used for TLS: \(error)")
        }
    }
}

/// Turns what went wrong with TLS into words.
enum TLSErrors {
    /// nil for what is no error of TLS.
    static func words(_ error: any Error) -> String? {
        switch error {
        case let error as NIOSSLExtraError where error == .failedToValidateHostname:
            "TLS: the certificate of the other side is for another name"
        case NIOSSLError.handshakeFailed(let reason):
            "TLS: \(Self.words(reason))"
        case NIOSSLError.uncleanShutdown:
            "closed by the other side"
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
            "TLS: \(error)"
        default: nil
        }
    }

    private static func words(_ reason: BoringSSLError) -> String {
        let text = "\(reason)"
        let known = [
            ("CERTIFICATE_VERIFY_FAILED", "the certificate of the other side is not trusted"),
            ("PEER_DID_NOT_RETURN_A_CERTIFICATE", "the other side shows no certificate"),
            ("WRONG_VERSION_NUMBER", "the other side does not speak it"),
            ("EOF during handshake", "the other side closed during the handshake"),
        ]
        return known.first { text.contains($0.0) }?.1 ?? "the handshake failed: \(text)"
    }
}
