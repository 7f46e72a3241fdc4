/// Files of recording and alerting rules.
public struct RulesCheck: DocumentCheck {
    public let kind = "rules"
    public let summary = "recording and alerting rules of Prometheus"

    public init() {}

    public var rules: [CheckRule] { Self.all + PromQLRules.all.map { CheckRule($0) } }

    public func recognises(_ node: DocumentNode) -> Bool {
        node["groups"]?.items?.contains { $0["rules"] != nil } ?? false
    }

    public func check(_ node: DocumentNode, file: String, targets: Targets) -> [Diagnostic] {
        diagnostics(
            node, table: PrometheusKeys.ruleFile, version: targets.prometheus, program: "Prometheus", file: file,
            targets: targets)
    }

    public func expressions(_ node: DocumentNode, targets: Targets) -> [PlacedExpression] {
        let rules = Self.each(node).compactMap { rule -> (rule: DocumentNode, expression: DocumentNode)? in
            // Nobody quotes a number, and a number is an expression.
            guard var expression = rule["expr"], let text = expression.string ?? expression.text else { return nil }
            expression.value = .string(text)
            return (rule, expression)
        }
        var declarations = PromQLDeclarations()
        let dialect = PromQLDialect(version: targets.prometheus)
        for (rule, expression) in rules {
            guard let name = rule["record"]?.string, let text = expression.string,
                name.contains("rate") || text.contains("rate"),
                let tree = PromQL.read(text, dialect: dialect).expression, RateRules.yieldsRate(tree)
            else { continue }
            declarations.recordedRates.insert(name)
        }
        return rules.map { rule, expression in
            PlacedExpression(
                expression,
                CheckedExpression(
                    expression.string ?? "", use: Self.use(of: rule), version: targets.prometheus,
                    declarations: declarations))
        }
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
                if name.isEmpty { return CheckFinding(node, "the name of the group is empty") }
                return seen.insert(name).inserted ? nil : CheckFinding(node, "there is already a group '\(name)'")
            }
        },
        CheckRule("record-or-alert", "A rule either records or alerts.") { root, _ in
            each(root).compactMap { rule in
                guard (rule["record"] == nil) == (rule["alert"] == nil) else { return nil }
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
        CheckRule("record-name", "A recorded series has the name of a metric.") { root, _ in
            each(root).compactMap { rule in
                guard let node = rule["record"], let name = node.string, !CheckLabels.isMetricName(name) else {
                    return nil
                }
                return CheckFinding(node, "'\(name)' is not the name of a metric")
            }
        },
        CheckRule("empty-expression", "A rule has an expression.") { root, _ in
            each(root).compactMap { rule in
                guard let node = rule["expr"], let text = node.string, text.allSatisfy(\.isWhitespace) else {
                    return nil
                }
                return CheckFinding(node, "the expression is empty")
            }
        },
        CheckRule("label-name", "Names of labels and annotations are legal.") { root, targets in
            each(root).flatMap { rule in
                // Names of annotations are never free; names of labels are since Prometheus 3.
                var entries = rule["annotations"]?.entries ?? []
                if targets.prometheus < TargetVersion(3, 0) { entries += rule["labels"]?.entries ?? [] }
                let reserved = (rule["labels"]?.entries ?? []).filter { $0.key.name == "__name__" }
                return CheckLabels.illegalNames(entries)
                    + reserved.map { CheckFinding($0.key, "a label cannot be named '__name__'") }
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
            "duplicate-record", "Two rules that record the same expression under one name lose data without a word."
        ) { root, _ in
            var lines: [DocumentNode.Value: Int] = [:]
            return each(root).compactMap { rule in
                guard let node = rule["record"], let name = node.string else { return nil }
                let labels = (rule["labels"]?.entries ?? []).sorted { $0.key.name < $1.key.name }
                let identity = labels.map {
                    DocumentNode(.sequence([DocumentNode(.string($0.key.name)), plain($0.value)]))
                }
                // The same name from another expression may hold other series.
                let key = DocumentNode.Value.sequence(
                    [DocumentNode(.string(name)), DocumentNode(.string(canonical(rule["expr"])))] + identity)
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

    private static func each(_ root: DocumentNode) -> [DocumentNode] {
        (root["groups"]?.items ?? []).flatMap { $0["rules"]?.items ?? [] }.filter { $0.entries != nil }
    }

    /// An expression without what makes no difference, or as it is if it is none.
    private static func canonical(_ node: DocumentNode?) -> String {
        let text = node?.string ?? node?.text ?? ""
        return PromQL.read(text).expression.map { PromQLPrinter().text($0) } ?? text
    }

    /// The value without its place, for comparison.
    private static func plain(_ node: DocumentNode) -> DocumentNode {
        DocumentNode(node.value)
    }
}
