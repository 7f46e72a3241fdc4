/// What `kubernetes_sd_configs` asks of its settings, beyond what they are.
enum KubernetesDiscoveryRules {
    /// What a role can be selected by.
    private static let selectable: [String: [String]] = [
        "pod": ["pod", "node"],
        "service": ["service"],
        "endpoints": ["pod", "service", "endpoints"],
        "endpointslice": ["pod", "service", "endpointslice"],
        "node": ["node"],
        "ingress": ["ingress"],
    ]

    static let all: [KeyTable.Constraint] = [
        .atMostOne(["api_server", "kubeconfig_file"]),
        .rule("kubernetes-client") { node in
            let http = (node.entries ?? []).filter { entry in
                HTTPClientKeys.keys.contains { $0.name == entry.key.name } && !isDefault(entry)
            }
            guard let first = http.first else { return [] }
            if node.isSet("kubeconfig_file") {
                return [CheckFinding(first.key, "'\(first.key.name)' has no place beside 'kubeconfig_file'")]
            }
            guard !node.isSet("api_server") else { return [] }
            return [
                CheckFinding(
                    first.key, "'\(first.key.name)' needs 'api_server'; inside a pod the client is made by itself")
            ]
        },
        .rule("kubernetes-namespace") { node in
            guard let own = node["namespaces"]?["own_namespace"], own.isSet,
                let other = ["api_server", "kubeconfig_file"].first(where: node.isSet)
            else { return [] }
            return [CheckFinding(own, "'own_namespace' has no meaning with '\(other)'")]
        },
        .rule("kubernetes-selector") { node in
            guard let role = node["role"]?.string, let allowed = selectable[role] else { return [] }
            var seen: Set<String> = []
            return (node["selectors"]?.items ?? []).compactMap { selector in
                let name = selector["role"]?.string ?? ""
                guard seen.insert(name).inserted else {
                    return CheckFinding(selector, "there is already a selector of the role '\(name)'")
                }
                guard !allowed.contains(name) else { return nil }
                return CheckFinding(
                    selector, "the role \(role) is selected by \(allowed.joined(separator: ", ")), not by '\(name)'")
            }
        },
    ]

    /// A setting that says what holds anyway counts as none.
    private static func isDefault(_ entry: DocumentNode.Entry) -> Bool {
        switch entry.key.name {
        case "follow_redirects", "enable_http2": entry.value.value == .bool(true)
        case "tls_config": (entry.value.entries ?? []).allSatisfy { !$0.value.isSet }
        default: !entry.value.isSet
        }
    }
}
