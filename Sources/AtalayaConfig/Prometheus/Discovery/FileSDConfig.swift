/// Upstream `file_sd_configs`: targets from files that other programs write, read again when they change.
public struct FileSDConfig: ConfigSection {
    public var source = SectionSource()
    /// Paths of `.json`, `.yml` or `.yaml`, with one `*` at most, in the last part.
    public var files: [String]
    /// How often they are read in any case. Default 5m.
    public var refreshInterval: PrometheusDuration?

    public init(files: [String], refreshInterval: PrometheusDuration? = nil) {
        self.files = files
        self.refreshInterval = refreshInterval
    }

    public static let schema = SectionSchema<Self>("file_sd_config", { FileSDConfig(files: []) }) {
        $0.required("files", \.files, .list(.text(filePattern)))
        $0.key("refresh_interval", \.refreshInterval, .duration)
    }

    private static let filePattern = TextForm("discovery-file") { path in
        let isKnown = [".json", ".yml", ".yaml", ".JSON", ".YML", ".YAML"].contains { path.hasSuffix($0) }
        guard isKnown else { return "'\(path)' is neither .json nor .yml nor .yaml" }
        let parts = path.split(separator: "*", omittingEmptySubsequences: false)
        return parts.count > 2 || parts.count == 2 && parts[1].contains("/")
            ? "'\(path)' has a '*' that is not the only one, or not in the last part" : nil
    }
}
