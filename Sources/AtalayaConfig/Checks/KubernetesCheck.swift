/// Objects of Kubernetes, of prometheus-operator and of Argo Rollouts, every document of a file.
///
/// Kinds that are not in ``KubernetesObject/all`` are held to what all objects have in common.
public struct KubernetesCheck: DocumentCheck {
    public let kind = "kubernetes"
    public let summary = "objects of Kubernetes, prometheus-operator and Argo Rollouts"
    public let readsEveryDocument = true

    public init() {}

    public var rules: [CheckRule] { KubernetesForms.rules + KubernetesRules.all }

    public func recognises(_ node: DocumentNode) -> Bool {
        // Grafana's dashboards come in the same wrapping.
        guard let version = node["apiVersion"]?.string, node["kind"]?.string != nil else { return false }
        return !version.contains("grafana")
    }

    public func check(_ node: DocumentNode, file: String, targets: Targets) -> [Diagnostic] {
        if let items = node["items"]?.items, node["kind"]?.string?.hasSuffix("List") == true {
            return items.flatMap { check($0, file: file, targets: targets) }
        }
        if node.value == .null { return [] }
        let version = TargetVersion(1, 34)
        var walker = KeyTableWalker(file: file, version: version, newest: version, program: "Kubernetes")
        walker.walk(node, as: .table { Self.table(for: node) })
        var found = walker.diagnostics + diagnostics(node, file: file, targets: targets)
        if node["kind"]?.string == "PrometheusRule", let spec = node["spec"] {
            found += RulesCheck().diagnostics(spec, file: file, targets: targets).filter { $0.rule != "duplicate-key" }
        }
        return found.inFileOrder()
    }

    private static func table(for node: DocumentNode) -> KeyTable {
        if let object = KubernetesObject.of(node) { return object.table }
        let known = KubernetesKeys.heads.map(\.name)
        let others = (node.entries ?? []).map(\.key.name).filter { !known.contains($0) }
        // A List or a configuration file has no name of its own.
        let heads = KubernetesKeys.heads.filter { $0.name != "metadata" }
        return KeyTable(
            "an object", heads + KeyTable.Key.keys(others, .anything) + [.key("metadata", .anything)])
    }
}

/// The rules that stand in the forms of texts, for the list of rules.
enum KubernetesForms {
    static let rules: [CheckRule] = [
        rule("k8s-label", "Keys and values of labels have the form that the API server asks for."),
        rule("k8s-port", "A port is a number from 1 to 65535, or the name of one."),
        rule("k8s-port-name", "The name of a container's port has at most 15 letters, digits and '-'."),
        rule("k8s-quantity", "Amounts of memory and of processors are quantities: 500m, 256Mi."),
        rule("k8s-share", "How many pods may be missing is a number or a share: 1, \"25%\"."),
        rule("k8s-duration", "Durations of Argo are Go's: 30s, 1h30m."),
        rule("k8s-secret-data", "The 'data' of a Secret is base64; plain text goes into 'stringData'."),
        rule("k8s-data-key", "A key of a ConfigMap or Secret is the name of a file."),
        rule("operator-relabel", "The action of a relabelling step is one that Prometheus has."),
        rule("argo-strategy", "A Rollout is blue-green or canary."),
        rule("argo-step", "A step of a canary does one thing, and weights are 0 to 100."),
        rule("argo-count", "A count of measurements is a whole number."),
    ]

    private static func rule(_ id: String, _ explanation: String) -> CheckRule {
        CheckRule(id, explanation, severity: .error)
    }
}
