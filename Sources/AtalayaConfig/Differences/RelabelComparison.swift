import AtalayaModel

/// Steps of relabelling: what is dropped now that was kept before, with an example.
struct RelabelComparison {
    var subject: String
    var file: String
    /// The list of steps: "metric_relabel_configs".
    var key: String
    /// What goes through the steps: "series".
    var of: String

    func changes(from old: DocumentNode, to new: DocumentNode) -> [ConfigChange] {
        let before = old[key]?.items ?? []
        let after = new[key]?.items ?? []
        if before.count == after.count, zip(before, after).allSatisfy({ $0.isSame(as: $1) }) { return [] }
        let steps = ItemPairs(
            before, after,
            by: [
                { $0.identity }, { Self.action($0) + " " + Self.labels($0) },
                { Self.action($0) + ($0.text("target_label") ?? "") },
            ])
        var found = steps.pairs.flatMap { $0.old.isSame(as: $0.new) ? [] : changed($0.old, $0.new) }
        found += steps.removed.map { step in
            switch Self.action(step) {
            case "drop": change("relabel-drop-removed", .noise, "\(of) with \(Self.matching(step)) are kept", step)
            case "keep":
                change("relabel-keep-removed", .noise, "\(of) without \(Self.matching(step)) are kept too", step)
            default: change("relabel-removed", .meaning, "no longer: \(Self.words(step))", step)
            }
        }
        found += steps.added.map { step in
            switch Self.action(step) {
            case "drop": change("relabel-drop-added", .blind, "\(of) with \(Self.matching(step)) are dropped", step)
            case "keep":
                change("relabel-keep-added", .blind, "\(of) without \(Self.matching(step)) are dropped", step)
            case "dropequal", "keepequal": change("relabel-drop-added", .blind, "\(of): \(Self.words(step))", step)
            default: change("relabel-added", .meaning, Self.words(step), step)
            }
        }
        if found.isEmpty {
            found.append(change("relabel-order", .meaning, "the steps have another order", new[key] ?? new))
        }
        return found
    }

    private func changed(_ old: DocumentNode, _ new: DocumentNode) -> [ConfigChange] {
        let action = Self.action(new)
        let whole = change("relabel-changed", .meaning, "\(Self.words(new)), not: \(Self.words(old))", new)
        guard ["drop", "keep"].contains(action), action == Self.action(old), Self.labels(old) == Self.labels(new) else {
            return [whole]
        }
        func language(_ step: DocumentNode) -> Pattern? {
            try? Pattern(step.text("regex") ?? "(.*)", options: [.whole, .dotMatchesNewline])
        }
        guard let before = language(old), let after = language(new),
            let more = try? PatternLanguage.example(matching: [after], excluding: [before]) as String??,
            let less = try? PatternLanguage.example(matching: [before], excluding: [after]) as String??
        else { return [whole] }
        // Of a step that keeps, what matches no more is dropped.
        let (dropped, kept) = action == "drop" ? (more, less) : (less, more)
        var found: [ConfigChange] = []
        if let dropped {
            found.append(
                change(
                    "relabel-drops-more", .blind, "more \(of) are dropped, such as \(Self.labels(new)) = '\(dropped)'",
                    new))
        }
        if let kept {
            found.append(
                change(
                    "relabel-drops-less", .noise, "more \(of) are kept, such as \(Self.labels(new)) = '\(kept)'", new))
        }
        return found
    }

    private func change(_ id: String, _ risk: ConfigChange.Risk, _ message: String, _ node: DocumentNode)
        -> ConfigChange
    {
        ConfigChange(id, risk, subject, message, at: node, in: file)
    }

    private static func action(_ step: DocumentNode) -> String { step.text("action")?.lowercased() ?? "replace" }

    private static func labels(_ step: DocumentNode) -> String {
        (step["source_labels"]?.items ?? []).compactMap(\.scalarText).joined(separator: step.text("separator") ?? ";")
    }

    private static func matching(_ step: DocumentNode) -> String {
        "\(labels(step)) =~ '\(step.text("regex") ?? "(.*)")'"
    }

    private static func words(_ step: DocumentNode) -> String {
        let settings = (step.entries ?? []).filter { $0.key.name != "action" }.map {
            "\($0.key.name) \(ValueChanges.text($0.value))"
        }
        return "\(action(step)) (\(settings.joined(separator: ", ")))"
    }
}
