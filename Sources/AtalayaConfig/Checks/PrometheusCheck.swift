/// prometheus.yml.
public struct PrometheusCheck: DocumentCheck {
    public let kind = "prometheus"
    public let summary = "prometheus.yml"

    public init() {}

    public var rules: [CheckRule] { Self.all + RelabelRules.all }

    public func recognises(_ node: DocumentNode) -> Bool {
        ["scrape_configs", "scrape_config_files", "rule_files", "remote_write"].contains { node[$0] != nil }
    }

    public func check(_ node: DocumentNode, file: String, targets: Targets) -> [Diagnostic] {
        diagnostics(
            node, table: PrometheusKeys.root, version: targets.prometheus, program: "Prometheus", file: file,
            targets: targets)
    }

    private static let all: [CheckRule] = [
        CheckRule("duplicate-job", "Every job has a name of its own.") { root, _ in
            var lines: [String: Int] = [:]
            return jobs(root).compactMap { job in
                guard let node = job["job_name"], let name = node.string else { return nil }
                if name.isEmpty { return CheckFinding(node, "the name of the job is empty") }
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
            // With relabelling a target may be anything, as for the blackbox exporter.
            jobs(root).filter { $0["relabel_configs"]?.items?.isEmpty ?? true }.flatMap { job in
                let targets = (job["static_configs"]?.items ?? []).flatMap { $0["targets"]?.items ?? [] }
                return targets.compactMap { node -> CheckFinding? in
                    guard let text = node.string, text.contains("/") || text.isEmpty else { return nil }
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
        CheckRule("auth-exclusive", "There is one way to authenticate, and a secret is given once.") { root, _ in
            clients(root).flatMap { client in
                let ways = ["basic_auth", "authorization", "oauth2", "sigv4", "azuread", "google_iam", "bearer_token"]
                let used = ways.filter { client[$0] != nil }
                var found: [CheckFinding] = []
                if used.count > 1 {
                    found.append(CheckFinding(client, "choose one of \(used.joined(separator: " and "))"))
                }
                let pairs = [("basic_auth", "password"), ("basic_auth", "username"), ("authorization", "credentials")]
                for (block, key) in pairs {
                    guard let block = client[block], let node = block[key], block[key + "_file"] != nil else {
                        continue
                    }
                    found.append(CheckFinding(node, "give either '\(key)' or '\(key)_file'"))
                }
                if let type = client["authorization"]?["type"], type.string?.lowercased() == "basic" {
                    found.append(CheckFinding(type, "for the type basic there is 'basic_auth'"))
                }
                return found
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

    private static func clients(_ root: DocumentNode) -> [DocumentNode] {
        jobs(root) + (root["remote_write"]?.items ?? []) + (root["remote_read"]?.items ?? [])
            + (root["alerting"]?["alertmanagers"]?.items ?? [])
    }

    static func duration(_ node: DocumentNode?) -> PrometheusDuration? {
        guard let text = node?.string else { return nil }
        return try? PrometheusDuration(text)
    }
}
