/// Files of recording and alerting rules.
public struct RulesCheck: DocumentCheck {
    public let kind = "rules"
    public let summary = "recording and alerting rules of Prometheus"

    public init() {}

    public var rules: [CheckRule] { Self.all + PromQLRules.all.map { CheckRule($0) } }

    public func recognises(_ node: DocumentNode) -> Bool {
        // Grafana's own rules say which version of its form they have.
        guard node["apiVersion"] == nil, let groups = node["groups"]?.items else { return false }
        return groups.contains { $0["rules"] != nil } || groups.isEmpty && node.entries?.count == 1
    }

    public func check(_ node: DocumentNode, file: String, targets: Targets) -> [Diagnostic] {
        diagnostics(
            node, table: RuleFileKeys.root, version: targets.prometheus, program: "Prometheus", file: file,
            targets: targets)
    }

    public func expressions(_ node: DocumentNode, targets: Targets) -> [PlacedExpression] {
        let dialect = PromQLDialect(version: targets.prometheus)
        let rules = Self.each(node).compactMap { rule -> Expression? in
            // Nobody quotes a number, and a number is an expression.
            guard var node = rule["expr"], let text = node.string ?? node.text else { return nil }
            node.value = .string(text)
            return Expression(rule: rule, node: node, text: text, reading: PromQL.read(text, dialect: dialect))
        }
        var declarations = PromQLDeclarations()
        for rule in rules {
            guard let name = rule.rule["record"]?.string, let tree = rule.reading.expression, RateRules.yieldsRate(tree)
            else { continue }
            declarations.recordedRates.insert(name)
        }
        return rules.map { rule in
            PlacedExpression(
                rule.node,
                CheckedExpression(
                    rule.text, use: Self.use(of: rule.rule), version: targets.prometheus, declarations: declarations,
                    reading: rule.reading))
        }
    }

    private struct Expression {
        var rule: DocumentNode
        var node: DocumentNode
        var text: String
        var reading: PromQLReading
    }

    private static func use(of rule: DocumentNode) -> CheckedExpression.Use {
        let labels = rule["labels"]?.entries ?? []
        guard rule["alert"] != nil else { return .recording(labels: labels.map(\.key.name)) }
        let texts = (labels + (rule["annotations"]?.entries ?? [])).compactMap(\.value.string)
        return .alert(
            hasHold: rule["for"].flatMap(PrometheusCheck.duration).map { $0 > .zero } ?? false,
            labels: texts.flatMap(TemplateLabels.names).uniqued())
    }

