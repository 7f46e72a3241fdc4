/// Recording and alerting rules: which alerts come earlier, later, more often or no more.
///
/// Rules are found again by their names wherever they moved to, also in another file.
struct RulesComparison: DocumentComparison {
    let kind = "rules"

    private struct Rule {
        var node: DocumentNode
        var group: DocumentNode
        var file: String

        var isAlert: Bool { node.isSet("alert") }
        var name: String { node.text(isAlert ? "alert" : "record") ?? "" }
        var subject: String { "\(isAlert ? "alert" : "recorded series") '\(name)'" }
        var expression: String { node.text("expr") ?? "" }
        var labels: String { node["labels"]?.identity ?? "" }
        var groupName: String { group.text("name") ?? "" }
    }

    func changes(from old: [ComparedFile], to new: [ComparedFile]) -> [ConfigChange] {
        let rules = ItemPairs(
            Self.rules(old), Self.rules(new),
            by: [
                { "\($0.isAlert) \($0.name) \($0.labels) \($0.expression)" },
                { "\($0.isAlert) \($0.name) \($0.labels)" },
                { "\($0.isAlert) \($0.name)" },
            ])
        var found = rules.pairs.flatMap { Self.changes(from: $0.old, to: $0.new) }
        found += rules.removed.map { rule in
            rule.isAlert
                ? ConfigChange(
                    "alert-removed", .blind, rule.subject, "is gone; nobody is told any more", at: rule.node,
                    in: rule.file)
                : ConfigChange(
                    "record-removed", .blind, rule.subject, "is gone; queries of it find nothing", at: rule.node,
                    in: rule.file)
        }
        found += rules.added.map { rule in
            rule.isAlert
                ? ConfigChange(
                    "alert-added", .noise, rule.subject, "is new: \(ValueChanges.shortened(rule.expression))",
                    at: rule.node, in: rule.file)
                : ConfigChange("record-added", .harmless, rule.subject, "is new", at: rule.node, in: rule.file)
        }
        return found + Self.groupChanges(from: old, to: new)
    }

    private static func rules(_ files: [ComparedFile]) -> [Rule] {
        files.flatMap { file in
            (file.document["groups"]?.items ?? []).flatMap { group in
                (group["rules"]?.items ?? []).map { Rule(node: $0, group: group, file: file.name) }
            }
        }
    }

    // MARK: Groups

    private static func groupChanges(from old: [ComparedFile], to new: [ComparedFile]) -> [ConfigChange] {
        func groups(_ files: [ComparedFile]) -> [(file: String, node: DocumentNode)] {
            files.flatMap { file in (file.document["groups"]?.items ?? []).map { (file.name, $0) } }
        }
        let pairs = ItemPairs(
            groups(old), groups(new), by: [{ "\($0.file) \($0.node.text("name") ?? "")" }, { $0.node.text("name") }])
        return pairs.pairs.flatMap { old, new -> [ConfigChange] in
            let subject = "group '\(new.node.text("name") ?? "")'"
            var found: [ConfigChange] = []
            let change = DurationChange(old.node["interval"], new.node["interval"])
            if let change {
                found.append(
                    ConfigChange(
                        "group-interval", change.isLonger ?? true ? .blind : .noise, subject,
                        "is evaluated every \(change.new ?? "evaluation_interval"), not \(change.old ?? "evaluation_interval")",
                        at: new.node["interval"] ?? new.node, in: new.file))
            }
            // Where its rules went is told of the rules.
            var values = ValueChanges(subject: subject, file: new.file, except: ["rules", "name", "interval"])
            values.change = "group-setting"
            return found + values.changes(from: old.node, to: new.node)
        }
    }

    // MARK: One rule

