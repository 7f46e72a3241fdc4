import Atalaya
import AtalayaConfig

/// Where settings come from, and how they are laid over one another: flags over environment over file.
struct SettingsSources {
    var file: String?
    var environment: [String: String]
    /// What the command line has besides the flags of the process itself: `--listen`, `127.0.0.1:9464`, `--tag=app` …
    var flags: [String]

    static let fileBytesMax = 4 << 20
    /// Variables that are no settings of the table.
    private static let otherVariables: Set = ["ATALAYA_CONFIG", "ATALAYA_LOG_LEVEL"]

    /// - Returns: the configuration, and what is worth a warning but no reason to stop.
    /// - Throws: `SidecarFailure` with every problem of the file, or the first wrong variable or flag.
    func resolve() throws(SidecarFailure) -> (configuration: SidecarConfiguration, warnings: [String]) {
        var (configuration, warnings) = try readFile()
        do {
            try SidecarSettings.apply(environment: environment, to: &configuration)
        } catch {
            throw .usage("\(error.message)")
        }
        try applyFlags(to: &configuration)
        if let problem = configuration.destinationProblem { throw .usage(problem) }
        let known = Set(SidecarSettings.all.map(\.environmentName)).union(Self.otherVariables)
        for name in environment.keys.sorted() where name.hasPrefix("ATALAYA_") && !known.contains(name) {
            warnings.append("the environment variable \(name) means nothing to the sidecar; see --help")
        }
        return (configuration, warnings)
    }

    private func readFile() throws(SidecarFailure) -> (SidecarConfiguration, [String]) {
        guard let file else { return (SidecarConfiguration(), []) }
        let bytes: [UInt8]
        do {
            bytes = try SystemFileSystem().contents(of: file, bytesMax: Self.fileBytesMax)
        } catch {
            throw .usage("\(error)")
        }
        let reading = JSONDocumentReader.read(bytes, file: file)
        guard let node = reading.node else {
            throw SidecarFailure(lines: reading.diagnostics.map(\.description), exitCode: 1)
        }
        let (configuration, diagnostics) = SidecarConfiguration.decode(node, file: file)
        guard let configuration else {
            throw SidecarFailure(lines: diagnostics.map(\.description), exitCode: 1)
        }
        return (configuration, diagnostics.map(\.description))
    }

    private func applyFlags(to configuration: inout SidecarConfiguration) throws(SidecarFailure) {
        var rest = flags[...]
        var begun: Set<String> = []
        while let word = rest.popFirst() {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let setting = SidecarSettings.all.first(where: { $0.flag == parts[0] }) else {
                let kind = word.hasPrefix("-") ? "flag" : "argument"
                guard let meant = SidecarSettings.flag(near: parts[0]) else {
                    throw .usage("unknown \(kind) '\(word)'; see --help")
                }
                throw .usage("unknown \(kind) '\(word)'; did you mean '\(meant)'? See --help")
            }
            guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else {
                throw .usage("\(setting.flag) needs a value: \(setting.flag) <\(setting.valueName.lowercased())>")
            }
            if begun.insert(setting.flag).inserted { setting.beginSource(&configuration) }
            do {
                try setting.apply(value, to: &configuration)
            } catch {
                throw .usage("\(setting.flag): \(error.message)")
            }
        }
    }
}
