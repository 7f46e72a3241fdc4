/// prometheus.yml.
public struct PrometheusCheck: DocumentCheck {
    public var kind: String { isAgent ? "prometheus-agent" : "prometheus" }
    public var summary: String { isAgent ? "prometheus.yml of an agent, when --kind says so" : "prometheus.yml" }
    /// Whether the file is for `prometheus --agent`, which nothing in it tells.
    private let isAgent: Bool

    public init() { self.init(isAgent: false) }

    init(isAgent: Bool) { self.isAgent = isAgent }

    public var rules: [CheckRule] { (isAgent ? [Self.agent] : []) + Self.all + RelabelRules.all }

    public func recognises(_ node: DocumentNode) -> Bool {
        guard !isAgent, let keys = node.entries?.map(\.key.name), !keys.isEmpty else { return false }
        // Any of these tells it; the others are keys of other programs too, but not all together.
        return ["scrape_configs", "scrape_config_files", "rule_files", "remote_write"].contains(where: keys.contains)
            || keys.allSatisfy(Self.rootKeys.contains)
    }

    public func check(_ node: DocumentNode, file: String, targets: Targets) -> [Diagnostic] {
        diagnostics(
            node, table: PrometheusConfiguration.schema.table, version: targets.prometheus, program: "Prometheus",
            file: file,
            targets: targets)
    }

    private static let rootKeys = Set(PrometheusConfiguration.schema.table.keys.map(\.name))

    private static let agent = CheckRule("agent-mode", "An agent scrapes and writes to others, and does nothing else.")
    {
        root, _ in
        let refused = ["alerting", "rule_files", "remote_read"]
        let found = (root.entries ?? []).map(\.key).filter { refused.contains($0.name) && root.isSet($0.name) }.map {
            CheckFinding($0, "an agent has no '\($0.name)'")
        }
        return found + (root.isSet("remote_write") ? [] : [CheckFinding(root, "an agent needs 'remote_write'")])
    }

