import AtalayaModel

extension LogProcessing {
    /// Reads the keys from the mapping of a log or of a tail, where they stand beside its path and format. What the
    /// values mean is checked by ``problems(format:)``.
    init(from mapping: MappingDecoder) {
        self.init(
            encoding: mapping.value("encoding", default: LogEncoding.utf8.name),
            pattern: mapping.value("pattern"),
            content: mapping.value("content"),
            multiline: mapping.value("multiline"),
            filters: mapping.list("filters", of: DeclaredFilter.self).map(\.filter)
        )
    }
}

/// `multiline: swift`, or `multiline: {start: '^\d{4}-'}`.
extension LogProcessing.Multiline: NodeDecodable {
    static func decode(_ node: DocumentNode, path: String, context: DecodingContext) -> Self? {
        if let name = node.string { return .preset(name) }
        guard node.entries != nil else {
            context.report(
                "wrong-type", "expected the name of a preset, or a mapping with 'start'; found \(node.kindName)",
                at: node, path: path)
            return nil
        }
        return MappingDecoder.decode(node, path: path, context: context) { mapping in
            mapping.demanded("start", as: String.self).map { .start($0) }
        }
    }
}

/// An item of the list of filters: a mapping with one key, the name of the filter, and its options below.
private struct DeclaredFilter: NodeDecodable {
    var filter: LogFilter

    static func decode(_ node: DocumentNode, path: String, context: DecodingContext) -> DeclaredFilter? {
        guard let entries = node.entries, entries.count == 1, let entry = entries.first else {
            let message = "expected one filter with its options, such as 'drop: {where: {path: /health}}'"
            context.report("wrong-type", message, at: node, path: path)
            return nil
        }
        let name = entry.key.name
        guard let kind = LogFilterKind.named(name) else {
            let message = Spelling.unknown("filter", name, known: LogFilterKind.all.map(\.name))
            context.report("log-filter", message, at: entry.key, path: path)
            return nil
        }
        let inner = "\(path).\(name)"
        return MappingDecoder.decode(entry.value, key: entry.key, path: inner, context: context) { mapping in
            var filter = LogFilter(kind)
            for option in kind.options where mapping.has(option.name) {
                filter.options[option.name] = option.value(from: mapping)
            }
            // One that has a problem already is not asked for what it is missing because of that.
            return context.hasProblems(below: inner) ? nil : DeclaredFilter(filter: filter)
        }
    }
}

extension LogOption {
    func value(from mapping: MappingDecoder) -> LogOptionValue? {
        switch form {
        case .text: mapping.value(name, as: LooseText.self).map { .text($0.text) }
        case .pattern: mapping.value(name, as: String.self).map { .text($0) }
        case .texts, .names: .texts(mapping.oneOrMore(name, of: LooseText.self).map(\.text))
        case .number: mapping.value(name, as: Double.self).map { .number($0) }
        case .duration: mapping.value(name, as: PrometheusDuration.self).map { .duration($0.duration) }
        case .pairs: .pairs(mapping.labels(name).map { LogOptionPair($0.name, $0.value) })
        case .conditions: .conditions(mapping.conditions(name))
        }
    }
}

// MARK: - Writing

extension LogProcessing {
    /// Adds what is not the default to the mapping of a tail.
    func write(to fields: inout Document.Fields) {
        if encoding != LogEncoding.utf8.name { fields.set("encoding", string: encoding) }
        fields.set("pattern", string: pattern)
        fields.set("content", string: content)
        switch multiline {
        case .preset(let name): fields.set("multiline", string: name)
        case .start(let pattern): fields.set("multiline", Document.fields { $0.set("start", string: pattern) }.flow())
        case nil: break
        }
        fields.set("filters", nonEmpty: filters.map { $0.document() })
    }
}

extension LogFilter {
    /// Options stand in the order of their declaration.
    fileprivate func document() -> Document {
        .fields { fields in
            fields.set(
                kind,
                Document.fields { inner in
                    for option in LogFilterKind.named(kind)?.options ?? [] {
                        inner.set(option.name, options[option.name]?.document())
                    }
                }.flow())
        }
    }
}

extension Duration {
    /// Whole milliseconds, which is what documents can say.
    fileprivate var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds.multipliedReportingOverflow(by: 1_000).partialValue + attoseconds / 1_000_000_000_000_000
    }
}

extension LogOptionValue {
    func document() -> Document {
        switch self {
        case .text(let text): .string(text)
        case .texts(let texts): .flowStrings(texts)
        case .number(let number): Int64(exactly: number).map(Document.int) ?? .double(number)
        case .duration(let duration): .string(PrometheusDuration(milliseconds: duration.milliseconds).description)
        case .pairs(let pairs): Document.strings(pairs.map { (key: $0.name, value: $0.value) }).flow()
        case .conditions(let conditions):
            Document.mapping(conditions.map { Document.Entry($0.field, .flowStrings($0.values)) }).flow()
        }
    }
}
