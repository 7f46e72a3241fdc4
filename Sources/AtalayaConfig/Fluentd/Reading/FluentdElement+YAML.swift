/// Fluentd's YAML syntax: read from the tree of the document, written as one.
extension FluentdElement {
    /// The same sections that Fluentd makes of a document: `system` and the items of `config`.
    ///
    /// What Fluentd passes over in silence (other keys at the top) is left out here too; the check of the file says so.
    public init(yaml root: DocumentNode) {
        self.init("ROOT", line: root.line, column: root.column)
        if let system = root["system"] { elements.append(Self.section("system", system, at: system)) }
        elements += Self.items(root["config"])
    }

    private static func items(_ config: DocumentNode?) -> [FluentdElement] {
        (config?.items ?? []).flatMap { item -> [FluentdElement] in
            if item.tag == "!include", let path = item.string {
                return [FluentdElement(includeName, FluentdText(path), line: item.line, column: item.column)]
            }
            return (item.entries ?? []).map { entry in
                var element = section(entry.key.name, entry.value, at: entry.value, isDirective: true)
                (element.line, element.column) = (entry.key.line, entry.key.column)
                return element
            }
        }
    }

    private static func section(
        _ name: String, _ node: DocumentNode, at place: DocumentNode, isDirective: Bool = false
    ) -> FluentdElement {
        var element = FluentdElement(name, line: place.line, column: place.column)
        let holdsItems = isDirective && ["label", "worker"].contains(name)
        let argumentKey =
            !isDirective ? "$arg" : ["match": "$tag", "filter": "$tag", "label": "$name"][name] ?? "$arg"
        for entry in node.entries ?? [] {
            let key = entry.key
            if key.name == argumentKey {
                element.argument = argument(entry.value)
            } else if key.name == "config", holdsItems {
                element.elements += items(entry.value)
            } else if let items = entry.value.items, entry.value.tag != "!fluent/json" {
                // A list of mappings is a list of sections; any other is a value, since Fluentd 1.19.1.
                if items.contains(where: { $0.entries != nil }) || items.isEmpty {
                    element.elements += items.map { section(key.name, $0, at: $0) }
                } else {
                    element.parameters.append(parameter(key, entry.value))
                }
            } else if entry.value.entries != nil, entry.value.tag != "!fluent/json" {
                var inner = section(key.name, entry.value, at: entry.value)
                (inner.line, inner.column) = (key.line, key.column)
                element.elements.append(inner)
            } else {
                element.parameters.append(parameter(key, entry.value))
            }
        }
        return element
    }

    private static func argument(_ node: DocumentNode) -> FluentdText {
        guard let items = node.items else { return text(node) }
        return FluentdText(
            items.compactMap { text($0).text }.joined(separator: ","), line: node.line, column: node.column)
    }

    private static func parameter(_ key: DocumentKey, _ node: DocumentNode) -> Parameter {
        let name = ["$type", "$id", "$label", "$log_level"].contains(key.name) ? "@" + key.name.dropFirst() : key.name
        return Parameter(name, text(node), line: key.line, column: key.column)
    }

    private static func text(_ node: DocumentNode) -> FluentdText {
        if node.items != nil || node.entries != nil {
            return FluentdText(FluentdJSON.text(node), style: .json, line: node.line, column: node.column)
        }
        let text =
            switch node.value {
            case .string(let text): text
            case .bool(let value): value ? "true" : "false"
            case .int(let value): node.text ?? String(value)
            case .double(let value): node.text ?? value.description
            case .null, .sequence, .mapping: ""
            }
        let style = FluentdText.Style.singleQuoted
        guard node.tag == "!fluent/s" else {
            return FluentdText(text, style: style, line: node.line, column: node.column)
        }
        return FluentdText(rubyParts(of: text), style: .doubleQuoted, line: node.line, column: node.column)
    }

    /// The text of `!fluent/s` is the inside of a Ruby text in double quotes.
    private static func rubyParts(of text: String) -> [FluentdText.Part] {
        let quoted =
            "x \"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"") + "\""
        let reading = FluentdClassicReader.read(text.contains("\"") ? "x \"\(text)\"" : quoted, file: "")
        return reading.root?.parameters.first?.value.parts ?? [.ruby(text)]
    }

    /// The document that Fluentd makes the same sections of.
    ///
    /// - Returns: The document, and what it cannot say: an argument of one of several sections of a name, a parameter
    ///   that stands twice, an `@include` in other places than a list of sections.
    public var yaml: (document: Document, lost: [String]) {
        var lost: [String] = []
        let system = elements("system").first.map { Self.body($0, isDirective: false, &lost) }
        let rest = elements.filter { $0.name != "system" }
        let document = Document.fields { fields in
            fields.set("system", system)
            fields.set("config", .sequence(rest.map { Self.item($0, &lost) }))
        }
        if elements("system").count > 1 { lost.append("a second <system>") }
        lost += parameters.map { "'\($0.name)' outside of any section" }
        return (document, lost)
    }

    private static func item(_ element: FluentdElement, _ lost: inout [String]) -> Document {
        if element.name == includeName {
            if element.argument.hasRuby { lost.append("Ruby in the path of an include") }
            return Document.string(element.argument.text ?? "").tagged("!include")
        }
        return .mapping([Document.Entry(element.name, body(element, isDirective: true, &lost))])
    }

    private static func body(_ element: FluentdElement, isDirective: Bool, _ lost: inout [String]) -> Document {
        let holdsItems = isDirective && ["label", "worker"].contains(element.name)
        let argumentKey =
            !isDirective ? "$arg" : ["match": "$tag", "filter": "$tag", "label": "$name"][element.name] ?? "$arg"
        var fields = Document.Fields()
        if !element.argument.parts.isEmpty { fields.set(argumentKey, value(element.argument)) }
        var seen: Set<String> = []
        for parameter in element.parameters {
            if !seen.insert(parameter.name).inserted { lost.append("'\(parameter.name)' a second time") }
            let reserved = ["@type", "@id", "@label", "@log_level"].contains(parameter.name)
            fields.set(reserved ? "$" + parameter.name.dropFirst() : parameter.name, value(parameter.value))
        }
        if holdsItems {
            fields.set("config", .sequence(element.elements.map { item($0, &lost) }))
            return fields.document
        }
        var written: Set<String> = []
        for inner in element.elements where written.insert(inner.name).inserted {
            let namesakes = element.elements(inner.name)
            if inner.name == includeName { lost.append("an include inside of <\(element.name)>") }
            if seen.contains(inner.name) { lost.append("<\(inner.name)> beside a parameter of that name") }
            if namesakes.count > 1, namesakes.contains(where: { !$0.argument.parts.isEmpty }) {
                lost.append("the arguments of several <\(inner.name)>")
            }
            let bodies = namesakes.map { body($0, isDirective: false, &lost) }
            fields.set(inner.name, bodies.count == 1 ? bodies[0] : .sequence(bodies))
        }
        return fields.document
    }

    private static func value(_ text: FluentdText) -> Document {
        if text.style == .json, let plain = text.text, let node = JSONDocumentReader.read(plain, file: "").node {
            return Document(node).flow().tagged("!fluent/json")
        }
        guard text.hasRuby else { return .string(text.text ?? "") }
        return Document.string(FluentdElement.doubleQuotedInside(text)).tagged("!fluent/s")
    }
}
