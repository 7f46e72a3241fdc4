/// Labels that are asked for where they cannot be.
enum LabelRules {
    static let all: [PromQLRule] = [
        PromQLRule(
            "label-lost", "What groups or matches by a label needs series that can have it.",
            bad: "sum by (instance) (sum by (job) (up))", good: "sum by (job) (sum by (job, instance) (up))"
        ) { checked in
            guard let whole = checked.reading.expression else { return [] }
            var findings: [PromQLFinding] = []
            whole.visit { expression, _ in
                switch expression.form {
                case .aggregation(let aggregation):
                    guard let grouping = aggregation.grouping, !grouping.isWithout else { return }
                    findings += lost(grouping.labels, in: [aggregation.expression], checked)
                case .binary(let binary):
                    guard let matching = binary.matching, matching.isOn, binary.sign != .unless else { return }
                    findings += lost(matching.labels, in: [binary.left, binary.right], checked)
                    guard let group = matching.group else { return }
                    let one = group.side == .left ? binary.right : binary.left
                    findings += lost(group.including, in: [one], checked)
                default: break
                }
            }
            return findings
        },
        PromQLRule(
            "template-label", "A text of an alert names labels that the alert can have.",
            bad: .alert("sum by (job) (up) == 0", labels: ["instance"]), good: .alert("up == 0", labels: ["instance"])
        ) { checked in
            guard case .alert(_, let labels) = checked.use, let expression = checked.reading.expression else {
                return []
            }
            let known = PromQLLabels(of: expression, checked.declarations)
            return labels.filter { !known.mayHave($0) }.map { label in
                let names = known.names.map { $0.filter { $0 != "__name__" } }
                let hint = names.map { $0.isEmpty ? "; it has none" : "; it has \($0.joined(separator: ", "))" } ?? ""
                return PromQLFinding(
                    expression.place, "a text names $labels.\(label), but what the alert yields cannot have it\(hint)")
            }
        },
    ]

    private static func lost(
        _ labels: [PromQLLabel], in expressions: [PromQLExpression], _ checked: CheckedExpression
    ) -> [PromQLFinding] {
        expressions.flatMap { expression in
            let known = PromQLLabels(of: expression, checked.declarations)
            return labels.filter { label in
                !GrafanaVariableReferences.isNamed(in: label.name.utf8) && !known.mayHave(label.name)
            }.map { label in
                let names = known.names.map { $0.filter { $0 != "__name__" } }
                let hint =
                    names.map { $0.isEmpty ? ": they have none" : ": they have \($0.joined(separator: ", "))" } ?? ""
                return PromQLFinding(label.place, "the series cannot have a label '\(label.name)'\(hint)")
            }
        }
    }
}
