import AtalayaConfig

/// The receivers of every alert of some rule files.
struct RoutedRulesReport {
    let rules: [RoutedRule]

    var text: String {
        rules.map { rule in
            let ends = rule.ends.map { end in
                end.example.isEmpty
                    ? end.route.receiver : "\(end.route.receiver) with \(RouteReport.alert(end.example))"
            }
            let more = rule.isUndecided ? ", perhaps others" : ""
            return "\(rule.file):\(rule.line): \(rule.name): \(ends.joined(separator: ", or "))\(more)\n"
        }.joined()
    }

    var json: String {
        JSONWriter.write(
            .fields {
                $0.set(
                    "alerts",
                    .sequence(
                        rules.map { rule in
                            .fields {
                                $0.set("file", .string(rule.file))
                                $0.set("line", .int(Int64(rule.line)))
                                $0.set("alert", .string(rule.name))
                                $0.set("labels", .sortedStrings(rule.labels))
                                $0.set(
                                    "receivers",
                                    .sequence(
                                        rule.ends.map { end in
                                            .fields {
                                                $0.set("receiver", .string(end.route.receiver))
                                                $0.set("line", .int(Int64(end.route.line)))
                                                $0.set("with", .sortedStrings(end.example))
                                            }
                                        }))
                                if rule.isUndecided { $0.set("undecided", .bool(true)) }
                            }
                        }))
            })
    }
}
