import AtalayaConfig

/// What happens to one alert, for a person and for programs.
struct RouteReport {
    let decision: AlertDecision

    var text: String {
        var lines = [Self.alert(decision.labels)]
        for delivery in decision.deliveries {
            let route = delivery.route
            lines.append("  \(route.receiver) (line \(route.line)): \(Self.timing(delivery.timing, route))")
            let group =
                switch route.grouping {
                case .all: "alone"
                case .labels(let names) where names.isEmpty: "with all alerts of the route"
                case .labels: "with \(Self.alert(delivery.group))"
                }
            lines.append(
                "    grouped \(group); after \(route.groupWait), with news every \(route.groupInterval), again every \(route.repeatInterval)"
            )
        }
        for inhibitor in decision.inhibitors {
            let name = inhibitor.rule.name.map { "'\($0)', " } ?? ""
            lines.append("  silenced by \(Self.alert(inhibitor.source)) (\(name)line \(inhibitor.rule.line))")
        }
        lines.append("told: \(Self.list(decision.receivers))")
        return lines.joined(separator: "\n") + "\n"
    }

    var json: String {
        JSONWriter.write(
            .fields { fields in
                fields.set("labels", .sortedStrings(decision.labels))
                fields.set("receivers", .sequence(decision.receivers.map { .string($0) }))
                fields.set("routes", .sequence(decision.deliveries.map(Self.document)))
                fields.set(
                    "inhibited_by",
                    .sequence(
                        decision.inhibitors.map { inhibitor in
                            .fields {
                                $0.set("line", .int(Int64(inhibitor.rule.line)))
                                $0.set("name", string: inhibitor.rule.name)
                                $0.set("source", .sortedStrings(inhibitor.source))
                            }
                        }))
            })
    }

    private static func document(_ delivery: AlertDecision.Delivery) -> Document {
        let route = delivery.route
        return .fields {
            $0.set("receiver", .string(route.receiver))
            $0.set("line", .int(Int64(route.line)))
            switch delivery.timing {
            case .told: $0.set("timing", .string("told"))
            case .muted(let name):
                $0.set("timing", .string("muted"))
                $0.set("time_interval", .string(name))
            case .inactive: $0.set("timing", .string("inactive"))
            case .unknownZone(let zone):
                $0.set("timing", .string("unknown-zone"))
                $0.set("zone", .string(zone))
            }
            $0.set("group", .sortedStrings(delivery.group))
            $0.set("group_wait", .string(route.groupWait.description))
            $0.set("group_interval", .string(route.groupInterval.description))
            $0.set("repeat_interval", .string(route.repeatInterval.description))
        }
    }

    private static func timing(_ timing: AlertDecision.Timing, _ route: AlertRoute) -> String {
        switch timing {
        case .told:
            let during = route.activeTimeIntervals.isEmpty ? "" : ", only during \(list(route.activeTimeIntervals))"
            let except = route.muteTimeIntervals.isEmpty ? "" : ", not during \(list(route.muteTimeIntervals))"
            return "told\(during)\(except)"
        case .muted(let name): return "muted by the time interval '\(name)'"
        case .inactive: return "silent, outside of \(list(route.activeTimeIntervals))"
        case .unknownZone(let zone): return "nobody here knows the time in '\(zone)'"
        }
    }

    static func list(_ names: [String]) -> String {
        names.isEmpty ? "nobody" : names.joined(separator: ", ")
    }

    /// `{alertname="Down", severity="page"}`, the labels in order.
    static func alert(_ labels: [String: String]) -> String {
        let matchers = labels.sorted { $0.key < $1.key }.map { LabelMatcher($0.key, .equal, $0.value).description }
        return "{\(matchers.joined(separator: ", "))}"
    }
}

/// All routes, each with an alert that comes there.
struct RouteTreeReport {
    let routing: AlertRouting
    let reachability: RouteReachability

    /// Whether every route is reached, as far as that can be decided.
    var isComplete: Bool { !reachability.answers.contains(where: \.isUnreachable) }

    var text: String {
        var lines: [String] = []
        for (route, answer) in zip(routing.routes, reachability.answers) {
            let indentation = String(repeating: "  ", count: depth(route))
            let matchers =
                route.matchers.isEmpty ? "" : " {\(route.matchers.map(\.description).joined(separator: ", "))}"
            let continues = route.continues ? ", continues" : ""
            lines.append(
                "\(indentation)\(route.receiver)\(matchers) (line \(route.line)\(continues)): \(words(answer))")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    var json: String {
        JSONWriter.write(
            .fields {
                $0.set(
                    "routes",
                    .sequence(
                        zip(routing.routes, reachability.answers).map { route, answer in
                            .fields {
                                $0.set("receiver", .string(route.receiver))
                                $0.set("line", .int(Int64(route.line)))
                                $0.set("matchers", .sequence(route.matchers.map { .string($0.description) }))
                                $0.set("continue", .bool(route.continues))
                                if case .reached(let labels) = answer {
                                    $0.set("reached_by", Document.sortedStrings(labels))
                                } else {
                                    $0.set("unreachable", .bool(answer.isUnreachable))
                                    $0.set("reason", .string(words(answer)))
                                }
                            }
                        }))
            })
    }

    private func depth(_ route: AlertRoute) -> Int {
        var depth = 0
        var parent = route.parent
        while let index = parent {
            depth += 1
            parent = routing.routes[index].parent
        }
        return depth
    }

    private func words(_ answer: RouteReachability.Answer) -> String {
        switch answer {
        case .reached(let labels): labels.isEmpty ? "any alert" : "for example \(RouteReport.alert(labels))"
        case .contradiction(let label): "no alert: '\(label)' cannot be what is asked for"
        case .shadowed(let indices):
            "no alert: taken before by line \(indices.map { String(routing.routes[$0].line) }.joined(separator: ", "))"
        case .below: "no alert: the route above is not reached"
        case .undecided: "not decided: too many conditions"
        }
    }
}
