/// alertmanager.yml: which alerts reach others than before, or nobody.
///
/// Routes are not compared by their text. Of each route of either side there is an alert that reaches it; all of these
/// go through both trees, and what becomes of them is compared.
struct AlertmanagerComparison: DocumentComparison {
    let kind = "alertmanager"

    func changes(from old: [ComparedFile], to new: [ComparedFile]) -> [ConfigChange] {
        FilePairs(old, new).changes(of: kind) { old, new in
            Self.changes(from: old.document, to: new.document, file: new.name)
        }
    }

    private static func changes(from old: DocumentNode, to new: DocumentNode, file: String) -> [ConfigChange] {
        guard let before = try? AlertRouting(old), let after = try? AlertRouting(new) else {
            return ValueChanges(subject: "alertmanager.yml", file: file).changes(from: old, to: new)
        }
        var found = routeChanges(from: before, to: after, file: file)
        // The alerts tried may not tell all trees apart; what is left is told as it is written.
        if found.isEmpty, let left = old["route"], let right = new["route"],
            before.routes.map(\.meaning) != after.routes.map(\.meaning)
        {
            found = ValueChanges(subject: "routes", file: file, change: "route-setting").changes(from: left, to: right)
        }
        found += receiverChanges(from: old, to: new, file: file)
        found += inhibitionChanges(from: old, to: new, file: file)
        found += timeChanges(from: old, to: new, file: file)
        let rest = ValueChanges(
            subject: "alertmanager.yml", file: file,
            except: ["route", "receivers", "inhibit_rules", "time_intervals", "mute_time_intervals"])
        return found + rest.changes(from: old, to: new)
    }

    // MARK: Routes

    private static func routeChanges(
        from old: AlertRouting, to new: AlertRouting, file: String
    ) -> [ConfigChange] {
        var seen = Set<[String: String]>()
        let alerts = (RouteReachability(new).answers + RouteReachability(old).answers).compactMap { answer in
            if case .reached(let labels) = answer, seen.insert(labels).inserted { labels } else { nil }
        }
        var told = Set<String>()
        return alerts.flatMap { alert -> [ConfigChange] in
            let before = old.decision(for: alert).deliveries
            let after = new.decision(for: alert).deliveries
            let line = after.first?.route.line ?? 0
            let who = alert.isEmpty ? "alerts without labels of their own" : "alerts such as \(words(alert))"
            // The same change of many alerts is told once, with the first of them.
            func change(_ id: String, _ risk: ConfigChange.Risk, _ message: String) -> [ConfigChange] {
                told.insert("\(id) \(message) \(line)").inserted
                    ? [ConfigChange(id, risk, who, message, file: file, line: line)] : []
            }
            let (lost, gained) = (
                Set(before.map(\.route.receiver)).subtracting(after.map(\.route.receiver)),
                Set(after.map(\.route.receiver)).subtracting(before.map(\.route.receiver))
            )
            if !lost.isEmpty || !gained.isEmpty {
                let message = "reach \(list(after.map(\.route.receiver))), not \(list(before.map(\.route.receiver)))"
                return change("route-receiver", lost.isEmpty ? .noise : .blind, message)
            }
            return zip(before, after).flatMap { settings(from: $0.route, to: $1.route, change) }
        }
    }

    private static func settings(
        from old: AlertRoute, to new: AlertRoute,
        _ change: (String, ConfigChange.Risk, String) -> [ConfigChange]
    ) -> [ConfigChange] {
        var found: [ConfigChange] = []
        if old.grouping != new.grouping {
            found += change(
                "route-grouping", .meaning,
                "are grouped \(words(new.grouping)), not \(words(old.grouping)), for \(new.receiver)")
        }
        for (name, before, after, isLaterBlind) in [
            ("group_wait", old.groupWait, new.groupWait, true),
            ("group_interval", old.groupInterval, new.groupInterval, true),
            ("repeat_interval", old.repeatInterval, new.repeatInterval, true),
        ] where before != after {
            found += change(
                "route-timing", (after > before) == isLaterBlind ? .blind : .noise,
                "have a \(name) of \(after), not \(before), for \(new.receiver)")
        }
        if old.muteTimeIntervals != new.muteTimeIntervals {
            found += change(
                "route-muted", Set(new.muteTimeIntervals).isSubset(of: old.muteTimeIntervals) ? .noise : .blind,
                "are muted during \(list(new.muteTimeIntervals, "no time")), not \(list(old.muteTimeIntervals, "no time")), for \(new.receiver)"
            )
        }
        if old.activeTimeIntervals != new.activeTimeIntervals {
            found += change(
                "route-active", new.activeTimeIntervals.isEmpty ? .noise : .blind,
                "are told during \(list(new.activeTimeIntervals, "all times")), not \(list(old.activeTimeIntervals, "all times")), by \(new.receiver)"
            )
        }
        return found
    }

