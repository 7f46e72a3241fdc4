/// Lists of targets that Prometheus reads by `file_sd_configs`.
struct TargetsCheck: DocumentCheck {
    let kind = "targets"
    let summary = "lists of targets for file_sd_configs (YAML and JSON)"

    var rules: [CheckRule] { Self.all }

    func recognises(_ node: DocumentNode) -> Bool {
        guard let groups = node.items, !groups.isEmpty else { return false }
        return groups.allSatisfy { $0["targets"]?.items != nil }
    }

    func check(_ node: DocumentNode, file: String, targets: Targets) -> [Diagnostic] {
        var walker = KeyTableWalker(
            file: file, version: targets.prometheus, newest: Targets().prometheus, program: "Prometheus")
        walker.walk(node, as: .list(.table { Self.group }))
        return (walker.diagnostics + diagnostics(node, file: file, targets: targets)).inFileOrder()
    }

    private static let group = KeyTable(
        "a group of targets", [.key("targets", .list(.text), isRequired: true), .key("labels", .map(.text))])

    private static let all: [CheckRule] = [
        CheckRule(
            "target-form", "A target is host:port, unless the job makes an address of it.", severity: .warning
        ) { root, _ in
            each(root).compactMap { node in
                guard let text = node.string, text.contains("/") || text.isEmpty else { return nil }
                return CheckFinding(node, "'\(text)' is not host:port; 'scheme' and 'metrics_path' belong to the job")
            }
        },
        CheckRule("target-twice", "A target stands once; twice, its series collide.", severity: .warning) { root, _ in
            var lines: [String: Int] = [:]
            return (root.items ?? []).flatMap { group -> [CheckFinding] in
                let labels = group["labels"]?.identity ?? ""
                return (group["targets"]?.items ?? []).compactMap { node in
                    guard let text = node.string else { return nil }
                    guard let line = lines[text + labels] else {
                        lines[text + labels] = node.line
                        return nil
                    }
                    return CheckFinding(node, "'\(text)' with these labels is already in line \(line)")
                }
            }
        },
        CheckRule("label-name", "Prometheus 2 knows only letters, digits and '_' in names of labels.") {
            root, targets in
            guard targets.prometheus < TargetVersion(3, 0) else { return [] }
            return (root.items ?? []).flatMap { CheckLabels.illegalNames($0["labels"]?.entries ?? []) }
        },
    ]

    private static func each(_ root: DocumentNode) -> [DocumentNode] {
        (root.items ?? []).flatMap { $0["targets"]?.items ?? [] }
    }
}
