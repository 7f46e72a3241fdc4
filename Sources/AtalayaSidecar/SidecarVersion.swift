/// The version that `--version` and `atalaya_build_info` tell; CHANGELOG.md says what it brought.
enum SidecarVersion {
    static let text = "0.1.0"
}
