/// Provisioning files of Grafana: data sources, dashboard providers and alerting.
public struct GrafanaProvisioningCheck: DocumentCheck {
    public let kind = "grafana-provisioning"
    public let summary = "Grafana's provisioning: data sources, dashboard providers, alerting"

    public init() {}

    public var rules: [CheckRule] { Self.all + GrafanaAlertingRules.all }

    public func recognises(_ node: DocumentNode) -> Bool {
        if node["datasources"]?.items != nil { return true }
        guard node["apiVersion"] != nil, node["kind"] == nil else { return false }
        return (["providers", "apps"] + GrafanaAlertingRules.sections).contains { node[$0]?.items != nil }
    }

    public func check(_ node: DocumentNode, file: String, targets: Targets) -> [Diagnostic] {
        diagnostics(node, file: file, targets: targets)
    }

    private static let all: [CheckRule] = [
        CheckRule("provisioning-version", "The version of the file's form is 1.") { root, _ in
            guard let node = root["apiVersion"] else { return [CheckFinding(root, "'apiVersion: 1' is missing")] }
            return node.value == .int(1) ? [] : [CheckFinding(node, "the only 'apiVersion' is 1")]
        },
        CheckRule("datasource-name", "Data sources have names and types, and no two the same name.") { root, _ in
            var seen: Set<String> = []
            return sources(root).flatMap { source -> [CheckFinding] in
                var found = ["name", "type"].filter { (source[$0]?.string ?? "").isEmpty }.map {
                    CheckFinding(source, "the data source has no '\($0)'")
                }
                if let node = source["name"], let name = node.string, !name.isEmpty, !seen.insert(name).inserted {
                    found.append(CheckFinding(node, "there is already a data source '\(name)'"))
                }
                return found
            }
        },
        CheckRule("datasource-uid", "A uid has 1 to 40 letters, digits, '-' and '_' and is used once.") { root, _ in
            var seen: Set<String> = []
            return sources(root).compactMap { source in
                guard let node = source["uid"] else { return nil }
                guard let uid = node.string, DataSource.uidForm.matches(uid) else {
                    return CheckFinding(node, "'\(node.string ?? node.kindName)' is not a uid")
                }
                return seen.insert(uid).inserted
                    ? nil : CheckFinding(node, "there is already a data source with the uid '\(uid)'")
            }
        },
        CheckRule(
            "datasource-uid-missing", "Without a uid it follows from the name, and links break with the name.",
            severity: .warning
        ) {
            root, _ in
            sources(root).filter { $0["uid"] == nil }.map { CheckFinding($0, "the data source has no uid") }
        },
        CheckRule("datasource-default", "One data source is the default.") { root, _ in
            sources(root).compactMap { $0["isDefault"] }.filter { $0.value == .bool(true) }.dropFirst().map {
                CheckFinding($0, "there is already a default data source")
            }
        },
        CheckRule(
            "datasource-secret", "Secrets come from the environment or a file, as in '$__file{…}'.", severity: .warning
        ) { root, _ in
            sources(root).flatMap { ($0["secureJsonData"]?.entries ?? []) }.filter {
                !($0.value.string ?? "$").contains("$")
            }.map {
                CheckFinding($0.key, "'\($0.key.name)' stands here in plain text")
            }
        },
        CheckRule("provider-path", "A provider has a name and a path.") { root, _ in
            (root["providers"]?.items ?? []).flatMap { provider -> [CheckFinding] in
                var found: [CheckFinding] = []
                if (provider["name"]?.string ?? "").isEmpty {
                    found.append(CheckFinding(provider, "the provider has no 'name'"))
                }
                if (provider["options"]?["path"]?.string ?? "").isEmpty {
                    found.append(CheckFinding(provider, "the provider has no 'options.path'"))
                }
                return found
            }
        },
    ]

    private static func sources(_ root: DocumentNode) -> [DocumentNode] { root["datasources"]?.items ?? [] }
}
