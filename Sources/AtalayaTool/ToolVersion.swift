/// The version that `--version` tells; CHANGELOG.md says what it brought.
enum ToolVersion {
    static let text = "0.1.0"
}
