/// The version that `--version` and `atalaya_build_info` tell; CHANGELOG.md says what it brought.
enum SidecarVersion {
    static let text = "0.1.0"
    /// How the sidecar names itself to the servers that it asks.
    static var userAgent: String { "atalaya-sidecar/\(Self.text)" }
}
