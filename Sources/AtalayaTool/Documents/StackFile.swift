import ArgumentParser
import AtalayaConfig

/// Reads `atalaya.yml` (or the same as JSON) into a validated stack.
enum StackFile {
    /// - Throws: `ToolError.usage` when the file cannot be read; what is wrong inside of it is in the diagnostics.
    static func read(_ path: String, profile: String? = nil, targets: [TargetOverride] = []) throws(ToolError)
        -> StackReading
    {
        decode(try TextFile.text(of: path), file: path, profile: profile, targets: targets)
    }

    static func decode(_ text: String, file: String, profile: String?, targets: [TargetOverride]) -> StackReading {
        let reading =
            file.hasSuffix(".json")
            ? JSONDocumentReader.read(text, file: file) : YAMLDocumentReader.read(text, file: file)
        guard var node = reading.node else {
            return StackReading(validated: nil, diagnostics: reading.diagnostics)
        }
        for target in targets { node = target.applied(to: node, profile: profile) }
        return Stack.decode(node, file: file, profile: profile)
    }
}

/// `--target prometheus=2.42`: a version to render for, instead of the one in the file.
struct TargetOverride: ExpressibleByArgument {
    static let programs = ["prometheus", "alertmanager", "grafana", "fluentd", "kubernetes"]

    let program: String
    let version: TargetVersion

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, Self.programs.contains(parts[0]), let version = try? TargetVersion(parts[1]) else {
            return nil
        }
        self.program = parts[0]
        self.version = version
    }

    /// For files that do not say themselves what they are for.
    func apply(to targets: inout Targets) {
        switch program {
        case "prometheus": targets.prometheus = version
        case "alertmanager": targets.alertmanager = version
        case "grafana": targets.grafana = version
        case "kubernetes": targets.kubernetes = version
        default: targets.fluentd = version
        }
    }

    /// The document as if it had said so itself, in the chosen profile too: the flag wins.
    func applied(to node: DocumentNode, profile: String?) -> DocumentNode {
        var result = node.setting("targets", to: (node["targets"] ?? .empty).setting(program, to: versionNode))
        if let profile, let profiles = node["profiles"], let chosen = profiles[profile], let own = chosen["targets"] {
            let changed = chosen.setting("targets", to: own.setting(program, to: versionNode))
            result = result.setting("profiles", to: profiles.setting(profile, to: changed))
        }
        return result
    }

    private var versionNode: DocumentNode { DocumentNode(.string(version.description)) }
}

extension DocumentNode {
    fileprivate static let empty = DocumentNode(.mapping([]))

    /// This mapping with one key set; a node that is no mapping stays as it is, for the decoder to complain about.
    fileprivate func setting(_ key: String, to value: DocumentNode) -> DocumentNode {
        guard var entries else { return self }
        if let index = entries.firstIndex(where: { $0.key.name == key }) {
            entries[index].value = value
        } else {
            entries.append(Entry(key: DocumentKey(key, line: value.line, column: value.column), value: value))
        }
        var result = self
        result.value = .mapping(entries)
        return result
    }
}