    private static let all: [CheckRule] = [
        CheckRule("duplicate-job", "Every job has a name of its own.") { root, _ in
            var lines: [String: Int] = [:]
            return jobs(root).compactMap { job in
                guard let node = job["job_name"], let name = node.string else { return nil }
                guard let line = lines[name] else {
                    lines[name] = node.line
                    return nil
                }
                return CheckFinding(node, "duplicate job '\(name)'; it is already in line \(line)")
            }
        },
        CheckRule("timeout-exceeds-interval", "A scrape ends before the next one begins.") { root, _ in
            let global = root["global"]
            let globalInterval = duration(global?["scrape_interval"]) ?? .minutes(1)
            let places = (global.map { [$0] } ?? []) + jobs(root)
            return places.compactMap { place in
                guard let node = place["scrape_timeout"], let timeout = duration(node) else { return nil }
                let interval = duration(place["scrape_interval"]) ?? globalInterval
                guard timeout > interval else { return nil }
                return CheckFinding(node, "the timeout \(timeout) is longer than the interval \(interval)")
            }
        },
        CheckRule("rule-file-pattern", "A pattern has one '*' at most, in the last part of the path.") { root, _ in
            ["rule_files", "scrape_config_files"].flatMap { root[$0]?.items ?? [] }.compactMap { node in
                guard let path = node.string else { return nil }
                let parts = path.split(separator: "*", omittingEmptySubsequences: false)
                guard parts.count > 2 || parts.count == 2 && parts[1].contains("/") else { return nil }
                return CheckFinding(node, "'\(path)' has a '*' that is not the only one, or not in the last part")
            }
        },
        CheckRule("target-address", "A target is host:port; scheme and path are settings of the job.") { root, _ in
            let places = jobs(root) + (root["alerting"]?["alertmanagers"]?.items ?? [])
            return places.filter { !writesAddress($0) }.flatMap { job in
                let targets = (job["static_configs"]?.items ?? []).flatMap { $0["targets"]?.items ?? [] }
                return targets.compactMap { node -> CheckFinding? in
                    guard let text = node.string, text.contains("/") else { return nil }
                    return CheckFinding(
                        node, "'\(text)' is not host:port; use 'scheme' and 'metrics_path' for the rest")
                }
            }
        },
        CheckRule("label-name", "Prometheus 2 knows only letters, digits and '_' in names of labels.") {
            root, targets in
            guard targets.prometheus < TargetVersion(3, 0) else { return [] }
            let maps =
                [root["global"]?["external_labels"]]
                + jobs(root).flatMap { ($0["static_configs"]?.items ?? []).map { $0["labels"] } }
            return maps.compactMap { $0?.entries }.flatMap { CheckLabels.illegalNames($0) }
        },
        CheckRule("remote-name", "Remote writes and remote reads have names of their own, or none.") { root, _ in
            ["remote_write", "remote_read"].flatMap { key in
                var seen: Set<String> = []
                return (root[key]?.items ?? []).compactMap { place -> CheckFinding? in
                    guard let node = place["name"], let name = node.string, !name.isEmpty else { return nil }
                    return seen.insert(name).inserted ? nil : CheckFinding(node, "there is already a \(key) '\(name)'")
                }
            }
        },
        CheckRule("scrape-protocols", "A list of protocols names at least one, and each once.") { root, _ in
            let places = (root["global"].map { [$0] } ?? []) + jobs(root)
            return places.compactMap { $0["scrape_protocols"] }.flatMap { list -> [CheckFinding] in
                guard let items = list.items else { return [] }
                if items.isEmpty { return [CheckFinding(list, "the list of protocols is empty")] }
                var seen: Set<String> = []
                return items.compactMap { node in
                    guard let name = node.string?.lowercased(), !seen.insert(name).inserted else { return nil }
                    return CheckFinding(node, "'\(name)' stands twice")
                }
            }
        },
        CheckRule("name-escaping", "Names in UTF-8 can be asked for only where they are valid.") { root, _ in
            let global = root["global"]
            let scheme = global?["metric_name_validation_scheme"]?.string ?? ""
            let escaping = global?["metric_name_escaping_scheme"]?.string ?? ""
            var found = jobs(root).compactMap { job -> CheckFinding? in
                let own = job["metric_name_validation_scheme"]?.string ?? ""
                let ownEscaping = job["metric_name_escaping_scheme"]?.string ?? ""
                let asked = ownEscaping.isEmpty && own.isEmpty ? escaping : ownEscaping
                guard (own.isEmpty ? scheme : own) == "legacy", asked == "allow-utf-8" else { return nil }
                let node = job["metric_name_escaping_scheme"] ?? global?["metric_name_escaping_scheme"] ?? job
                return CheckFinding(node, "'allow-utf-8' needs the validation scheme 'utf8', not 'legacy'")
            }
            if scheme == "legacy", let node = root["otlp"]?["translation_strategy"], let strategy = node.string,
                ["NoTranslation", "NoUTF8EscapingWithSuffixes"].contains(strategy)
            {
                found.append(CheckFinding(node, "'\(strategy)' keeps names that the scheme 'legacy' refuses"))
            }
            return found
        },
        CheckRule("alertmanager-api", "Prometheus 3 talks to Alertmanager by the interface v2 only.") { root, targets in
            guard targets.prometheus >= TargetVersion(3, 0) else { return [] }
            return (root["alerting"]?["alertmanagers"]?.items ?? []).compactMap { place in
                guard let node = place["api_version"], node.string == "v1" else { return nil }
                return CheckFinding(node, "'v1' is gone since Prometheus 3.0; write v2")
            }
        },
        CheckRule("queue-limits", "The queue of a remote write can send something.") { root, _ in
            (root["remote_write"]?.items ?? []).compactMap { $0["queue_config"] }.flatMap { queue in
                var found: [CheckFinding] = []
                for key in ["capacity", "max_shards", "min_shards", "max_samples_per_send"] {
                    guard let node = queue[key], let value = Int.value(of: node), value <= 0 else { continue }
                    found.append(CheckFinding(node, "'\(key)' must be above 0"))
                }
                if let node = queue["min_shards"], let least = Int.value(of: node),
                    let most = queue["max_shards"].flatMap(Int.value(of:)), least > most
                {
                    found.append(CheckFinding(node, "'min_shards' is above 'max_shards'"))
                }
                if let node = queue["max_backoff"], let most = duration(node),
                    let least = duration(queue["min_backoff"]), least > most
                {
                    found.append(CheckFinding(node, "'max_backoff' is below 'min_backoff'"))
                }
                return found
            }
        },
    ]

    static func jobs(_ root: DocumentNode) -> [DocumentNode] {
        root["scrape_configs"]?.items ?? []
    }

    /// Whether relabelling may make an address of a target that is none, as for the blackbox exporter.
    private static func writesAddress(_ place: DocumentNode) -> Bool {
        (place["relabel_configs"]?.items ?? []).contains { step in
            let label = step["target_label"]?.string ?? ""
            let action = step["action"]?.string?.lowercased()
            return label == "__address__" || label.contains("$") || action == "labelmap" || action == "drop"
                || action == "keep"
        }
    }

    static func duration(_ node: DocumentNode?) -> PrometheusDuration? {
        guard let text = node?.string else { return nil }
        return try? PrometheusDuration(text)
    }
}
