/// Patches of a kustomization: objects with only what changes (strategic merge), or lists of operations (JSON 6902).
///
/// Operations are told by what is in them. An object that is a patch looks like one that lacks things: only the
/// kustomization that names it tells, so whoever checks files looks for that.
public struct KustomizePatchCheck: DocumentCheck {
    public let kind = "kustomize-patch"
    public let summary = "patches that a kustomization names: parts of objects, or operations of JSON 6902"
    public let readsEveryDocument = true

    public init() {}

    public let rules: [CheckRule] = [
        CheckRule("patch-operation", "An operation is one of JSON 6902, with the value or the place that it needs.") {
            root, _ in
            operations(root).flatMap { operation -> [CheckFinding] in
                guard operation.entries != nil else { return [CheckFinding(operation, "an operation is a mapping")] }
                guard let node = operation["op"], let name = node.string else {
                    return [CheckFinding(operation, "the operation has no 'op'")]
                }
                guard let needed = needs[name] else {
                    return [CheckFinding(node, Spelling.unknown("operation", name, known: needs.keys.sorted()))]
                }
                guard let needed, operation[needed] == nil else { return [] }
                return [CheckFinding(operation, "the operation '\(name)' needs '\(needed)'")]
            }
        },
        CheckRule("patch-path", "The path of an operation is a JSON pointer: /spec/replicas, with / in a name as ~1.") {
            root, _ in
            operations(root).flatMap { operation -> [CheckFinding] in
                guard operation.entries != nil else { return [] }
                guard operation["path"] != nil else { return [CheckFinding(operation, "the operation has no 'path'")] }
                return ["path", "from"].compactMap { operation[$0] }.compactMap { node in
                    guard let text = node.string else { return CheckFinding(node, "a path is a text") }
                    return problem(ofPointer: text).map { CheckFinding(node, $0) }
                }
            }
        },
    ]

    public func recognises(_ node: DocumentNode) -> Bool {
        guard let items = node.items, !items.isEmpty else { return false }
        return items.allSatisfy { $0["op"]?.string != nil && $0["path"] != nil }
    }

    public func check(_ node: DocumentNode, file: String, targets: Targets) -> [Diagnostic] {
        if node.items != nil { return diagnostics(node, file: file, targets: targets) }
        let part = Self.withoutDirectives(node)
        return KubernetesCheck().check(part, file: file, targets: targets).filter {
            !Self.askedOfWholes.contains($0.rule)
        }
    }

    /// What a part cannot be asked: whether something is there, or refers to something that may be in the rest.
    private static let askedOfWholes: Set = [
        "missing-key", "k8s-name", "k8s-selector", "k8s-probe-port", "k8s-service-ports", "k8s-mount", "k8s-restart",
        "operator-port", "argo-argument", "argo-strategy",
    ]

    /// `$patch: delete`, `$setElementOrder/…`, and a null that takes a value away, are not of the object.
    private static func withoutDirectives(_ node: DocumentNode) -> DocumentNode {
        var result = node
        switch node.value {
        case .mapping(let entries):
            result.value = .mapping(
                entries.filter { !$0.key.name.hasPrefix("$") && $0.value.value != .null }.map { entry in
                    var entry = entry
                    entry.value = withoutDirectives(entry.value)
                    return entry
                })
        case .sequence(let items): result.value = .sequence(items.map(withoutDirectives))
        default: break
        }
        return result
    }

    // MARK: Operations

    /// Each operation with what it needs besides a path.
    private static let needs: [String: String?] = [
        "add": "value", "remove": nil, "replace": "value", "move": "from", "copy": "from", "test": "value",
    ]

    private static func operations(_ root: DocumentNode) -> [DocumentNode] { root.items ?? [] }

    /// By RFC 6901.
    private static func problem(ofPointer text: String) -> String? {
        guard text.isEmpty || text.hasPrefix("/") else { return "'\(text)' does not begin with '/'" }
        let parts = text.split(separator: "~", omittingEmptySubsequences: false).dropFirst()
        guard parts.allSatisfy({ $0.hasPrefix("0") || $0.hasPrefix("1") }) else {
            return "in '\(text)' a '~' is neither '~0' nor '~1'"
        }
        return nil
    }
}