    private static func words(_ alert: [String: String]) -> String {
        let labels = alert.sorted { $0.key < $1.key }.map { LabelMatcher($0.key, .equal, $0.value).description }
        return "{\(labels.joined(separator: ", "))}"
    }

    private static func words(_ grouping: AlertRoute.Grouping) -> String {
        switch grouping {
        case .all: "each for itself"
        case .labels(let names): names.isEmpty ? "all together" : "by \(names.joined(separator: ", "))"
        }
    }

    private static func list(_ names: [String], _ none: String = "nobody") -> String {
        names.isEmpty ? none : names.map { "'\($0)'" }.joined(separator: ", ")
    }

    // MARK: The rest

    private static func receiverChanges(
        from old: DocumentNode, to new: DocumentNode, file: String
    ) -> [ConfigChange] {
        let receivers = ItemPairs(
            old["receivers"]?.items ?? [], new["receivers"]?.items ?? [], by: [{ $0.text("name") }])
        func subject(_ node: DocumentNode) -> String { "receiver '\(node.text("name") ?? "")'" }
        // Whom that touches is told of the routes.
        var found = receivers.removed.map {
            ConfigChange("receiver-removed", .harmless, subject($0), "is gone", at: $0, in: file)
        }
        found += receivers.added.map {
            ConfigChange("receiver-added", .harmless, subject($0), "is new", at: $0, in: file)
        }
        for (before, after) in receivers.pairs {
            let keys = ((before.entries ?? []) + (after.entries ?? [])).map(\.key.name).filter {
                $0.hasSuffix("_configs")
            }
            var values = ValueChanges(subject: subject(after), file: file, change: "receiver-setting")
            for key in Set(keys).sorted() {
                let count = (before[key]?.items?.count ?? 0, after[key]?.items?.count ?? 0)
                guard count.0 != count.1 else { continue }
                values.except.insert(key)
                let channel = key.dropLast("_configs".count)
                found.append(
                    ConfigChange(
                        "receiver-channel", count.1 < count.0 ? .blind : .noise, subject(after),
                        "tells \(count.1) by \(channel), not \(count.0)", at: after[key] ?? after, in: file))
            }
            found += values.changes(from: before, to: after)
        }
        return found
    }

    private static func inhibitionChanges(
        from old: DocumentNode, to new: DocumentNode, file: String
    ) -> [ConfigChange] {
        var matchers = MatcherReadings()
        func form(_ node: DocumentNode) -> String? {
            (try? AlertInhibition(node, matchers: &matchers)).map { rule in
                "\(words(rule.target)) while \(words(rule.source)), if \(list(rule.equal, "nothing")) is equal"
            }
        }
        let rules = ItemPairs(old["inhibit_rules"]?.items ?? [], new["inhibit_rules"]?.items ?? [], by: [form])
        return rules.removed.map {
            ConfigChange(
                "inhibition-removed", .noise, "inhibit rule", "no longer silences \(form($0) ?? "")", at: $0, in: file)
        }
            + rules.added.map {
                ConfigChange("inhibition-added", .blind, "inhibit rule", "silences \(form($0) ?? "")", at: $0, in: file)
            }
    }

    private static func words(_ matchers: [LabelMatcher]) -> String {
        "{\(matchers.map(\.description).sorted().joined(separator: ", "))}"
    }

    private static func timeChanges(from old: DocumentNode, to new: DocumentNode, file: String) -> [ConfigChange] {
        func intervals(_ root: DocumentNode) -> [DocumentNode] {
            ["time_intervals", "mute_time_intervals"].flatMap { root[$0]?.items ?? [] }
        }
        let pairs = ItemPairs(intervals(old), intervals(new), by: [{ $0.text("name") }])
        func subject(_ node: DocumentNode) -> String { "time interval '\(node.text("name") ?? "")'" }
        return pairs.pairs.flatMap { old, new in
            ValueChanges(subject: subject(new), file: file, change: "time-interval", risk: .blind).changes(
                from: old, to: new)
        }
            + pairs.removed.map {
                ConfigChange("time-interval-removed", .harmless, subject($0), "is gone", at: $0, in: file)
            }
            + pairs.added.map {
                ConfigChange("time-interval-added", .harmless, subject($0), "is new", at: $0, in: file)
            }
    }
}

extension AlertRoute {
    /// Everything but where it stands; the same for matchers in either spelling.
    fileprivate var meaning: [String] {
        [
            "\(parent ?? -1)", matchers.map(\.description).sorted().description, "\(continues)", receiver,
            "\(grouping)",
            groupWait.description, groupInterval.description, repeatInterval.description, muteTimeIntervals.description,
            activeTimeIntervals.description,
        ]
    }
}
