/// Fluentd's configuration in YAML. What a dry run of Fluentd passes over in silence is what these rules look at.
public struct FluentdCheck: DocumentCheck {
    public let kind = "fluentd"
    public let summary = "Fluentd's configuration (YAML)"

    public init() {}

    public var rules: [CheckRule] { Self.all }

    public func recognises(_ node: DocumentNode) -> Bool {
        guard let items = node["config"]?.items else { return false }
        return items.contains { item in item.entries?.first.map { directives.contains($0.key.name) } ?? false }
    }

    public func check(_ node: DocumentNode, file: String, targets: Targets) -> [Diagnostic] {
        diagnostics(node, file: file, targets: targets)
    }

    private let directives = Self.directiveNames
    private static let directiveNames = ["source", "filter", "match", "label", "worker"]
    /// Parameters that are durations in every plugin of the core that has them.
    private static let durations: Set<String> = [
        "timekey", "timekey_wait", "flush_interval", "retry_timeout", "retry_max_interval", "retry_wait", "interval",
        "refresh_interval", "rotate_wait", "ack_response_timeout", "send_timeout", "connect_timeout", "recover_wait",
        "hard_timeout", "heartbeat_interval", "delayed_commit_timeout", "flush_thread_interval", "request_timeout",
    ]
    private static let sizes: Set<String> = [
        "chunk_limit_size", "total_limit_size", "chunk_size_limit", "chunk_size_warn_limit", "body_size_limit",
        "decompression_size_limit", "max_line_size",
    ]