    private static let all: [CheckRule] = [
        CheckRule("group-name", "A group has a name of its own in the file.") { root, _ in
            var seen = Set<String>()
            return (root["groups"]?.items ?? []).compactMap { group in
                guard let node = group["name"], let name = node.string else { return nil }
                return seen.insert(name).inserted ? nil : CheckFinding(node, "there is already a group '\(name)'")
            }
        },
        CheckRule("record-or-alert", "A rule either records or alerts.") { root, _ in
            each(root).compactMap { rule in
                guard rule.isSet("record") == rule.isSet("alert") else { return nil }
                return CheckFinding(rule, "give either 'record' or 'alert'")
            }
        },
        CheckRule("record-settings", "A recording rule has no settings of an alert.") { root, _ in
            each(root).filter { $0["record"] != nil && $0["alert"] == nil }.flatMap { rule in
                (rule.entries ?? []).filter { ["for", "keep_firing_for", "annotations"].contains($0.key.name) }.map {
                    CheckFinding($0.key, "a recording rule has no '\($0.key.name)'")
                }
            }
        },
        CheckRule("record-name", "A recorded series has the name of a metric, which is no expression.") {
            root, targets in
            each(root).compactMap { rule in
                guard let node = rule["record"], let name = node.string, !name.isEmpty else { return nil }
                // Prometheus 3 takes any text, but knows by the braces what was meant for the expression.
                let isLegal =
                    targets.prometheus < TargetVersion(3, 0)
                    ? CheckLabels.isMetricName(name) : !name.contains("{") && !name.contains("}")
                return isLegal ? nil : CheckFinding(node, "'\(name)' is not the name of a metric")
            }
        },
        CheckRule("label-name", "Names of labels and annotations are legal.") { root, targets in
            each(root).flatMap { rule in
                // Names are free since Prometheus 3.
                let entries = ["annotations", "labels"].flatMap { rule[$0]?.entries ?? [] }
                    .filter { targets.prometheus < TargetVersion(3, 0) || $0.key.name.isEmpty }
                let reserved = (rule["labels"]?.entries ?? []).filter { $0.key.name == "__name__" }
                return CheckLabels.illegalNames(entries)
                    + reserved.map { CheckFinding($0.key, "a label cannot be named '__name__'") }
            }
        },
        CheckRule("template-syntax", "Labels and annotations of an alert are templates that Go can read.") { root, _ in
            templates(root).compactMap { node in
                guard let text = node.string else { return nil }
                do throws(GoTemplateError) {
                    _ = try GoTemplate(text, dialect: .prometheusAlert)
                    return nil
                } catch {
                    return CheckFinding(node, atByte: error.offset, "the template has a mistake: \(error.message)")
                }
            }
        },
        CheckRule(
            "template-field", "A template asks only for what an alert has: without it, the text says so and no more.",
            severity: .warning
        ) { root, _ in
            let dialect = GoTemplateDialect.prometheusAlert
            return templates(root).flatMap { node -> [CheckFinding] in
                guard let text = node.string, let template = try? GoTemplate(text, dialect: dialect) else { return [] }
                let ofLabel = TemplateLabels.fieldOfLabel(in: text).map { name, offset in
                    CheckFinding(
                        node, atByte: offset,
                        "a label is text and has no fields; for a label with a dot write index $labels \"\(name)\"")
                }
                let unknown = template.fields.filter { !dialect.fields.contains($0.path[0]) }.map {
                    CheckFinding(
                        node, atByte: $0.offset,
                        Spelling.unknown("field", $0.path[0], known: dialect.fields.sorted()))
                }
                return unknown + (ofLabel.map { [$0] } ?? [])
            }
        },
        CheckRule("changing-label", "A label with $value makes a new alert at each evaluation.") { root, _ in
            each(root).filter { $0["alert"] != nil }.flatMap { rule in
                (rule["labels"]?.entries ?? []).compactMap { entry in
                    guard let text = entry.value.string, text.contains("{{"), text.contains("$value") else {
                        return nil
                    }
                    return CheckFinding(entry.value, "the label changes with $value; put the value into an annotation")
                }
            }
        },
        CheckRule(
            "duplicate-record", "Two rules that record the same expression under one name lose data without a word.",
            severity: .warning
        ) { root, _ in
            // Expressions are read only of rules that agree in name and labels.
            var firsts: [String: DocumentNode] = [:]
            var lines: [String: Int] = [:]
            return each(root).compactMap { rule in
                guard let node = rule["record"], let name = node.string else { return nil }
                let labels = (rule["labels"]?.entries ?? []).map { "\($0.key.name)\u{0}\($0.value.scalarText ?? "")" }
                let identity = ([name] + labels.sorted()).joined(separator: "\u{0}\u{0}")
                guard let first = firsts[identity] else {
                    firsts[identity] = rule
                    return nil
                }
                // The same name from another expression may hold other series.
                func key(_ rule: DocumentNode) -> String { identity + "\u{0}\u{0}\u{0}" + canonical(rule["expr"]) }
                lines[key(first)] = first["record"]?.line ?? 0
                let key = key(rule)
                guard let line = lines[key] else {
                    lines[key] = node.line
                    return nil
                }
                return CheckFinding(node, "'\(name)' with these labels is already recorded in line \(line)")
            }
        },
        CheckRule(
            "group-interval-stale", "A group that is evaluated less often than every 5 minutes makes series with gaps.",
            severity: .warning
        ) { root, _ in
            (root["groups"]?.items ?? []).compactMap { group in
                guard let node = group["interval"], let interval = PrometheusCheck.duration(node),
                    interval > .minutes(5)
                else { return nil }
                return CheckFinding(node, "series go stale after 5m, before the next evaluation after \(interval)")
            }
        },
    ]

    private static func templates(_ root: DocumentNode) -> [DocumentNode] {
        each(root).filter { $0.isSet("alert") }.flatMap { rule in
            ["labels", "annotations"].flatMap { rule[$0]?.entries ?? [] }.map(\.value)
        }
    }

    private static func each(_ root: DocumentNode) -> [DocumentNode] {
        (root["groups"]?.items ?? []).flatMap { $0["rules"]?.items ?? [] }.filter { $0.entries != nil }
    }

    /// An expression without what makes no difference, or as it is if it is none.
    private static func canonical(_ node: DocumentNode?) -> String {
        let text = node?.string ?? node?.text ?? ""
        return PromQL.read(text).expression.map { PromQLPrinter().text($0) } ?? text
    }
}
