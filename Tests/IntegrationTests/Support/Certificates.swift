/// Certificates that the `openssl` command makes for one test.
enum Certificates {
    /// One for 127.0.0.1 that is its own authority, and its key: NAME.pem and NAME.key.
    static func make(_ name: String, in folder: TemporaryFolder) async throws {
        let outcome = try await Peer.openssl.run(
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-keyout", "\(name).key", "-out", "\(name).pem", "-subj", "/CN=\(name)",
                "-addext", "subjectAltName=IP:127.0.0.1",
            ], in: folder.path)
        guard outcome.exitCode == 0 else { throw ProgramError(outcome.errors) }
    }
}
