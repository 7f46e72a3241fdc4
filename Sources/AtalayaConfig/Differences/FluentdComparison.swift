/// Fluentd, in either syntax: which events go elsewhere, or nowhere.
struct FluentdComparison: DocumentComparison {
    let kind = "fluentd"

    func changes(from old: [ComparedFile], to new: [ComparedFile]) -> [ConfigChange] {
        FilePairs(old, new).changes(of: kind) { old, new in
            guard let before = Self.root(old), let after = Self.root(new) else {
                return [ConfigChange("file-changed", .meaning, "fluentd", "cannot be read", file: new.name)]
            }
            return Self.changes(from: before, to: after, place: "", file: new.name)
        }
    }

    private static func root(_ file: ComparedFile) -> FluentdElement? {
        switch file.contents {
        case .document(let node): FluentdElement(yaml: node)
        case .text(let text): FluentdClassicReader.read(text, file: file.name).root
        }
    }

    private static let directives: Set<String> = ["source", "filter", "match", "label", "worker"]

    /// What happens in the root, in a label or in a worker.
    private static func changes(
        from old: FluentdElement, to new: FluentdElement, place: String, file: String
    ) -> [ConfigChange] {
        func directives(_ element: FluentdElement) -> [FluentdElement] {
            element.elements.filter { Self.directives.contains($0.name) }
        }
        let before = directives(old)
        let after = directives(new)
        let pairs = ItemPairs(
            before, after,
            by: [
                { $0.withoutPlaces.hashText },
                { $0.text("@id").map { "\($0)" } },
                { "\($0.name) \($0.argument.words) \($0.type ?? "")" },
                { "\($0.name) \($0.argument.words)" },
                { $0.name == "source" ? "\($0.type ?? "") \($0.text("path") ?? $0.text("port") ?? "")" : nil },
                { $0.name == "label" ? nil : "\($0.name) \($0.type ?? "")" },
            ])
        var found: [ConfigChange] = []
        for element in pairs.removed {
            found.append(removed(element, place, file))
        }
        for element in pairs.added {
            found.append(
                ConfigChange(
                    "\(element.name)-added", element.name == "filter" || element.name == "match" ? .meaning : .noise,
                    subject(element, place), "is new", file: file, line: element.line))
        }
        for (before, after) in pairs.pairs where before.withoutPlaces != after.withoutPlaces {
            found += changed(before, after, place, file)
        }
        found += orderChange(pairs.pairs, place, file)
        return found + settings(from: old, to: new, place: place, file: file)
    }

    private static func removed(_ element: FluentdElement, _ place: String, _ file: String) -> ConfigChange {
        let message =
            switch element.name {
            case "source": "is gone; nothing comes from it any more"
            case "match": "is gone; what it took goes elsewhere or is dropped"
            case "label": "is gone; what is sent there is lost"
            default: "is gone"
            }
        return ConfigChange(
            "\(element.name)-removed", element.name == "filter" ? .meaning : .blind, subject(element, place), message,
            file: file, line: element.line)
    }

    private static func changed(
        _ old: FluentdElement, _ new: FluentdElement, _ place: String, _ file: String
    ) -> [ConfigChange] {
        let subject = subject(new, place)
        if new.name == "label" || new.name == "worker" {
            return changes(from: old, to: new, place: "\(place)\(new.name) '\(new.argument.words)', ", file: file)
        }
        var found: [ConfigChange] = []
        if old.argument.canonical != new.argument.canonical {
            found.append(
                ConfigChange(
                    "\(new.name)-pattern", .blind, subject,
                    "takes '\(new.argument.words)', not '\(old.argument.words)'", file: file, line: new.line))
        }
        if old.type != new.type {
            found.append(
                ConfigChange(
                    "plugin-type", .meaning, subject, "is a '\(new.type ?? "")', not a '\(old.type ?? "")'", file: file,
                    line: new.line))
        }
        return found
            + ValueChanges(subject: subject, file: file, change: "\(new.name)-setting", except: ["@type"]).changes(
                from: node(old), to: node(new))
    }

    /// The first match that takes an event has it; so among filters and matches the order counts.
    private static func orderChange(
        _ pairs: [(old: FluentdElement, new: FluentdElement)], _ place: String, _ file: String
    ) -> [ConfigChange] {
        func isOrdered(_ element: FluentdElement) -> Bool { element.name == "match" || element.name == "filter" }
        let ordered = pairs.filter { isOrdered($0.old) }
        let byOld = ordered.sorted { ($0.old.line, $0.old.column) < ($1.old.line, $1.old.column) }.map(\.new.line)
        guard let index = byOld.indices.dropLast().first(where: { byOld[$0] > byOld[$0 + 1] }) else { return [] }
        return [
            ConfigChange(
                "match-order", .blind, place.isEmpty ? "matches and filters" : String(place.dropLast(2)),
                "have another order; the first match that fits takes an event", file: file, line: byOld[index + 1])
        ]
    }

    /// `system`, includes and what else there is.
    private static func settings(
        from old: FluentdElement, to new: FluentdElement, place: String, file: String
    ) -> [ConfigChange] {
        func rest(_ element: FluentdElement) -> DocumentNode {
            var element = element
            element.elements.removeAll { directives.contains($0.name) }
            return node(element)
        }
        let subject = place.isEmpty ? "fluentd" : String(place.dropLast(2))
        return ValueChanges(subject: subject, file: file).changes(from: rest(old), to: rest(new))
    }

    private static func subject(_ element: FluentdElement, _ place: String) -> String {
        let argument = element.argument.words.isEmpty ? "" : " '\(element.argument.words)'"
        let type = element.type.map { " (\($0))" } ?? ""
        return "\(place)\(element.name)\(argument)\(type)"
    }

    /// The section as a document, for its values to be compared.
    private static func node(_ element: FluentdElement) -> DocumentNode {
        var entries = element.parameters.map { parameter in
            DocumentNode.Entry(
                key: DocumentKey(parameter.name, line: parameter.line, column: parameter.column),
                value: DocumentNode(.string(parameter.value.words), line: parameter.line, column: parameter.column))
        }
        var sections: [(name: String, items: [DocumentNode])] = []
        for inner in element.elements {
            let name = inner.argument.words.isEmpty ? inner.name : "\(inner.name) \(inner.argument.words)"
            if let index = sections.firstIndex(where: { $0.name == name }) {
                sections[index].items.append(node(inner))
            } else {
                sections.append((name, [node(inner)]))
            }
        }
        entries += sections.map { section in
            let value =
                section.items.count == 1
                ? section.items[0] : DocumentNode(.sequence(section.items), line: section.items[0].line)
            return DocumentNode.Entry(key: DocumentKey(section.name, line: section.items[0].line), value: value)
        }
        return DocumentNode(.mapping(entries), line: element.line, column: element.column)
    }
}

extension FluentdText {
    /// The text with its Ruby, in a message.
    fileprivate var words: String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .ruby(let code): "#{\(code)}"
            }
        }.joined()
    }
}

extension FluentdElement {
    /// The same for sections that say the same.
    fileprivate var hashText: String {
        "\(name) \(argument.words) {\(parameters.map { "\($0.name) \($0.value.words)" }.joined(separator: "; "))"
            + "\(elements.map(\.hashText).joined(separator: "; "))}"
    }
}
