/// alertmanager.yml.
public struct AlertmanagerCheck: DocumentCheck {
    public let kind = "alertmanager"
    public let summary = "alertmanager.yml"

    public init() {}

    public var rules: [CheckRule] { Self.own + Self.ofReadings.map(\.rule) }

    public func recognises(_ node: DocumentNode) -> Bool {
        node["route"] != nil && node["groups"] == nil
    }

    public func check(_ node: DocumentNode, file: String, targets: Targets) -> [Diagnostic] {
        diagnostics(
            node, table: AlertmanagerConfiguration.schema.table, version: targets.alertmanager, program: "Alertmanager",
            file: file, targets: targets, reading: AlertmanagerReading(node), by: Self.ofReadings)
    }

    private static let ofReadings = AlertmanagerMatcherRules.all + RoutingRules.all

    private static let own: [CheckRule] = [
        CheckRule("root-route", "The root route takes every alert: it has a receiver and no conditions.") {
            root, _ in
            guard let route = root["route"], route.entries != nil else { return [] }
            var found: [CheckFinding] = []
            if (route["receiver"]?.string ?? "").isEmpty {
                found.append(CheckFinding(route, "the root route needs a receiver"))
            }
            let refused = [
                "matchers", "match", "match_re", "mute_time_intervals", "active_time_intervals", "continue",
            ]
            for entry in route.entries ?? [] where refused.contains(entry.key.name) {
                found.append(CheckFinding(entry.key, "the root route cannot have '\(entry.key.name)'"))
            }
            return found
        },
        CheckRule("receiver-name", "A receiver has a name of its own.") { root, _ in
            var seen = Set<String>()
            return (root["receivers"]?.items ?? []).compactMap { receiver in
                guard let node = receiver["name"], let name = node.string else { return nil }
                return seen.insert(name).inserted
                    ? nil : CheckFinding(node, "there is already a receiver '\(name)'")
            }
        },
        CheckRule("receiver-exists", "A route names a receiver that exists.") { root, _ in
            let names = (root["receivers"]?.items ?? []).compactMap { $0["name"]?.string }
            let known = Set(names)
            return AlertmanagerReading.routes(root).compactMap { route in
                guard let node = route["receiver"], let name = node.string, !name.isEmpty, !known.contains(name)
                else {
                    return nil
                }
                return CheckFinding(node, Spelling.unknown("receiver", name, known: names))
            }
        },
        CheckRule("time-interval-exists", "A route names time intervals that exist, each defined once.") {
            root, _ in
            let definitions = ["time_intervals", "mute_time_intervals"].flatMap { root[$0]?.items ?? [] }
            var names: [String] = []
            var known = Set<String>()
            var found: [CheckFinding] = []
            for node in definitions.compactMap({ $0["name"] }) {
                guard let name = node.string else { continue }
                if !known.insert(name).inserted {
                    found.append(CheckFinding(node, "there is already a time interval '\(name)'"))
                }
                names.append(name)
            }
            for route in AlertmanagerReading.routes(root) {
                for key in ["mute_time_intervals", "active_time_intervals"] {
                    for node in route[key]?.items ?? [] {
                        guard let name = node.string, !known.contains(name) else { continue }
                        found.append(CheckFinding(node, Spelling.unknown("time interval", name, known: names)))
                    }
                }
            }
            return found
        },
        CheckRule("group-by", "group_by names each label once; '...' (every label) stands alone.") { root, _ in
            AlertmanagerReading.routes(root).flatMap { route in
                let nodes = route["group_by"]?.items ?? []
                var seen = Set<String>()
                return nodes.compactMap { node -> CheckFinding? in
                    guard let label = node.string else { return nil }
                    if label == "...", nodes.count > 1 { return CheckFinding(node, "'...' must stand alone") }
                    return seen.insert(label).inserted
                        ? nil : CheckFinding(node, "the label '\(label)' stands twice")
                }
            }
        },
        CheckRule("interval-zero", "Groups and repetitions come after some time.") { root, _ in
            AlertmanagerReading.routes(root).flatMap { route in
                ["group_interval", "repeat_interval"].compactMap { key in
                    guard let node = route[key], PrometheusCheck.duration(node) == .zero else { return nil }
                    return CheckFinding(node, "'\(key)' must be longer than 0s")
                }
            }
        },
        CheckRule("empty-matchers", "The mapping of an old matcher has something in it, or is left out.") {
            root, _ in
            let keys = ["match_re", "source_match_re", "target_match_re"]
            return (AlertmanagerReading.routes(root) + AlertmanagerReading.inhibitRules(root)).flatMap { place in
                keys.flatMap { (place[$0]?.entries ?? []).filter { $0.value.value == .null } }.map {
                    CheckFinding($0.key, "the expression of '\($0.key.name)' is missing")
                }
            }
        },
        CheckRule(
            "deprecated-match", "match and match_re are replaced by matchers since 0.22.", severity: .warning
        ) { root, _ in
            let old = ["match", "match_re", "source_match", "source_match_re", "target_match", "target_match_re"]
            return (AlertmanagerReading.routes(root) + AlertmanagerReading.inhibitRules(root)).flatMap { place in
                (place.entries ?? []).filter { old.contains($0.key.name) }.map {
                    let new = $0.key.name.split(separator: "_match").first.map(String.init) ?? ""
                    let name = new.hasPrefix("match") || new.isEmpty ? "matchers" : new + "_matchers"
                    return CheckFinding($0.key, "'\($0.key.name)' is out of date; write '\(name)'")
                }
            }
        },
        ReceiverRules.rule,
    ]
}