    private static func changes(from old: Rule, to new: Rule) -> [ConfigChange] {
        var found = expressionChanges(from: old, to: new)
        func add(_ change: String, _ risk: ConfigChange.Risk, _ message: String, _ key: String) {
            found.append(ConfigChange(change, risk, new.subject, message, at: new.node[key] ?? new.node, in: new.file))
        }
        if let change = DurationChange(old.node["for"], new.node["for"]) {
            add(
                "alert-for", change.isLonger ?? true ? .blind : .noise,
                "comes after \(change.new ?? "0s"), not \(change.old ?? "0s")", "for")
        }
        if let change = DurationChange(old.node["keep_firing_for"], new.node["keep_firing_for"]) {
            add(
                "alert-keep-firing", change.isLonger ?? true ? .noise : .meaning,
                "fires on for \(change.new ?? "0s"), not \(change.old ?? "0s")", "keep_firing_for")
        }
        if old.groupName != new.groupName {
            add("rule-moved", .harmless, "is in group '\(new.groupName)', not '\(old.groupName)'", "alert")
        }
        // Routes go by labels; a severity says who is woken.
        var labels = ValueChanges(subject: new.subject, file: new.file, change: "rule-label")
        labels.known["severity"] = ValueChanges.Known(change: "alert-severity", risk: .blind)
        found += labels.changes(from: old.node["labels"] ?? Self.empty, to: new.node["labels"] ?? Self.empty)
        let texts = ValueChanges(
            subject: new.subject, file: new.file, change: "alert-annotation", risk: .harmless)
        found += texts.changes(from: old.node["annotations"] ?? Self.empty, to: new.node["annotations"] ?? Self.empty)
        let rest = ValueChanges(
            subject: new.subject, file: new.file,
            except: ["alert", "record", "expr", "for", "keep_firing_for", "labels", "annotations"])
        return found + rest.changes(from: old.node, to: new.node)
    }

    private static let empty = DocumentNode(.mapping([]))

    private static func expressionChanges(from old: Rule, to new: Rule) -> [ConfigChange] {
        guard old.expression != new.expression else { return [] }
        let place = new.node["expr"] ?? new.node
        let whole = ConfigChange(
            new.isAlert ? "alert-expression" : "record-expression", .meaning, new.subject,
            "asks \(ValueChanges.shortened(new.expression)), not \(ValueChanges.shortened(old.expression))", at: place,
            in: new.file)
        guard let before = PromQL.read(old.expression).expression, let after = PromQL.read(new.expression).expression
        else { return [whole] }
        if before == after { return [] }
        let left = AlertThresholds(before)
        let right = AlertThresholds(after)
        guard new.isAlert, left.rest.withSigns(of: right.rest) == right.rest, left.bounds.count == right.bounds.count
        else { return [whole] }
        return zip(left.bounds, right.bounds).compactMap { old, new -> ConfigChange? in
            guard old != new else { return nil }
            let isLess = AlertThresholds.isLessSensitive(old, new)
            let words = isLess.map { $0 ? "; it comes later or not at all" : "; it comes earlier and more often" } ?? ""
            return ConfigChange(
                "alert-threshold", isLess.map { $0 ? .blind : .noise } ?? .meaning, whole.subject,
                "fires at \(text(new)), not \(text(old))\(words)", at: place, in: whole.file)
        }
    }

    private static func text(_ bound: AlertThresholds.Bound) -> String {
        "\(bound.sign.rawValue) \(PromQLPrinter().text(PromQLExpression(.number(PromQLNumber(bound.value)))))"
    }
}

extension PromQLExpression {
    /// The same with the comparisons of another one that is built alike, so that only the rest is compared.
    fileprivate func withSigns(of other: PromQLExpression) -> PromQLExpression {
        switch (form, other.form) {
        case (.parentheses(let inner), .parentheses(let otherInner)):
            return PromQLExpression(.parentheses(inner.withSigns(of: otherInner)))
        case (.binary(var binary), .binary(let other)) where binary.sign.isSet && other.sign.isSet:
            binary.left = binary.left.withSigns(of: other.left)
            binary.right = binary.right.withSigns(of: other.right)
            return PromQLExpression(.binary(binary))
        case (.binary(var binary), .binary(let other)) where binary.sign.isComparison && other.sign.isComparison:
            binary.sign = other.sign
            return PromQLExpression(.binary(binary))
        default: return self
        }
    }
}

/// A duration that changes, and in which direction.
struct DurationChange {
    var old: String?
    var new: String?
    /// Nil where one of them is not known.
    var isLonger: Bool?

    /// Nil for durations that are equal. What is not set is 0.
    init?(_ old: DocumentNode?, _ new: DocumentNode?, default standard: PrometheusDuration = .zero) {
        self.init(old?.scalarText, new?.scalarText, default: standard)
    }

    init?(_ old: String?, _ new: String?, default standard: PrometheusDuration = .zero) {
        func read(_ text: String?) -> PrometheusDuration? {
            guard let text else { return standard }
            return try? PrometheusDuration(text)
        }
        let (before, after) = (read(old), read(new))
        if let before, let after, before == after { return nil }
        guard old != new else { return nil }
        self.old = old
        self.new = new
        isLonger = before.flatMap { before in after.map { before < $0 } }
    }
}
