import NIOCore
import NIOSSL

/// Makes the TLS handler of each connection to a receiver; the files are read once.
struct ReceiverProtection: Sendable {
    private let context: NIOSSLContext

    /// - Throws: ``ShellError`` naming the file that cannot be used.
    init(_ tls: ReceiverServerConfiguration.TLS) throws {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try TLSFiles.certificates(tls.certificateFile).map { .certificate($0) },
            privateKey: .privateKey(try TLSFiles.key(tls.keyFile)))
        configuration.minimumTLSVersion = .tlsv12
        if tls.isVersion12Only { configuration.maximumTLSVersion = .tlsv12 }
        if let file = tls.clientAuthoritiesFile {
            configuration.trustRoots = .certificates(try TLSFiles.certificates(file))
            // A sender has no name that we know beforehand.
            configuration.certificateVerification = .noHostnameVerification
        }
        self.context = try TLSFiles.context(configuration, of: tls.certificateFile)
    }

    func addHandlers(to pipeline: ChannelPipeline.SynchronousOperations) throws {
        try pipeline.addHandler(NIOSSLServerHandler(context: self.context))
    }
}
