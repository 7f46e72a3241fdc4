import Foundation

/// Certificates made for one test by the `openssl` command: an authority, one that it knows nothing of, and
/// the first one's certificates of two servers.
struct TestCertificates: Sendable {
    let authority: String
    let otherAuthority: String
    /// For `aggregator.test`, and for no address.
    let named: Server
    /// For 127.0.0.1, and for no name.
    let addressed: Server

    struct Server: Sendable {
        let certificate: String
        let key: String
    }

    static let openssl: String? = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        .map { $0 + "/openssl" }.first { FileManager.default.isExecutableFile(atPath: $0) }

    /// - Parameter directory: Where the files go.
    init(in directory: String) throws {
        self.authority = directory + "/authority.pem"
        self.otherAuthority = directory + "/other-authority.pem"
        self.named = Server(certificate: directory + "/named.pem", key: directory + "/named.key")
        self.addressed = Server(certificate: directory + "/addressed.pem", key: directory + "/addressed.key")
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        for (file, name) in [(self.authority, "authority"), (self.otherAuthority, "other")] {
            try Self.run(
                ["req", "-x509"] + key + ["-keyout", file + ".key", "-out", file, "-subj", "/CN=\(name)", "-days", "2"])
        }
        for (server, name) in [(self.named, "DNS:aggregator.test"), (self.addressed, "IP:127.0.0.1")] {
            let (request, names) = (server.key + ".request", server.key + ".names")
            try Self.run(["req"] + key + ["-keyout", server.key, "-out", request, "-subj", "/CN=server"])
            try Data("subjectAltName=\(name)\n".utf8).write(to: URL(fileURLWithPath: names))
            try Self.run([
                "x509", "-req", "-in", request, "-CA", self.authority, "-CAkey", self.authority + ".key",
                "-set_serial", "1", "-out", server.certificate, "-days", "2", "-extfile", names,
            ])
        }
    }

    private static func run(_ arguments: [String]) throws {
        guard let openssl = self.openssl else { throw CocoaError(.fileNoSuchFile) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: openssl)
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.fileWriteUnknown) }
    }
}