    private static let all: [CheckRule] = [
        CheckRule("fluentd-top-level", "Only 'system' and 'config' stand at the top; others vanish in silence.") {
            root, _ in
            (root.entries ?? []).filter { !["system", "config"].contains($0.key.name) }.map {
                CheckFinding($0.key, Spelling.unknown("key", $0.key.name, known: ["system", "config"]))
            }
        },
        CheckRule("fluentd-directive", "An item of 'config' is one of source, filter, match, label, worker.") {
            root, _ in
            items(root).flatMap { item -> [CheckFinding] in
                guard let entries = item.entries else { return [CheckFinding(item, "expected a mapping with one key")] }
                return entries.filter { !directiveNames.contains($0.key.name) }.map {
                    CheckFinding($0.key, Spelling.unknown("directive", $0.key.name, known: directiveNames))
                }
            }
        },
        CheckRule("fluentd-type", "Sources, filters and matches have a '$type'.") { root, _ in
            allDirectives(root).filter {
                ["source", "filter", "match"].contains($0.key.name) && $0.value["$type"] == nil
            }.map {
                CheckFinding($0.key, "the \($0.key.name) has no '$type'")
            }
        },
        CheckRule(
            "fluentd-tag", "Several tags are one text with spaces: a list is joined by commas, which match nothing."
        ) { root, _ in
            allDirectives(root).compactMap { $0.value["$tag"] }.filter { $0.items != nil }.map { node in
                let text = (node.items ?? []).compactMap(\.string).joined(separator: " ")
                return CheckFinding(node, "write $tag: \"\(text)\"")
            }
        },
        CheckRule(
            "fluentd-duration",
            "Fluentd reads one number and one unit: 500ms is 30000 seconds to it, 1h30m half an hour."
        ) {
            root, _ in
            parameters(root).compactMap { entry in
                guard durations.contains(entry.key.name), let text = entry.value.string,
                    text.wholeMatch(of: /[0-9]+[smhd]?|[0-9]+\.[0-9]+|:default|#\{.*\}/) == nil
                else { return nil }
                return CheckFinding(
                    entry.value, "Fluentd misreads '\(text)'; write whole numbers with s, m, h or d, or seconds as 0.5")
            }
        },
        CheckRule("fluentd-size", "Fluentd reads one whole number and one unit: 1.5g is 5 GiB to it.") { root, _ in
            parameters(root).compactMap { entry in
                guard sizes.contains(entry.key.name), let text = entry.value.string,
                    text.wholeMatch(of: /[0-9]+[kmgtKMGT]?|:default|#\{.*\}/) == nil
                else { return nil }
                return CheckFinding(entry.value, "Fluentd misreads '\(text)'; write a whole number with k, m, g or t")
            }
        },
        CheckRule("fluentd-null", "Nothing is no value: leave the parameter out.") { root, _ in
            parameters(root).filter { $0.value.value == .null }.map {
                CheckFinding($0.key, "'\($0.key.name)' has no value")
            }
        },
        CheckRule("fluentd-id-duplicate", "Ids are unique.") { root, _ in
            var seen: Set<String> = []
            return parameters(root).compactMap { entry in
                guard entry.key.name == "$id", let id = entry.value.string, !seen.insert(id).inserted else {
                    return nil
                }
                return CheckFinding(entry.value, "there is already a plugin with the id '\(id)'")
            }
        },
        CheckRule("fluentd-label", "Labels that events are sent to are defined, once, and contain a match.") {
            root, _ in
            var defined: Set<String> = []
            var found: [CheckFinding] = []
            for entry in items(root).flatMap({ $0.entries ?? [] }) where entry.key.name == "label" {
                guard let node = entry.value["$name"], let name = node.string else {
                    found.append(CheckFinding(entry.key, "the label has no '$name'"))
                    continue
                }
                if !name.hasPrefix("@") { found.append(CheckFinding(node, "a label begins with '@'")) }
                if !defined.insert(name).inserted {
                    found.append(CheckFinding(node, "the label '\(name)' is defined twice"))
                }
                let inner = (entry.value["config"]?.items ?? []).flatMap { $0.entries ?? [] }
                if !inner.contains(where: { $0.key.name == "match" }) {
                    found.append(CheckFinding(node, "the label has no match"))
                }
            }
            for entry in parameters(root) where entry.key.name == "$label" {
                guard let name = entry.value.string, name != "@ROOT", !defined.contains(name) else { continue }
                found.append(CheckFinding(entry.value, Spelling.unknown("label", name, known: defined.sorted())))
            }
            return found
        },
        CheckRule("fluentd-unreachable", "A match behind one for '**' is never reached.") { root, _ in
            let routings = [items(root)] + items(root).compactMap { $0["label"]?["config"]?.items }
            return routings.flatMap { routing -> [CheckFinding] in
                let matches = routing.compactMap { $0["match"] }
                guard let all = matches.firstIndex(where: { $0["$tag"]?.string == "**" }) else { return [] }
                return matches[(all + 1)...].map { CheckFinding($0, "an earlier match takes every event") }
            }
        },
        CheckRule("fluentd-buffer-timekey", "The chunk key 'time' and 'timekey' need each other.") { root, _ in
            parameters(root).filter { $0.key.name == "buffer" }.compactMap { entry in
                let keys =
                    entry.value["$arg"]?.items?.compactMap(\.string)
                    ?? (entry.value["$arg"]?.string ?? "").split(separator: ",").map { $0.filter { $0 != " " } }
                guard keys.contains("time"), entry.value["timekey"] == nil else { return nil }
                return CheckFinding(entry.key, "the chunk key 'time' needs a 'timekey'")
            }
        },
    ]

    // MARK: Looking around

    private static func items(_ root: DocumentNode) -> [DocumentNode] { root["config"]?.items ?? [] }

    /// The directives at the top and those inside of labels and workers.
    private static func allDirectives(_ root: DocumentNode) -> [DocumentNode.Entry] {
        items(root).flatMap { $0.entries ?? [] }.flatMap { entry in
            [entry] + (entry.value["config"]?.items ?? []).flatMap { $0.entries ?? [] }
        }
    }

    /// Every key with its value, at every depth below a directive and in `system`. Fields of records are texts of the
    /// user's own.
    private static func parameters(_ root: DocumentNode) -> [DocumentNode.Entry] {
        func collect(_ node: DocumentNode) -> [DocumentNode.Entry] {
            let entries = (node.entries ?? []).filter { $0.key.name != "record" }
            return entries.flatMap { [$0] + collect($0.value) } + (node.items ?? []).flatMap(collect)
        }
        return (root["system"].map(collect) ?? [])
            + items(root).flatMap { ($0.entries ?? []).flatMap { collect($0.value) } }
    }
}
