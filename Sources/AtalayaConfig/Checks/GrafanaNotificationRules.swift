/// What contact points, notification policies, mute timings and message templates are held to.
enum GrafanaNotificationRules {
    /// One of these settings has to be there, by the integration's type.
    private static let needed: [String: [String]] = [
        "email": ["addresses"], "webhook": ["url"], "slack": ["url", "token"], "pagerduty": ["integrationKey"],
        "telegram": ["bottoken"], "opsgenie": ["apiKey"], "discord": ["url"], "teams": ["url"], "victorops": ["url"],
        "pushover": ["apiToken"], "googlechat": ["url"], "sns": ["topic_arn"], "line": ["token"],
        "kafka": ["kafkaRestProxy"], "prometheus-alertmanager": ["url"], "sensugo": ["url"], "threema": ["api_secret"],
        "webex": ["bot_token"], "dingding": ["url"], "wecom": ["url", "secret"],
    ]
    private static let secrets = [
        "integrationKey", "token", "bottoken", "apiKey", "apiToken", "userKey", "password", "api_secret", "bot_token",
        "authorization_credentials", "secret_key",
    ]
    /// It is there without a file.
    private static let builtIn = ["grafana-default-email", "empty"]

    static let all: [CheckRule] = [
        CheckRule(
            "contact-point", "A contact point has a name and integrations, each with a type and a uid of its own."
        ) { root, _ in
            var seen: Set<String> = []
            return points(root).flatMap { point -> [CheckFinding] in
                var found: [CheckFinding] = []
                if (point["name"]?.string ?? "").isEmpty {
                    found.append(CheckFinding(point, "the contact point has no 'name'"))
                }
                for integration in integrations(point) {
                    if (integration["type"]?.string ?? "").isEmpty {
                        found.append(CheckFinding(integration, "the integration has no 'type'"))
                    }
                    found += GrafanaAlertingRules.uidFindings(integration, "integration", &seen)
                }
                return found
            }
        },
        CheckRule("contact-point-settings", "An integration has the settings that its type needs.") { root, _ in
            points(root).flatMap(integrations).compactMap { integration in
                guard let type = integration["type"]?.string, let needed = needed[type] else { return nil }
                let given = ["settings", "secureSettings"].compactMap { integration[$0] }
                guard !needed.contains(where: { key in given.contains { $0[key]?.isSet == true } }) else { return nil }
                return CheckFinding(
                    integration, "'\(type)' needs \(needed.map { "'\($0)'" }.joined(separator: " or ")) in its settings"
                )
            }
        },
        CheckRule(
            "contact-point-secret", "Secrets come from the environment or a file, as in '$__file{…}'.",
            severity: .warning
        ) { root, _ in
            points(root).flatMap(integrations).flatMap { integration in
                secrets.compactMap { integration["settings"]?[$0] }.filter {
                    !($0.string ?? "$").contains("$") && !($0.string ?? "").isEmpty
                }.map { CheckFinding($0, "this secret stands here in plain text") }
            }
        },
        CheckRule("policy-receiver", "A policy tells a contact point; the root names one.") { root, _ in
            let known = points(root).compactMap { $0["name"]?.string } + builtIn
            return roots(root).flatMap { policy -> [CheckFinding] in
                var found: [CheckFinding] = []
                if (policy["receiver"]?.string ?? "").isEmpty {
                    found.append(CheckFinding(policy, "the first policy has no 'receiver'"))
                }
                guard !points(root).isEmpty else { return found }
                for node in tree(policy).compactMap({ $0["receiver"] }) {
                    guard let name = node.string, !name.isEmpty, !known.contains(name), !name.contains("$") else {
                        continue
                    }
                    found.append(CheckFinding(node, Spelling.unknown("contact point", name, known: known)))
                }
                return found
            }
        },
        CheckRule("policy-timing", "A policy is muted at times that exist; the first policy never is.") { root, _ in
            let known = timings(root).compactMap { $0["name"]?.string }
            return roots(root).flatMap { policy -> [CheckFinding] in
                tree(policy).enumerated().flatMap { index, node -> [CheckFinding] in
                    ["mute_time_intervals", "active_time_intervals"].compactMap { node[$0] }.flatMap {
                        list -> [CheckFinding] in
                        if index == 0, list.isSet {
                            return [
                                CheckFinding(list, "the first policy cannot be muted: it takes what no other takes")
                            ]
                        }
                        return (list.items ?? []).filter { !known.isEmpty && !known.contains($0.string ?? "") }.map {
                            CheckFinding($0, Spelling.unknown("mute timing", $0.string ?? "", known: known))
                        }
                    }
                }
            }
        },
        CheckRule("policy-matcher", "A matcher is a label, an operator and a value: [severity, =, page].") { root, _ in
            roots(root).flatMap(tree).compactMap { $0["object_matchers"] }.flatMap { list -> [CheckFinding] in
                (list.items ?? []).filter { matcher in
                    guard let parts = matcher.items, parts.count == 3 else { return true }
                    return !["=", "!=", "=~", "!~"].contains(parts[1].string ?? "")
                }.map { CheckFinding($0, "not a label, one of = != =~ !~, and a value") }
            }
        },
        CheckRule("policy-interval", "The waits of a policy are durations, and those between messages not 0.") {
            root, _ in
            roots(root).flatMap(tree).flatMap { policy -> [CheckFinding] in
                ["group_wait", "group_interval", "repeat_interval"].compactMap { key in
                    guard let node = policy[key] else { return nil }
                    guard let milliseconds = GrafanaAlertingRules.milliseconds(node) else {
                        return CheckFinding(node, "'\(node.string ?? node.kindName)' is no duration")
                    }
                    return milliseconds == 0 && key != "group_wait" ? CheckFinding(node, "must not be 0") : nil
                }
            }
        },
        CheckRule("mute-timing", "A mute timing has a name, and no two the same.") { root, _ in
            named(timings(root), "mute timing")
        },
        CheckRule("message-template", "A message template has a name of its own and a text.") { root, _ in
            let templates = root["templates"]?.items ?? []
            return named(templates, "template")
                + templates.filter { ($0["template"]?.string ?? "").isEmpty }.map {
                    CheckFinding($0, "the template has no text")
                }
        },
    ]

    private static func points(_ root: DocumentNode) -> [DocumentNode] { root["contactPoints"]?.items ?? [] }
    private static func integrations(_ point: DocumentNode) -> [DocumentNode] { point["receivers"]?.items ?? [] }
    private static func roots(_ root: DocumentNode) -> [DocumentNode] { root["policies"]?.items ?? [] }
    private static func timings(_ root: DocumentNode) -> [DocumentNode] { root["muteTimes"]?.items ?? [] }

    /// A policy and all below it.
    private static func tree(_ policy: DocumentNode) -> [DocumentNode] {
        var found = [policy]
        var next = 0
        while next < found.count {
            found += found[next]["routes"]?.items ?? []
            next += 1
        }
        return found
    }

    private static func named(_ nodes: [DocumentNode], _ what: String) -> [CheckFinding] {
        var seen: Set<String> = []
        return nodes.compactMap { node in
            guard let name = node["name"]?.string, !name.isEmpty else {
                return CheckFinding(node, "the \(what) has no name")
            }
            return seen.insert(name).inserted
                ? nil : CheckFinding(node["name"] ?? node, "there is already a \(what) '\(name)'")
        }
    }
}
