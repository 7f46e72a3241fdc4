/// What each action of relabelling needs and does not know.
enum RelabelRules {
    /// An action and the settings it has.
    private struct Action {
        var name: String
        var needsTarget = false
        /// The only keys allowed besides `action`; `nil`: any.
        var keys: Set<String>?
    }

    private static let actions: [Action] = [
        Action(name: "replace", needsTarget: true),
        Action(name: "keep"),
        Action(name: "drop"),
        Action(name: "hashmod", needsTarget: true),
        Action(name: "labelmap"),
        Action(name: "labeldrop", keys: ["regex"]),
        Action(name: "labelkeep", keys: ["regex"]),
        Action(name: "lowercase", needsTarget: true, keys: ["source_labels", "separator", "regex", "target_label"]),
        Action(name: "uppercase", needsTarget: true, keys: ["source_labels", "separator", "regex", "target_label"]),
        Action(name: "keepequal", needsTarget: true, keys: ["source_labels", "target_label"]),
        Action(name: "dropequal", needsTarget: true, keys: ["source_labels", "target_label"]),
    ]

    static let all: [CheckRule] = [
        CheckRule("relabel-action", "The action of a relabelling step is one that Prometheus has.") { root, _ in
            each(root) { step in
                guard let node = step["action"], action(of: step) == nil else { return [] }
                guard let name = node.string else { return [CheckFinding(node, "the action is empty")] }
                return [CheckFinding(node, Spelling.unknown("action", name, known: actions.map(\.name)))]
            }
        },
        CheckRule("relabel-settings", "A step has the settings its action needs, and no others.") { root, _ in
            each(root) { step in
                guard let action = action(of: step) else { return [] }
                var found: [CheckFinding] = []
                if action.needsTarget && (step["target_label"]?.string ?? "").isEmpty {
                    found.append(CheckFinding(step, "the action \(action.name) needs 'target_label'"))
                }
                if let keys = action.keys {
                    for entry in step.entries ?? []
                    where entry.key.name != "action" && !keys.contains(entry.key.name) && !isDefault(entry) {
                        found.append(
                            CheckFinding(entry.key, "the action \(action.name) does not know '\(entry.key.name)'"))
                    }
                }
                if action.name == "hashmod", step["modulus"].flatMap(Int.value(of:)) ?? 0 <= 0 {
                    found.append(CheckFinding(step, "the action hashmod needs a 'modulus' above 0"))
                }
                if action.name == "labelmap", let node = step["replacement"], let text = node.string,
                    !CheckLabels.isLegal(withoutReferences(text))
                {
                    found.append(CheckFinding(node, "'\(text)' is not the name of a label"))
                }
                return found
            }
        },
        CheckRule(
            "relabel-group-name", "'$1_x' is the group named '1_x', which is empty; the first group is '${1}_x'.",
            severity: .warning
        ) { root, _ in
            each(root) { step in
                ["replacement", "target_label"].compactMap { key in
                    guard let node = step[key], let text = node.string, let name = ambiguousGroup(text) else {
                        return nil
                    }
                    return CheckFinding(node, "'$\(name)' is the group named '\(name)'; write '${…}' around the number")
                }
            }
        },
    ]

    /// A setting that says what holds anyway is as good as none.
    private static func isDefault(_ entry: DocumentNode.Entry) -> Bool {
        let defaults = ["separator": ";", "replacement": "$1", "regex": "(.*)", "target_label": ""]
        guard let usual = defaults[entry.key.name] else {
            return !entry.value.isSet && entry.value.items == nil
        }
        return entry.value.value == .null || entry.value.string == usual
    }

    /// Every relabelling step of the file.
    private static func each(_ root: DocumentNode, find: (DocumentNode) -> [CheckFinding]) -> [CheckFinding] {
        let alerting = root["alerting"]
        let alertmanagers = alerting?["alertmanagers"]?.items ?? []
        let lists =
            PrometheusCheck.jobs(root).flatMap { [$0["relabel_configs"], $0["metric_relabel_configs"]] }
            + (root["remote_write"]?.items ?? []).map { $0["write_relabel_configs"] }
            + alertmanagers.flatMap { [$0["relabel_configs"], $0["alert_relabel_configs"]] }
            + [alerting?["alert_relabel_configs"]]
        return lists.compactMap { $0?.items }.joined().filter { $0.entries != nil }.flatMap(find)
    }

    /// Upper case is accepted, nothing means replace, and an empty text is no action.
    private static func action(of step: DocumentNode) -> Action? {
        guard let node = step["action"] else { return actions[0] }
        let name = node.string?.lowercased()
        return actions.first { $0.name == name }
    }

    /// `1_x` in `$1_x`: a reference to a number that goes on with letters.
    private static func ambiguousGroup(_ text: String) -> String? {
        for part in text.split(separator: "$", omittingEmptySubsequences: false).dropFirst() {
            let digits = part.prefix { $0.isASCII && $0.isNumber }
            let name = part.prefix { $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) }
            if !digits.isEmpty && name.count > digits.count { return String(name) }
        }
        return nil
    }

    private static func withoutReferences(_ text: String) -> String {
        var result = ""
        var isReference = false
        for character in text {
            switch character {
            case "$": isReference = true
            case "{" where isReference, "}" where isReference: continue
            case _ where isReference && character.isNumber: continue
            default:
                isReference = false
                result.append(character)
            }
        }
        return result.isEmpty ? "x" : result.first?.isNumber == true ? "x" + result : result
    }
}
