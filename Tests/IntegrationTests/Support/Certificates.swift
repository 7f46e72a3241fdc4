/// Certificates that the `openssl` command makes for one test.
enum Certificates {
    /// One that is its own authority, and its key: NAME.pem and NAME.key.
    ///
    /// - Parameter subject: What it is for, as `openssl` says it.
    static func make(_ name: String, for subject: String = "IP:127.0.0.1", in folder: TemporaryFolder) async throws {
        let outcome = try await Peer.openssl.run(
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-keyout", "\(name).key", "-out", "\(name).pem", "-subj", "/CN=\(name)",
                "-addext", "subjectAltName=\(subject)",
            ], in: folder.path)
        guard outcome.exitCode == 0 else { throw ProgramError(outcome.errors) }
    }
}
